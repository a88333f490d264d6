/** What is not over is read from the journal: no centre has to be named, and one that is named is not asked. */
import { join } from "node:path";
import type { Journal } from "@duka/driver/journal/journal";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import test, { type ExecutionContext } from "ava";
import { stillClock } from "../../support/card/till.js";
import { serve } from "../../support/programs/serve.js";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

const SALE = { kind: "purse", amountFen: 1250, simulated: true } as const;
const INTENT = {
  cardNumber: "33018653000100174236",
  cardSequence: 7,
  terminalId: "330100000021",
  terminalSequence: 42,
  transactionType: 6,
  date: "20261121",
  time: "140559",
  balanceBeforeFen: 50000,
};

async function sale(
  journal: Journal,
  ref: string,
  state: "committed" | "undecided" | "manual",
): Promise<number> {
  const claim = await journal.claim({ ...SALE, ref });
  if (!claim.claimed) throw new Error("the ref was taken");
  await claim.attempt.intent(INTENT);
  const why = { code: "answer-lost", reason: "so it ended" } as const;
  const ended = state === "committed" ? { code: undefined, reason: undefined } : why;
  await claim.attempt.answered({ statusWord: 0x9000, moved: true, tac: "A5717B4F", mac2: "9909F538" });
  return (await claim.attempt.end({ state, ...ended, mac2State: "verified" })).id;
}

/** One of each kind that needs no centre to come about. */
async function journalOf(t: ExecutionContext): Promise<string> {
  const file = join(folderOf(t), "j.db");
  const journal = await openJournal(file, stillClock());
  await sale(journal, "S-1", "committed");
  await sale(journal, "S-2", "undecided");
  await sale(journal, "S-3", "manual");
  const refund = await sale(journal, "S-4", "undecided");
  await journal.flagPaidInCash("S-4");
  await journal.resolve(refund, { state: "committed", code: "recovered-from-log", reason: "recovered" });
  const deferred = await journal.claim({ ...SALE, ref: "S-5" });
  if (deferred.claimed)
    await deferred.attempt.defer({ code: "equipment-failed", reason: "the reader is gone" });
  await journal.close();
  return file;
}

const WAITING = [
  ["S-1", "settle"],
  ["S-2", "undecided"],
  ["S-3", "manual"],
  ["S-4", "refund"],
  ["S-4", "settle"],
  ["S-5", "re-settle"],
];

type Listed = { readonly waiting: readonly { readonly ref: string; readonly what: string }[] };
const listed = ({ waiting }: Listed) => waiting.map(({ ref, what }) => [ref, what]);

for (const [how, env] of [
  ["without a centre", {}],
  ["with a centre that is down", { DUKA_CENTRE: "http://127.0.0.1:1", DUKA_INSTITUTION: "H1" }],
] as const) {
  test(`waiting ${how}: what is to be settled, decided, given back or settled by card is listed, by duka and by serve`, async (t) => {
    const file = await journalOf(t);
    const words = ["waiting", "--simulated", "--journal", file];
    const { code, out } = await duka([...words, "--json"], { env });
    t.is(code, 0);
    t.deepEqual(listed(JSON.parse(out) as Listed), WAITING);
    const read = await duka([...words, "--lang", "zh"], { env });
    t.is(read.code, 0);
    for (const [ref = ""] of WAITING) t.true(read.out.includes(ref));
    const served = serve(["--reader", "sim:", "--journal", file], env);
    served.say('{"id":1,"method":"waiting"}');
    t.deepEqual(listed((await served.next()).result as unknown as Listed), WAITING);
    await served.end();
  });
}
