/** Mistakes that would cost money or a password, each as one change of a built module, and the sweep that finds it. */

type Defect = {
  readonly name: string;
  /** The end of the module's address. */
  readonly file: string;
  /** What stands there, once, and what the mistake puts in its place. */
  readonly right: string;
  readonly wrong: string;
  /** Words of a narrow sweep, of the first combination; or the line of one run, where it takes two faults. */
  readonly by: readonly string[] | string;
};

const AFTER_DEBIT = ["purchase", "--at", "DEBIT FOR PURCHASE, answer byte 2"];

export const DEFECTS: readonly Defect[] = [
  {
    name: "the intent is not synced",
    file: "driver/dist/journal/sale-table.js",
    right: 'intent(id, owner, intent) {\n            database.sync("durable");',
    wrong: 'intent(id, owner, intent) {\n            database.sync("soon");',
    by: ["purchase", "--at", "journal step answered, before"],
  },
  {
    name: "a ref is free again after its intent",
    file: "driver/dist/journal/sale.js",
    right: 'return sale.live ? "inProgress" : "undecided";',
    wrong: 'return sale.live ? "inProgress" : "released";',
    by: ["purchase", "--at", "journal step answered, before"],
  },
  {
    name: "recovery takes any purchase in the log for another one",
    file: "driver/dist/account/recovery.js",
    right:
      "const log = await findInLog(issued, account, { ...intent, amountFen, amountsFen, rivals }, sequence);",
    wrong: 'const log = { what: "other" };',
    by: AFTER_DEBIT,
  },
  {
    name: "a record of the card's log is taken as ours whatever it says",
    file: "driver/dist/account/transaction-log.js",
    right: "if (readsAsOurs(log, entry, ours)) {",
    wrong: 'if (true) { return { what: "ours", entry };',
    by: ["second-purchase", "--at", "second DEBIT FOR PURCHASE, command byte 3"],
  },
  {
    name: "what recovery has found is not synced",
    file: "driver/dist/journal/sale-table.js",
    right: 'resolve(id, ending) {\n            database.sync("durable");',
    wrong: 'resolve(id, ending) {\n            database.sync("soon");',
    by: AFTER_DEBIT,
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
    by: ["purchase", "--at", "journal step intent"],
  },
  {
    name: "MAC2 is not checked",
    file: "driver/dist/account/finish-purchase.js",
    right: "await prepared.mac1.checkMac2(mac2Bytes)",
    wrong: '"verified"',
    by: ["purchase", "--at", "journal step end"],
  },
  {
    name: "a status word behind 61xx is taken for that of DEBIT",
    file: "driver/dist/card/response-chaining.js",
    right: "if (isFetched(last, options))\n        return whole;",
    wrong: "return whole;",
    // 90 00 of GET RESPONSE arrives as 69 85.
    by: "purchase;hangzhou,T=0,purse;seed=1;byte-flipped@DEBIT FOR PURCHASE, answer byte 13|bits=249;byte-flipped@DEBIT FOR PURCHASE, answer byte 14|bits=133",
  },
  {
    name: "the TAC is not kept",
    file: "driver/dist/journal/sale-table.js",
    right: '...columnsOf(SALE, answer, "answer")',
    wrong: '...columnsOf(SALE, { ...answer, tac: undefined }, "answer")',
    by: ["purchase", "--at", "journal step end"],
  },
  {
    name: "a sale is settled without its ref",
    file: "driver/dist/centre/settle-sale.js",
    right: "ref: sale.ref,",
    wrong: 'ref: "X-" + sale.settlement.attempts,',
    by: ["purchase", "--at", "centre settle"],
  },
  {
    name: "a lost answer of the centre is not asked for again",
    file: "driver/dist/centre/settle-sale.js",
    right: "retry: isWorthRetrying(error), code }",
    wrong: "retry: false, code }",
    by: ["purchase", "--at", "centre settle"],
  },
  {
    name: "a debit is sent again after a time-out",
    file: "driver/dist/account/finish-purchase.js",
    right: "const result = await issued.session.send(account.debit, { terminalSequence, date, time, mac1 });",
    wrong: `const ask = () => issued.session.send(account.debit, { terminalSequence, date, time, mac1 });
        const result = await ask().catch(ask);`,
    by: ["purchase", "--faults", "byte-lost", "--at", "DEBIT FOR PURCHASE, answer byte 1"],
  },
  {
    name: "a ref may be claimed by two processes",
    file: "driver/dist/journal/sale-table.js",
    right: 'if (before !== undefined && status !== "released" && !isResettled) {',
    wrong: 'if (before !== undefined && status !== "released" && status !== "inProgress" && !isResettled) {',
    by: ["two-tills", "--at", "DEBIT FOR PURCHASE"],
  },
  {
    name: "a step is taken by a process that is not the owner any more",
    file: "driver/dist/journal/journal-step.js",
    right: "row?.owner === at.owner && row.released === 0 && at.from.includes(String(row.state))",
    wrong: "row !== undefined",
    by: ["two-tills", "--at", "INIT"],
  },
  {
    name: "recovery goes by the balance alone",
    file: "driver/dist/account/recovery.js",
    right:
      "const log = await findInLog(issued, account, { ...intent, amountFen, amountsFen, rivals }, sequence);",
    wrong: `const now = await account.initialize(issued, account.probeAmounts(issued.profile), intent.terminalId);
    const isPaid = now.ok && now.response.balanceFen === intent.balanceBeforeFen - amountFen;
    const log = { what: isPaid ? "ours" : "other" };`,
    by: ["other-shop", "--at", "DEBIT FOR PURCHASE, answer byte 2"],
  },
  {
    name: "a PIN's counter is written behind the compare",
    file: "simulator/dist/access/pin.js",
    right:
      "tries.spend();\n        return isSame(filled(candidate), stored.get()) ? SW_OK : 0x63c0 | tries.left();",
    wrong: `if (isSame(filled(candidate), stored.get())) return SW_OK;
        tries.spend();
        return 0x63c0 | tries.left();`,
    by: ["change-password", "--at", "CHANGE PIN, command byte 1"],
  },
  {
    name: "the reader forgets its last frame after an overrun",
    file: "simulator/dist/espruino/built-text.js",
    right: "export function builtText(code) {",
    // Minified names change with each build: by checksum and length the firmware knows a frame that is sent again.
    wrong: `export function builtText(code) {
        const text = readFileSync(BUILT_FOLDER + builtName(code), "utf8");
        const at = /\\w===\\w+&&\\w===(\\w+)&&!/.exec(text)[1];
        return text.replace("E.getErrorFlags(),", "E.getErrorFlags()," + at + "=0,");
    }
    export function rightText(code) {`,
    by: ["purchase", "--faults", "noise-burst", "--at", "host frame 20 to host, byte 12"],
  },
  {
    name: "that a password was tried, or is being changed, is not synced",
    file: "driver/dist/password/change-typed.js",
    right: '{ state: "changing", triesLeft: undefined }, "durable"',
    wrong: '{ state: "changing", triesLeft: undefined }, "soon"',
    by: ["change-password", "--at", "second passwords.remember"],
  },
];
