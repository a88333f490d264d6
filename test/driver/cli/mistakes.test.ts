/** What a person may do wrong with each command: the exit code that a program reads, and words that help. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import LibSql from "libsql";
import { duka, TypedInput } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

const CENTRE_DOWN = ["--centre", "http://127.0.0.1:65533", "--institution", "H1"];
const NOBODY = ["--reader", "tcp://127.0.0.1:1"];
const SALE = ["--amount", "1", "--ref", "A"];

/** FOLDER stands for a folder of the test's own. */
const MISTAKES: readonly [what: string, words: readonly string[], code: number, told: RegExp][] = [
  [
    "no such folder",
    ["debit", "--reader", "sim:", ...SALE, "--journal", "/no/such/j.db"],
    1,
    /its folder has to exist/,
  ],
  [
    "a folder for a journal",
    ["debit", "--reader", "sim:", ...SALE, "--journal", "FOLDER"],
    1,
    /is a folder; a journal is a file/,
  ],
  ["a journal without a name", ["balance", "--reader", "sim:", "--journal", ""], 2, /a journal is a file/],
  [
    "a text for a journal",
    ["log", "--reader", "sim:", "--journal", "FOLDER/text"],
    1,
    /is damaged \(no SQLite file\)/,
  ],
  [
    "a journal that is not there",
    ["journal", "show", "S-1", "--journal", "FOLDER/none"],
    2,
    /there is no journal at/,
  ],
  ["a ref that is not there", ["journal", "show", "S-9"], 2, /there is no journal/],
  [
    "a day that is none",
    ["journal", "export", "--day", "2026-02-30", "--journal", "FOLDER/none"],
    2,
    /no journal at/,
  ],
  [
    "two formats",
    ["journal", "export", "--day", "2026-11-21", "--csv", "--json"],
    2,
    /choose --csv or --json/,
  ],
  ["no reader", ["log", ...NOBODY], 3, /ECONNREFUSED[\s\S]*check host and port/],
  ["no reader for a load", ["credit", ...NOBODY, ...CENTRE_DOWN, ...SALE], 3, /check host and port/],
  ["no reader to recover with", ["journal", "recover", ...NOBODY], 3, /check host and port/],
  ["no reader at the port", ["card", "--reader", "serial:/dev/null"], 3, /serial:\/dev\/null/],
  ["a load without a centre", ["credit", "--reader", "sim:", ...SALE], 2, /name the centre with --centre/],
  [
    "a reversal without a centre",
    ["reverse", "--reader", "sim:", "--of", "S", "--ref", "R"],
    2,
    /name the centre with --centre/,
  ],
  ["a settlement without a centre", ["settle"], 2, /name the centre with --centre/],
  [
    "a centre that is no url",
    ["waiting", "--centre", "ftp://x", "--institution", "H1"],
    2,
    /http:\/\/ or https:\/\//,
  ],
  ["no institution", ["waiting", "--centre", "http://127.0.0.1:1"], 2, /--institution/],
  [
    "a centre that is down",
    ["credit", "--reader", "sim:", ...CENTRE_DOWN, ...SALE],
    1,
    /cannot be reached \(ECONNREFUSED\)/,
  ],
  ["a sale that is not there", ["resettle", "--reader", "sim:", "--ref", "S-9"], 2, /there is no sale S-9/],
  [
    "nobody to type",
    ["password", "change", "--reader", "sim:"],
    2,
    /on a terminal, on the reader \(--pin-pad\), or come as lines/,
  ],
  ["a log level that is none", ["explain", "6985"], 2, /the level is one of/],
  ["a trace that is none", ["trace", "show", "FOLDER/text"], 2, /is no trace/],
  [
    "a trace into nowhere",
    ["serve", "--stdio", "--reader", "sim:", "--trace", "/no/such/t"],
    2,
    /--trace: \/no\/such\/t cannot be written/,
  ],
  ["a profile that is none", ["serve", "--stdio", "--profile", "atlantis"], 2, /known: hangzhou/],
];

for (const [what, words, code, told] of MISTAKES) {
  test(`${what} (duka ${words[0]}): exit ${code}, in words`, async (t) => {
    const folder = folderOf(t);
    writeFileSync(join(folder, "text"), "this is neither a journal nor a trace, and long enough for both");
    const env = {
      DUKA_JOURNAL: join(folder, "j.db"),
      ...(/log level/.test(what) ? { DUKA_LOG: "loud" } : {}),
    };
    const ran = await duka(
      words.map((word) => word.replace("FOLDER", folder)),
      { env },
    );
    t.is(ran.code, code, ran.told);
    t.regex(ran.told, told);
    if (words.includes("--json")) t.regex(JSON.parse(ran.out).error.message, told);
    else t.is(ran.out, "");
    t.notRegex(ran.told, /\n {4}at |Error: |openAccount|undefined/);
  });
}

test("a journal that another program keeps locked is read all the same; nothing is debited without it", async (t) => {
  const folder = folderOf(t);
  const journal = ["--journal", join(folder, "j.db")];
  const debit = ["debit", "--reader", `sim:hangzhou?state=${join(folder, "card.json")}`, ...journal];
  t.is((await duka([...debit, ...SALE])).code, 0);
  const other = new LibSql(join(folder, "j.db"));
  other.exec("BEGIN IMMEDIATE");
  t.regex((await duka(["journal", "list", ...journal])).out, /committed {3}A/);
  const refused = await duka([...debit, "--amount", "1", "--ref", "B"]);
  t.is(refused.code, 1);
  t.regex(refused.told, /another program keeps it locked; try again/);
  other.exec("ROLLBACK");
  t.is((await duka([...debit, "--amount", "1", "--ref", "B"])).code, 0);
  other.close();
});

test("a password is changed by three lines of a pipe, however they are cut", async (t) => {
  const folder = folderOf(t);
  const till = [
    "--reader",
    `sim:hangzhou?state=${join(folder, "card.json")}`,
    "--journal",
    join(folder, "j.db"),
  ];
  const change = (lines: readonly string[]) =>
    duka(["password", "change", ...till, "--password-stdin"], { input: new TypedInput(false, lines) });
  const whole = await change(["123456\r\n654321\r\n654321"]);
  t.is(whole.code, 0, whole.told);
  const cut = await change(["654321\n", "987654\n987654\n"]);
  t.is(cut.code, 0, cut.told);
  const wrong = await change(["987654\n111111\n222222\n"]);
  t.is(wrong.code, 1);
  t.regex(wrong.told, /differ/);
  t.notRegex(whole.told + cut.told + wrong.told, /123456|654321|987654|111111|222222/);
});
