/** A program that asks a tool for JSON reads JSON when it fails too; a person reads the words on stderr. */
import { join } from "node:path";
import { runDuka } from "@duka/driver/cli/duka";
import { runDukaFlash } from "@duka/flash/cli/duka-flash";
import type { Terminal } from "@duka/protocol/command-line";
import { runDukaSim } from "@duka/simulator/cli/duka-sim";
import test from "ava";
import { TypedInput } from "../support/programs/terminal.js";
import { folderOf } from "../support/values/folder.js";
import { HOME } from "../support/values/home.js";

const TOOLS = { duka: runDuka, "duka-sim": runDukaSim, "duka-flash": runDukaFlash } as const;
type Run = (words: readonly string[], terminal: Terminal) => Promise<number>;

async function ran(tool: keyof typeof TOOLS, line: string) {
  let out = "";
  let told = "";
  const code = await (TOOLS[tool] as Run)(line.split(" "), {
    env: { HOME },
    input: new TypedInput(false),
    out: (text) => {
      out += text;
    },
    outBytes: () => undefined,
    tell: (text) => {
      told += text;
    },
    onInterrupt: () => () => undefined,
    exit: () => undefined,
  });
  return { code, out, told };
}

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
    const { code, out, told } = await ran(tool, line);
    t.is(code, exitCode, told);
    const { error } = JSON.parse(out) as { error: { message: string } };
    t.like(error, members);
    t.regex(error.message, words);
    t.regex(told, words);
    t.regex(out, /^[^\n]+\n$/);
  });
  test(`${tool} ${line.replace(" --json", "")}: nothing on stdout without --json`, async (t) => {
    const { code, out, told } = await ran(tool, line.replace(" --json", ""));
    t.is(code, exitCode);
    t.is(out, "");
    t.regex(told, words);
  });
}

test("a debit that is refused prints its outcome as ever, and no error behind it", async (t) => {
  const journal = join(folderOf(t), "j.db");
  const { code, out } = await ran(
    "duka",
    `debit --json --amount 1 --ref A --reader tcp://127.0.0.1:1 --journal ${journal}`,
  );
  t.is(code, 3);
  t.is((JSON.parse(out) as { outcome: string }).outcome, "refused");
});
