/**
 * With --lang zh a cashier, a clerk or an integrator reads Chinese: every command of duka, mistyped, refused and
 * without its reader. The commands are those of the walk over JSON, which fails where one has no row.
 */
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import type { JsonRow } from "../support/programs/json-check.js";
import { serviceRows } from "../support/programs/json-rows-services.js";
import { commandsOf, runTool } from "../support/programs/tools.js";
import { openServiceWindow } from "../support/shop/clerk-window.js";
import { activeCard, tillRows } from "../support/shop/json-rows-till.js";
import { windowRows } from "../support/shop/json-rows-window.js";

const NO_READER = "tcp://127.0.0.1:1";
/** What they print is for a program: a script of a shell, a page of a manual. */
const FOR_PROGRAMS = ["completion", "manual"];
/** Commands and their fields as the standards name them (ISO/IEC 7816-4, PBOC). */
const IN_TERMS_OF_STANDARDS = ["trace show"];
/** Their success is told in words of their own; others have tests of theirs. */
const TOLD_WHEN_DONE = [
  ...["journal where", "journal list", "journal show", "journal export", "journal verify", "receipt"],
  ...["blacklist show", "readers", "persona", "demo", "waiting", "explain"],
];

/** Names that are the same in Chinese, or are typed: what stands in quotes, commands, options, paths, choices. */
const NAMES: readonly RegExp[] = [
  /"[^"]*"|“[^”]*”/g,
  /可以是：.*$/,
  /npm install [\w@/. -]+/g,
  /(?:sudo )?usermod -aG dialout \$USER/g,
  /\bduka(?:-sim|-flash)?(?: [a-z][a-z-]*)*/g,
  /--[a-z][a-z-]*/g,
  /见于命令：.*$/,
  /\bDuka [A-Z0-9_]+ [A-Z]+-\d+/g,
  /[\w.~-]*(?:\/[\w.@:~-]+)+/g,
];
const ENGLISH = /[A-Za-z][A-Za-z']+(?:[ ,;:]+[A-Za-z][A-Za-z']*){2,}/;
const CHINESE = /\p{Script=Han}/u;

function englishIn(line: string): boolean {
  return ENGLISH.test(NAMES.reduce((left, name) => left.replace(name, "…"), line));
}

/** Three words of English in a row are a sentence; a name in a Chinese sentence is none. */
for (const [line, isEnglish] of [
  ["duka: there is no journal at /tmp/j.db", true],
  ["duka: 金额有误：the amount is wrong", true],
  ["duka：/tmp/a b/j.db 处没有日志，请用 duka journal where 查看", false],
  ["错误：选项“--kind <kind>”不能取值“piggy bank money”，可以是：purse, deposit, medical", false],
] as const)
  test(`the check of a line: ${line}`, (t) => t.is(englishIn(line), isEnglish));

type Run = { readonly words: readonly string[]; readonly typed?: readonly string[]; readonly isDone?: true };

/** Mistyped, refused, without its reader; and done, where that is told in words of its own. */
function runsOf(row: JsonRow, help: string): readonly Run[] {
  const { wrong, refused, done, typed = [] } = row;
  const runs: Run[] = [{ words: ["--no-such-option"] }];
  if (row.isBare !== true) runs.push({ words: [] });
  if (wrong !== null) runs.push({ words: wrong });
  if (refused !== null) runs.push({ words: refused, typed: row.refusedTyped ?? typed });
  if (/--reader <address>/.test(help) && row.withoutReader !== null)
    runs.push({ words: row.withoutReader ?? atNoReader(done ?? []), typed });
  if (done !== null && TOLD_WHEN_DONE.includes(row.command)) runs.push({ words: done, isDone: true });
  return row.takesAnyWord === true ? runs.slice(1) : runs;
}

function atNoReader(words: readonly string[]): readonly string[] {
  const others = words.filter((word, at) => word !== "--reader" && words[at - 1] !== "--reader");
  return [...others, "--reader", NO_READER];
}

type Env = { readonly [name: string]: string };

async function faultsOfRow(row: JsonRow, help: string, env: Env): Promise<readonly string[]> {
  const faults: string[] = [];
  await row.before?.();
  for (const { words, typed, isDone } of runsOf(row, help)) {
    // A language that there is not is told in none.
    if (words.includes("--lang")) continue;
    const all = [...row.command.split(" "), ...words, "--lang", "zh"];
    const ran = await runTool("duka", all, { env, ...(typed === undefined ? {} : { typed }) });
    const shown = IN_TERMS_OF_STANDARDS.includes(row.command) ? "" : ran.out;
    const lines = `${ran.told}\n${shown}`.split("\n");
    const english = lines.filter(englishIn);
    if (english.length > 0) faults.push(`duka ${all.join(" ")}: ${english.join("\n  ")}`);
    if (isDone !== true && ran.code !== 0 && !CHINESE.test(ran.told + ran.out))
      faults.push(`duka ${all.join(" ")}: nothing in Chinese: ${ran.told}${ran.out}`);
  }
  return faults;
}

test("every command of duka tells in Chinese alone what is mistyped, refused or missing", async (t) => {
  t.timeout(180_000);
  const city = { ...findProfile("hangzhou"), name: "purse-city" };
  const [window, till] = [await openServiceWindow(t), await openServiceWindow(t, city)];
  const card = await activeCard(till);
  const [atWindow, atTill] = [window, till].map(({ env }) => ({ ...env, DUKA_INSTITUTION: "H510100001" }));
  const rows = [
    ...windowRows(window).map((row) => ({ row, env: atWindow! })),
    ...tillRows(till, card, atTill!).map((row) => ({ row, env: atTill! })),
    ...serviceRows(till.folder).map((row) => ({ row, env: atTill! })),
  ].filter(({ row }) => !FOR_PROGRAMS.includes(row.command));
  const found = await commandsOf("duka");
  const faults: string[] = [];
  for (const { row, env } of rows) {
    const help = found.find(({ words }) => words === row.command)?.help ?? "";
    if (!/--lang <language>/.test(help)) faults.push(`duka ${row.command} has no --lang`);
    faults.push(...(await faultsOfRow(row, help, env)));
  }
  t.deepEqual(faults, []);
});
