/** The card line as a Value Change Dump (IEEE 1364-2005, 18), and its characters (ISO/IEC 7816-3, 7.2). */
import { decodeWords, lineDump } from "@duka/simulator/trace/line-dump";
import { type LineRecording, lineRecordings } from "@duka/simulator/trace/line-recordings";
import type { LoggedEvent } from "@duka/simulator/world/world-event";
import test from "ava";

type Line = Extract<LoggedEvent, { type: "line" }>;

function line(bitUs: number, more: Partial<Line> = {}): LoggedEvent {
  return { atMs: 0, type: "line", chip: "card", to: "reader", bitUs, convention: "direct", ...more };
}

/** One whose start bit begins at an instant; a bit has 100 us. */
function character(edgeUs: number, byte: string, bitUs = 100, to: "card" | "reader" = "reader"): LoggedEvent {
  return { atMs: (edgeUs + 11 * bitUs) / 1000, type: "character", chip: "card", to, byte };
}

/** The changes of I/O alone. */
function io(recording: LineRecording): string {
  const lines = lineDump(recording, "").split("\n");
  let tick = "";
  const found: string[] = [];
  for (const one of lines.slice(lines.indexOf("$enddefinitions $end") + 1)) {
    if (one.startsWith("#")) tick = one.slice(1);
    else if (one.endsWith("!")) found.push(`${tick}:${one[0]}`);
  }
  return found.join(" ");
}

const one = (...events: LoggedEvent[]): LineRecording => lineRecordings("card", events)[0]!;

test("3B in the direct convention: low start bit, least significant bit first, even parity, then high", (t) => {
  // Bits of 3B: 1 1 0 1 1 1 0 0, parity 1. The line rests for a character before it and after it.
  t.is(
    lineDump(one(line(100), character(5000, "3B")), "a sale"),
    [
      "$comment a sale $end",
      "$timescale 1 us $end",
      "$scope module line $end",
      "$var wire 1 ! IO $end",
      '$var wire 1 " from_reader $end',
      "$var wire 1 # hidden $end",
      "$upscope $end",
      "$enddefinitions $end",
      "#0",
      "1!",
      '0"',
      "0#",
      "#1100",
      "0!",
      "#1200",
      "1!",
      "#1400",
      "0!",
      "#1500",
      "1!",
      "#1800",
      "0!",
      "#2000",
      "1!",
      "#3300",
      "",
    ].join("\n"),
  );
});

test("3F in the inverse convention: most significant bit first, low is one", (t) => {
  // The character that ISO/IEC 7816-3, 8.1 has for it: (H)LHHLLLLLLH.
  const recording = one(line(100, { convention: "inverse" }), character(0, "3F"));
  t.is(io(recording), "0:1 1100:0 1200:1 1400:0 2000:1");
  t.is(decodeWords(recording), "-P uart:rx=IO:baudrate=10000:parity=odd:bit_order=msb-first -A uart=rx-data");
});

test("a parity error that was struck, and one of the sender, are wrong on the line; both together are none", (t) => {
  const at = "READ BINARY, answer byte 1";
  const fault: LoggedEvent = { atMs: 1.1, type: "fault", kind: "parity-error", at };
  const wrong = { ...character(0, "00"), parity: "wrong" } as LoggedEvent;
  // 00 with even parity is low for ten bits, with odd parity for nine.
  t.is(io(one(line(100), character(0, "00"))), "0:1 1100:0 2100:1");
  t.is(io(one(line(100), character(0, "00"), fault)), "0:1 1100:0 2000:1");
  t.is(io(one(line(100), wrong)), "0:1 1100:0 2000:1");
  t.is(io(one(line(100), wrong, fault)), "0:1 1100:0 2100:1");
});

test("what the log hides is drawn as 00, and a wire of its own says so; who sends is another", (t) => {
  const told = line(100, { to: "card" });
  const hidden = lineDump(one(told, character(0, "··", 100, "card")), "").split("\n");
  const plain = lineDump(one(told, character(0, "00", 100, "card")), "").split("\n");
  t.deepEqual(
    hidden.filter((text) => text !== "1#" && text !== "0#"),
    plain.filter((text) => text !== "0#"),
  );
  t.is(hidden.filter((text) => text === "1#").length, 1);
  t.true(plain.includes('1"'));
});

test("bits below 16 us have ticks of 100 ns", (t) => {
  const dump = lineDump(one(line(8.68), character(0, "FF", 8.68)), "");
  t.true(dump.includes("$timescale 100 ns $end"));
  // The start bit alone is low, and the parity bit of eight ones.
  t.is(io(one(line(8.68), character(0, "FF", 8.68))), "0:1 955:0 1042:1 1736:0 1823:1");
});

test("another rate, another convention and a long silence begin another recording; a clock a bit off does not", (t) => {
  const counts = (...events: LoggedEvent[]) =>
    lineRecordings("card", events).map(({ characters }) => characters.length);
  const toCard = line(102, { to: "card" });
  t.deepEqual(counts(line(100), toCard, character(0, "00"), character(2000, "01", 102, "card")), [2]);
  t.deepEqual(counts(line(100), character(0, "00"), line(50), character(2000, "01", 50)), [1, 1]);
  const inverse = line(100, { convention: "inverse" });
  t.deepEqual(counts(line(100), character(0, "00"), inverse, character(2000, "01")), [1, 1]);
  t.deepEqual(counts(line(100), character(0, "00"), character(5_000_000, "01")), [1, 1]);
  t.deepEqual(counts(line(100), character(0, "00"), character(4_999_999, "01")), [2]);
});

test("a line without characters has no recording, and another chip's characters are on another line", (t) => {
  t.deepEqual(lineRecordings("card", [line(100)]), []);
  t.deepEqual(lineRecordings("psam", [line(100), character(0, "00")]), []);
});
