/** A program that asks a tool for JSON reads JSON when it fails too; a person reads the words on stderr. */
import { join } from "node:path";
import test from "ava";
import { runTool } from "../support/programs/tools.js";
import { folderOf } from "../support/values/folder.js";

const FAILURES = [
  [
    "duka",
    "card --json --reader tcp://127.0.0.1:1",
    3,
    { kind: "reader", code: "no-reader" },
    /ECONNREFUSED/,
  ],
  ["duka", "balance --json --profile nosuch --reader sim:", 2, { kind: "usage" }, /"nosuch"/],
  ["duka", "journal show S-1 --json --journal /no/such/j.db", 2, { kind: "usage" }, /no journal at/],
  ["duka", "debit --json", 2, { code: "usage" }, /--amount/],
  ["duka", "nosuch --json", 2, { code: "usage" }, /nosuch/],
  ["duka-sim", "card show --json /no/such", 1, { code: "failed" }, /\/no\/such/],
  ["duka-sim", "card new --json /no/such", 2, { code: "usage" }, /--holder/],
  ["duka-flash", "board --json NOPE", 2, { code: "usage" }, /unknown board "NOPE"/],
  ["duka-flash", "flash --json --port /no/such /no/such", 2, { code: "usage" }, /\/no\/such/],
] as const;

for (const [tool, line, exitCode, members, words] of FAILURES) {
  test(`${tool} ${line}: one line of JSON with the error, its words on stderr as well`, async (t) => {
    const { code, out, told } = await runTool(tool, line.split(" "));
    t.is(code, exitCode, told);
    const { error } = JSON.parse(out) as { error: { message: string } };
    t.like(error, members);
    t.regex(error.message, words);
    t.regex(told, words);
    t.regex(out, /^[^\n]+\n$/);
  });
  test(`${tool} ${line.replace(" --json", "")}: nothing on stdout without --json`, async (t) => {
    const { code, out, told } = await runTool(tool, line.replace(" --json", "").split(" "));
    t.is(code, exitCode);
    t.is(out, "");
    t.regex(told, words);
  });
}

test("a debit that is refused prints its outcome as ever, and no error behind it", async (t) => {
  const journal = join(folderOf(t), "j.db");
  const { code, out } = await runTool(
    "duka",
    `debit --json --amount 1 --ref A --reader tcp://127.0.0.1:1 --journal ${journal}`.split(" "),
  );
  t.is(code, 3);
  t.is((JSON.parse(out) as { outcome: string }).outcome, "refused");
});
