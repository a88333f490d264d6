/** `duka close`, and the method of `duka serve`: a case that only a person can close. */
import { join } from "node:path";
import { realClock } from "@duka/driver/base/real-clock";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import test, { type ExecutionContext } from "ava";
import { serve } from "../../support/programs/serve.js";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

const ISO = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/;

/** S-1 was paid in cash while the PSAM was out, and by card later. */
async function refundDue(t: ExecutionContext): Promise<string[]> {
  const file = join(folderOf(t), "j.db");
  const journal = await openJournal(file, realClock);
  const claim = await journal.claim({ ref: "S-1", kind: "purse", amountFen: 1250, simulated: true });
  if (claim.claimed) await claim.attempt.defer({ code: "equipment-failed", reason: "no PSAM" });
  await journal.close();
  const paid = await duka(["resettle", "--reader", "sim:", "--ref", "S-1", "--journal", file]);
  t.is(paid.code, 0, paid.told);
  return ["--journal", file];
}

test("duka close: once; the second time says by whom and when, in both languages", async (t) => {
  const journal = await refundDue(t);
  const words = ["close", "S-1", "--cash-returned", "--by", "李娜", "--note", "slip 7", ...journal];
  const first = await duka(words);
  t.is(first.code, 0, first.told);
  t.regex(
    first.out,
    /^S-1 closed: the cash was returned; by 李娜, \S+ \(slip 7\)\nS-1 已结案：现金已退还；经办人 李娜，\S+（slip 7）\n$/,
  );
  const second = await duka(["close", "S-1", "--cash-returned", "--by", "Wang", "--lang", "en", ...journal]);
  t.is(second.code, 0);
  t.is(second.out, `${first.out.split("\n")[0]?.replace("closed:", "was closed before:")}\n`);
  const json = await duka([...words, "--json"]);
  t.like(JSON.parse(json.out), {
    ref: "S-1",
    what: "sale",
    isNew: false,
    closed: { as: "cash-returned", by: "李娜", note: "slip 7" },
  });
  t.regex(json.out, ISO);
});

for (const [what, words, message] of [
  ["without a way", ["S-1", "--by", "Li"], /say as what: --cash-returned/],
  ["two ways", ["S-1", "--cash-returned", "--not-paid", "--by", "Li"], /cannot be used with/],
  ["no one", ["S-1", "--cash-returned"], /--by/],
  ["an unknown ref", ["S-9", "--cash-returned", "--by", "Li"], /there is nothing under ref "S-9"/],
  [
    "a way that does not fit",
    ["S-1", "--not-paid", "--by", "Li"],
    /can be closed as cash-returned, not as not-paid/,
  ],
] as const) {
  test(`duka close with ${what} is a mistake of its caller`, async (t) => {
    const ran = await duka(["close", ...words, ...(await refundDue(t))]);
    t.is(ran.code, 2, ran.told);
    t.regex(ran.told, message);
  });
}

test("duka serve close: the same, and no reader is opened", async (t) => {
  const served = serve(["--reader", "tcp://127.0.0.1:1", ...(await refundDue(t))]);
  const params = { ref: "S-1", as: "cash-returned", by: "Li" };
  for (const isNew of [true, false]) {
    served.say(JSON.stringify({ id: 1, method: "close", params }));
    t.like((await served.next()).result, { isNew, closed: { as: "cash-returned", by: "Li", note: null } });
  }
  served.say(JSON.stringify({ id: 2, method: "close", params: { ...params, as: "done" } }));
  t.is((await served.next()).error?.kind, "usage");
  await served.end();
});
