import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deadlineAfter } from "@duka/driver/base/deadline";
import { openCardSession } from "@duka/driver/card/card-session";
import { around } from "@duka/driver/reader/around";
import { startReader } from "@duka/driver/reader/reader";
import { openReader } from "@duka/driver/readers/open-reader";
import { recordLink } from "@duka/driver/trace/record-link";
import { recorded } from "@duka/driver/trace/recording";
import { createTraceReader } from "@duka/driver/trace/show-trace";
import { formatTraceLine, isTraceHeading, parseTraceLine } from "@duka/driver/trace/trace-line";
import { createTraceRecorder } from "@duka/driver/trace/trace-recorder";
import { selectByName, verify } from "@duka/protocol/commands/iso7816";
import { parseHex } from "@duka/protocol/layout/hexadecimal";
import { openChips } from "@duka/simulator/card/open-chips";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import { simulate } from "@duka/simulator/world/simulation";
import test from "ava";
import fc from "fast-check";
import { broken, chipSlot } from "../../support/card/chip-transport.js";
import { NOON_MS, stillClock } from "../../support/card/till.js";
import { duka } from "../../support/programs/terminal.js";
import { anyCharacter } from "../../support/values/any-character.js";
import { folderOf } from "../../support/values/folder.js";

const PURSE = parseHex("A00000000386980701");

test("a recorded transport behaves as before; the trace has every exchange and no password", async (t) => {
  const lines: string[] = [];
  const slot = chipSlot("test: slot 0", openChips("hangzhou", undefined, 1).card);
  const recorder = createTraceRecorder(stillClock(), (line) => lines.push(line));
  const session = await openCardSession(around(slot.transport, recorded(recorder)), stillClock());
  t.true((await session.send(selectByName, { applicationName: PURSE })).ok);
  t.true((await session.send(verify, { pin: parseHex("123456") })).ok);
  slot.fault = () => {
    throw broken("card-removed", "unknown");
  };
  await t.throwsAsync(session.send(verify, { pin: parseHex("123456") }), { message: /card-removed/ });
  await session.close();
  t.true(isTraceHeading(lines[0] ?? ""));
  t.deepEqual(
    lines.slice(1).map((line) => parseTraceLine(line)?.kind),
    ["power", "atr", ">", "<", ">", "<", ">", "!", "off"],
  );
  t.regex(lines[5] ?? "", /> 00 20 00 00 03 ·· ·· ··$/);
  t.regex(lines[8] ?? "", /! card-removed t0 unknown: /);
  t.notRegex(lines.join("\n"), /12 ?34 ?56/);
});

test("a recorded link shows every CCID message of a sale's beginning, and no password, not even by the LRC", async (t) => {
  const lines: string[] = [];
  const clock = new VirtualClock(NOON_MS);
  const world = simulate({ clock });
  const recorder = createTraceRecorder(world.clock, (line) => lines.push(line));
  const reader = await startReader({
    address: "sim:",
    link: recordLink(world.link, recorder),
    clock: world.clock,
    simulated: true,
    deadline: deadlineAfter(world.clock, 8000),
    release: async () => undefined,
  });
  const session = await openCardSession(reader.slot(0), world.clock);
  t.true((await session.send(selectByName, { applicationName: PURSE })).ok);
  t.true((await session.send(verify, { pin: parseHex("123456") })).ok);
  await session.close();
  await reader.close();
  await world.close();
  const verified = lines.filter((line) => /host 6F .*00 20 00 00 03/.test(line));
  t.is(verified.length, 1);
  t.regex(verified[0] ?? "", /00 20 00 00 03 ·· ·· ··$/);
  t.true(lines.filter((line) => line.includes("| reader 80")).length > 2);
  t.notRegex(lines.join("\n"), /12 34 56/);
  for (const line of lines.slice(1)) t.truthy(parseTraceLine(line), line);
});

test("a recorded reader gives the same transport for a slot each time, and is else the reader", async (t) => {
  const lines: string[] = [];
  const reader = await openReader("sim:", {
    around: (clock) => [recorded(createTraceRecorder(clock, (line) => lines.push(line)))],
  });
  t.is(reader.slot(0), reader.slot(0));
  t.not(reader.slot(0), reader.slot(1));
  await reader.slot(0).open(8000);
  await reader.slot(0).close();
  t.deepEqual(
    lines.slice(1).map((line) => parseTraceLine(line)?.kind),
    ["power", "atr", "off"],
  );
  t.truthy(reader.identity);
  await reader.close();
});

const SHOWN: readonly [line: string, words: RegExp | ""][] = [
  ["0.000 s | power", ""],
  ["0.000 s | atr 3B 6D 00 00 00 81 48 42 42 86 53 00 01 00 17 42 36", /direct convention, T=0/],
  ["0.000 s | atr 00 00", /./],
  [
    "0.000 s | > 80 50 01 02 0B 01 00 00 10 00 00 11 22 33 44 55",
    /^INITIALIZE FOR PURCHASE p2=2 keyIndex=1 amountFen=4096 terminalId=001122334455$/,
  ],
  ["0.000 s | < 61 0F", /15 bytes to fetch/],
  ["0.000 s | > 00 C0 00 00 0F", /^GET RESPONSE/],
  [
    "0.000 s | < 00 00 03 E8 00 01 00 00 00 01 00 11 22 33 44 90 00",
    /^done balanceFen=1000 offlineSequence=1/,
  ],
  ["0.000 s | < 00 00 90 00", /the answer/],
  ["0.000 s | < 94 01", /balance/],
  ["0.000 s | > 00 20 00 00 03 ·· ·· ··", /^VERIFY \(hidden\)$/],
  ["0.000 s | < 63 C2", /the password is wrong, 2 left/],
  ["0.000 s | < 12 34", /unknown status word/],
  ["0.000 s | < 90", /no SW1 SW2/],
  ["0.000 s | > zz", /no bytes/],
  ["0.000 s | > F0 01 02 03", /not declared/],
  ["0.000 s | > 80 54 01 00 01 00", /DEBIT FOR PURCHASE/],
];

test("a trace is shown with the commands' declarations, an answer by the command it belongs to", (t) => {
  const read = createTraceReader();
  for (const [line, words] of SHOWN) {
    const shown = read(line);
    if (words === "") t.is(shown?.words, "");
    else t.regex(shown?.words ?? "", words, line);
  }
});

test("whatever a reader calls itself, a line stays one line that can be read again", (t) => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), fc.string({ unit: anyCharacter }), (where, text) => {
      const line = formatTraceLine({ ms: 1.5, where, kind: "!", text });
      t.false(/[\r\n\u2028]/.test(line));
      t.truthy(parseTraceLine(line), line);
    }),
  );
});

test("no line makes the reader of traces throw", (t) => {
  const read = createTraceReader();
  fc.assert(fc.property(fc.string(), (line) => void read(line)));
  const hex = fc.stringMatching(/^( ?[0-9A-F]{2}| ··){0,40}$/);
  fc.assert(
    fc.property(fc.constantFrom(">", "<", "atr"), hex, (kind, text) => {
      t.truthy(read(`0.000 s | ${kind}${text === "" ? "" : ` ${text.trim()}`}`));
    }),
  );
});

test("duka --trace records a sale for its owner alone; duka trace show tells it command by command", async (t) => {
  const folder = folderOf(t);
  const file = join(folder, "sale.trace");
  const words = ["--reader", "sim:", "--journal", join(folder, "j.db"), "--trace", file];
  t.is((await duka(["debit", ...words, "--amount", "1", "--ref", "S-1"])).code, 0);
  t.is(statSync(file).mode & 0o777, 0o600);
  t.notRegex(readFileSync(file, "utf8"), /12 34 56/);
  const shown = await duka(["trace", "show", file]);
  t.is(shown.code, 0, shown.told);
  t.regex(
    shown.out,
    /VERIFY \(hidden\)[\s\S]*INITIALIZE FOR PURCHASE[\s\S]*INIT SAM FOR PURCHASE[\s\S]*DEBIT FOR PURCHASE[\s\S]*tac=/,
  );
  const { lines } = JSON.parse((await duka(["trace", "show", file, "--json"])).out) as { lines: object[] };
  t.deepEqual(Object.keys(lines[0] ?? {}), ["ms", "where", "kind", "text", "words"]);
});

test("what is no trace, or has foreign lines in it, is named", async (t) => {
  const folder = folderOf(t);
  const file = join(folder, "x.trace");
  t.is((await duka(["trace", "show", file])).code, 2);
  writeFileSync(file, "garbage\n");
  const garbage = await duka(["trace", "show", file]);
  t.is(garbage.code, 2);
  t.regex(garbage.told, /is no trace/);
  writeFileSync(file, `# duka trace 1, x\n${"0.0 garbage\n".repeat(8)}0.000 s | power\n`);
  const foreign = await duka(["trace", "show", file]);
  t.is(foreign.code, 1);
  t.regex(foreign.told, /x\.trace:2: no line of a trace[\s\S]*8 lines are not of a trace/);
  t.regex(foreign.out, /power/);
  const nowhere = ["balance", "--reader", "sim:", "--journal", join(folder, "j.db"), "--trace", folder];
  t.is((await duka(nowhere)).code, 2);
});

test("--trace-link adds every message on the line, and trace show tells both; no password in either", async (t) => {
  const folder = folderOf(t);
  const file = join(folder, "sale.trace");
  const words = ["--reader", "sim:", "--journal", join(folder, "j.db"), "--trace", file, "--trace-link"];
  t.is((await duka(["debit", ...words, "--amount", "1", "--ref", "S-1"])).code, 0);
  const text = readFileSync(file, "utf8");
  t.notRegex(text, /12 34 56/);
  const shown = await duka(["trace", "show", file]);
  t.is(shown.code, 0, shown.told);
  t.regex(
    shown.out,
    /host Escape slot 0 #0[\s\S]*reader DataBlock slot 0 #\d+, card active, direct convention[\s\S]*host XfrBlock slot 0 #\d+, VERIFY \(hidden\)/,
  );
  t.regex(shown.out, /> DEBIT FOR PURCHASE[\s\S]*host XfrBlock slot 0 #\d+, DEBIT FOR PURCHASE/);
  const alone = await duka([
    "balance",
    "--reader",
    "sim:",
    "--journal",
    join(folder, "j.db"),
    "--trace-link",
  ]);
  t.is(alone.code, 2);
  t.regex(alone.told, /--trace-link needs --trace/);
});
