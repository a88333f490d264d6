/**
 * Every method answers as its schema says: the served till of these tests holds each answer to it, here and in every
 * other test that serves one.
 */
import { join } from "node:path";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { methodNames } from "@duka/driver/serve/requests";
import { serveSchema } from "@duka/driver/serve/serve-schema";
import test from "ava";
import { stillClock } from "../../support/card/till.js";
import { type Reply, serve } from "../../support/programs/serve.js";
import { centreWords, today } from "../../support/shop/centre-service.js";
import { VOUCHING } from "../../support/shop/insurance.js";
import { folderOf } from "../../support/values/folder.js";

const AT_WINDOW = { window: "W-1", operator: "clerk", vouching: VOUCHING };

const CLERK = { window: "W-1", operator: "clerk" };
const OTHER = {
  holderId: "330105198502022345",
  document: { kind: "resident-id", number: "330105198502022345" },
} as const;
const OTHERS = { ...CLERK, vouching: { by: "holder", document: OTHER.document } };
const LISTED = {
  holderId: OTHER.holderId,
  card: { cardNumber: "A98765432", region: "330100", factor: "0011223344556677", algorithm: "3des" },
  version: "2.0",
  validUntil: "20351231",
  openingBalanceFen: 0,
  medical: true,
} as const;
const BY_PHONE = {
  holderId: OTHER.holderId,
  cardNumber: LISTED.card.cardNumber,
  documentNumber: OTHER.document.number,
};

const REIMBURSED = {
  ref: "E-1",
  ...AT_WINDOW,
  visit: "discharge",
  of: { institutionId: "H330100002", ref: "B-7" },
  totalFen: 10_000,
};

/** In an order in which a shop may ask. */
const CALLS: readonly (readonly [method: string, params?: object])[] = [
  ["hello"],
  ["explain", { what: "6985" }],
  ["explain", { what: "no such thing" }],
  ["readers"],
  ["card"],
  ["balance"],
  ["debit", { ref: "S-1", amountFen: 1250, detail: { operator: "李" } }],
  ["debit", { ref: "S-2", amountFen: 5_000_000 }],
  ["sale", { ref: "S-1" }],
  ["sale", { ref: "S-9" }],
  ["sales", { released: true }],
  ["show", { ref: "S-1" }],
  ["receipt", { ref: "S-1" }],
  ["receipt", { ref: "S-9" }],
  ["log"],
  ["recover"],
  ["settle"],
  ["reverse", { ref: "R-1", of: "S-1" }],
  ["credit", { ref: "L-1", amountFen: 500 }],
  ["credits"],
  ["show", { ref: "L-1" }],
  ["settleBill", { ref: "B-1", visit: "pharmacy", totalFen: 100 }],
  ["resettle", { ref: "S-1" }],
  ["reimburse", REIMBURSED],
  ["waiting"],
  ["paidInCash", { ref: "U-1" }],
  ["close", { ref: "U-1", as: "paid-in-cash", by: "Li Na" }],
  ["show", { ref: "U-1" }],
  ["export", { day: today(), simulated: true }],
  ["export", { day: today(), csv: true }],
  ["reconcile", { day: today() }],
  ["blacklist"],
  ["updateBlacklist"],
  ["verifyOldCard"],
  ["activate", { ref: "A-1", ...AT_WINDOW }],
  ["resetPassword", { ref: "A-2", ...AT_WINDOW }],
  ["unblockPassword", { ref: "A-3", ...AT_WINDOW }],
  ["basicData", { withPersonalData: true }],
  ["enrolHolder", { ref: "W-1", ...CLERK, ...OTHER, name: "李四", region: "330100" }],
  ["allot", { ref: "W-2", ...CLERK, holderId: OTHER.holderId, amountFen: 100 }],
  ["designate", { ref: "W-3", ...OTHERS, holderId: OTHER.holderId, institutions: ["H330100001"] }],
  ["applyForCard", { ref: "W-4", ...OTHERS, holderId: OTHER.holderId }],
  ["applications", { limit: 10 }],
  ["issueListedCard", { ref: "W-5", ...OTHERS, ...LISTED }],
  ["findHolder", { holderId: OTHER.holderId, withPersonalData: true }],
  ["findHolder", { holderId: "330102199001011299" }],
  ["reportLossByPhone", { ref: "W-6", ...CLERK, ...BY_PHONE }],
  ["reportLoss", { ref: "W-7", ...OTHERS, cardNumber: LISTED.card.cardNumber }],
  ["blockCard", { ref: "W-8", ...CLERK, cardNumber: LISTED.card.cardNumber, reason: "lent" }],
  ["returnAbsentCard", { ref: "W-9", ...OTHERS, cardNumber: LISTED.card.cardNumber, reason: "moved-away" }],
  ["issueCard", { ref: "W-10", ...OTHERS, holderId: OTHER.holderId }],
  ["activateFinancial", { ref: "W-11", ...AT_WINDOW }],
  ["withdrawLoss", { ref: "W-12", ...AT_WINDOW }],
  ["replaceCard", { ref: "W-13", ...AT_WINDOW, oldCardNumber: LISTED.card.cardNumber }],
  ["finishCard", { kinds: ["write-insurance-data"] }],
  ["acts"],
  ["cancel", { request: 1 }],
  ["verifyJournal"],
  ["clockIsRight"],
  ["ldt33", { function: "iReadCardBas", arguments: [1] }],
];

/** A sale whose card never told. */
async function leaveUndecided(file: string): Promise<void> {
  const journal = await openJournal(file, stillClock());
  const claim = await journal.claim({ ref: "U-1", kind: "purse", amountFen: 700, simulated: true });
  if (!claim.claimed) throw new Error("the ref was taken");
  await claim.attempt.intent({
    cardNumber: "33018653000100170000",
    cardSequence: 7,
    terminalId: "330100000021",
    terminalSequence: 1,
    transactionType: 6,
    date: "20261121",
    time: "140559",
    balanceBeforeFen: 50_000,
  });
  await claim.attempt.end({ state: "undecided", code: "answer-lost", reason: "the card's answer was lost" });
  await journal.close();
}

test("each method's answer is as its schema says, driven on a simulated card with its centre", async (t) => {
  const folder = folderOf(t);
  const card = `sim:hangzhou?state=${join(folder, "card.json")}`;
  const file = join(folder, "j.db");
  await leaveUndecided(file);
  const served = serve(["--reader", card, "--journal", file, ...(await centreWords(t))]);
  const answered = new Set<string>();
  let id = 0;
  const call = async (method: string, params: object = {}): Promise<Reply> => {
    served.say(JSON.stringify({ id: ++id, method, params }));
    return served.next();
  };
  for (const [method, params] of CALLS) {
    const reply = await call(method, params);
    t.not(reply.result, undefined, `${method}: ${JSON.stringify(reply.error)}`);
    answered.add(method);
  }
  let reply = await call("changePassword");
  for (const password of ["123456", "602917", "602918"]) {
    t.is(reply.ask, "password");
    served.say(JSON.stringify({ id, password }));
    reply = await served.next();
  }
  t.like(reply.result, { refused: true, reasonCode: "passwords-differ", statusWord: null, triesLeft: null });
  const asked = await call("changePasswordAtWindow", { ref: "W-14", ...AT_WINDOW });
  t.is(asked.ask, "password", JSON.stringify(asked));
  served.say(JSON.stringify({ id, password: null }));
  t.like((await served.next()).result, { refused: true, reasonCode: "password-needed" });
  t.like((await call("returnCard", { ref: "W-15", ...AT_WINDOW, reason: "returned" })).result, {
    done: true,
  });
  const asking = ["changePassword", "changePasswordAtWindow", "returnCard"];
  t.deepEqual([...answered, ...asking].sort(), [...methodNames].sort());
  t.is(await served.end(), 0);
});

test("the schema says of every method what it answers, member by member", (t) => {
  const { $defs } = serveSchema() as { $defs: { results: { [method: string]: object } } };
  t.deepEqual(Object.keys($defs.results), methodNames);
  for (const [method, schema] of Object.entries($defs.results)) {
    t.deepEqual(untyped(schema, method), [], method);
  }
});

/** Where a schema leaves open what there is; only evidence, which a person reads, is left open. */
function untyped(schema: unknown, path: string): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { description: _description, ...said } = schema as { [name: string]: unknown };
  if (Object.keys(said).length === 0) return path.includes("evidence") ? [] : [path];
  const inside: [string, unknown][] = [
    ...Object.entries((said.properties as object) ?? {}),
    ...["items", "additionalProperties"].map((name): [string, unknown] => [name, said[name]]),
    ...((said.anyOf as unknown[]) ?? []).map((one, at): [string, unknown] => [`anyOf${at}`, one]),
  ];
  return inside.flatMap(([name, one]) => untyped(one, `${path}.${name}`));
}
