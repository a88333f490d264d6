/** Mistakes that would cost money, each as one change of a built module, and a cut by which it shows. */

type Defect = {
  readonly name: string;
  /** The end of the module's address. */
  readonly file: string;
  /** What stands there, once, and what the mistake puts in its place. */
  readonly right: string;
  readonly wrong: string;
  /** Of a purchase by the first combination: where it is found. */
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
];
