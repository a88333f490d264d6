/** Mistakes that would cost money, each as one change of a built module, and a cut by which it shows. */

type Defect = {
  readonly name: string;
  /** The end of the module's address. */
  readonly file: string;
  /** What stands there, once, and what the mistake puts in its place. */
  readonly right: string;
  readonly wrong: string;
  /** `purchase` unless given. */
  readonly scenario?: "second-purchase";
  /** Of the first combination: the faults of the one run in which it is found; "" where it shows without any. */
  readonly cut: string;
};

export const DEFECTS: readonly Defect[] = [
  {
    name: "the intent is not synced",
    file: "driver/dist/journal/sale-table.js",
    right: 'intent(id, owner, intent) {\n            database.sync("durable");',
    wrong: 'intent(id, owner, intent) {\n            database.sync("soon");',
    cut: "process-killed@journal step answered, before|bytes=0",
  },
  {
    name: "a ref is free again after its intent",
    file: "driver/dist/journal/sale.js",
    right: 'return sale.live ? "inProgress" : "undecided";',
    wrong: 'return sale.live ? "inProgress" : "released";',
    cut: "process-killed@journal step answered, before|bytes=0",
  },
  {
    name: "recovery takes any purchase in the log for another one",
    file: "driver/dist/account/recovery.js",
    right:
      "const log = await findInLog(issued, account, { ...intent, amountFen, amountsFen, rivals }, sequence);",
    wrong: 'const log = { what: "other" };',
    cut: "card-removed@DEBIT FOR PURCHASE, answer byte 2",
  },
  {
    name: "a record of the card's log is taken as ours whatever it says",
    scenario: "second-purchase",
    file: "driver/dist/account/transaction-log.js",
    right: "if (readsAsOurs(log, entry, ours)) {",
    wrong: 'if (true) { return { what: "ours", entry };',
    cut: "card-removed@second DEBIT FOR PURCHASE, command byte 3",
  },
  {
    name: "what recovery has found is not synced",
    file: "driver/dist/journal/sale-table.js",
    right: 'resolve(id, ending) {\n            database.sync("durable");',
    wrong: 'resolve(id, ending) {\n            database.sync("soon");',
    cut: "card-removed@DEBIT FOR PURCHASE, answer byte 2",
  },
  {
    name: "the intent is written behind the debit",
    file: "driver/dist/account/debit.js",
    right: "await attempt.intent(prepared.intent);",
    wrong: `const { session } = prepared.issued, { send } = session;
        session.send = async (...all) => {
            session.send = send;
            try { return await send(...all); }
            finally { await attempt.intent(prepared.intent); }
        };`,
    cut: "process-killed@DEBIT FOR PURCHASE, answer byte 2|bytes=0",
  },
  {
    name: "MAC2 is not checked",
    file: "driver/dist/account/finish-purchase.js",
    right: "await prepared.mac1.checkMac2(mac2Bytes)",
    wrong: '"verified"',
    cut: "",
  },
  {
    name: "a status word behind 61xx is taken for that of DEBIT",
    file: "driver/dist/card/response-chaining.js",
    right: "if (isFetched(last, options))\n        return whole;",
    wrong: "return whole;",
    // 90 00 of GET RESPONSE arrives as 69 85.
    cut: "byte-flipped@DEBIT FOR PURCHASE, answer byte 13|bits=249;byte-flipped@DEBIT FOR PURCHASE, answer byte 14|bits=133",
  },
  {
    name: "the TAC is not kept",
    file: "driver/dist/journal/sale-table.js",
    right: '...columnsOf(SALE, answer, "answer"),',
    wrong: '...columnsOf(SALE, { ...answer, tac: undefined }, "answer"),',
    cut: "",
  },
  {
    name: "a sale is settled without its ref",
    file: "driver/dist/centre/settle-sale.js",
    right: "ref: sale.ref,",
    wrong: 'ref: "X-" + sale.settlement.attempts,',
    cut: "answer-lost@centre settle",
  },
  {
    name: "a lost answer of the centre is not asked for again",
    file: "driver/dist/centre/settle-sale.js",
    right: "retry: isWorthRetrying(error), code }",
    wrong: "retry: false, code }",
    cut: "answer-lost@centre settle",
  },
];
