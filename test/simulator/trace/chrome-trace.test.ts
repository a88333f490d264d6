/** The line of time for Perfetto (Trace Event Format, JSON). */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromeTrace } from "@duka/simulator/trace/chrome-trace";
import type { TracedScenario } from "@duka/simulator/trace/traced-scenario";
import { readScenario } from "@duka/simulator/world/script/read-scenario";
import { runScenario } from "@duka/simulator/world/script/run-scenario";
import test from "ava";

type Told = {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly args: { readonly [name: string]: unknown };
};
type Events = TracedScenario["events"];

const PULLED = fileURLToPath(
  new URL("../../../../simulator/scenarios/card-pulled-after-debit.yaml", import.meta.url),
);

/** Without the names of process and tracks. */
function traced(...events: Events): readonly Told[] {
  return (JSON.parse(chromeTrace([{ file: "a.yaml", title: "T", events }])).traceEvents as Told[]).filter(
    ({ ph }) => ph !== "M",
  );
}

function frame(atMs: number, to: "reader" | "host", sequence: number): Events[number] {
  const message = to === "reader" ? "PC_to_RDR_XfrBlock" : "RDR_to_PC_DataBlock";
  return { atMs, type: "frame", to, frame: 1, message, slot: 1, sequence, bytes: 12 };
}

const spans = (told: readonly Told[]) => told.map(({ name, ph, ts, dur }) => [name, ph, ts, dur]);

test("a scenario is a process, its parts are tracks in one order, and an event has microseconds", (t) => {
  const one = {
    file: "a.yaml",
    title: "T",
    events: [{ atMs: 1.25, type: "till", what: "started" }],
  } as const;
  const lines = chromeTrace([one, one]).split("\n");
  t.is(lines[0], '{"displayTimeUnit":"ms","traceEvents":[');
  t.is(lines[1], '{"name":"process_name","ph":"M","pid":1,"tid":0,"ts":0,"args":{"name":"a.yaml: T"}},');
  t.is(lines[4], '{"name":"thread_name","ph":"M","pid":1,"tid":1,"ts":0,"args":{"name":"till"}},');
  t.is(lines[5], '{"name":"thread_sort_index","ph":"M","pid":1,"tid":1,"ts":0,"args":{"sort_index":1}},');
  t.is(lines[22], '{"name":"started","ph":"i","pid":1,"tid":1,"ts":1250,"s":"t","args":{"what":"started"}},');
  t.true(lines[23]!.includes('"pid":2'));
});

test("a message on the host line lasts until its last answer: time extensions have its sequence number too", (t) => {
  const told = traced(frame(1, "reader", 7), frame(2, "host", 7), frame(5, "host", 7), frame(6, "reader", 8));
  t.deepEqual(spans(told), [
    ["PC_to_RDR_XfrBlock", "X", 1000, 4000],
    ["PC_to_RDR_XfrBlock", "X", 6000, 0],
  ]);
  t.is(told[1]!.args.ended, false);
});

test("an answer that belongs to no message is an instant, and what had no end goes to the last event", (t) => {
  const step = { action: "sell", what: "S-1", place: "a.yaml:1:1" };
  const told = traced({ atMs: 0, type: "step", ...step }, frame(1, "reader", 1), frame(3, "host", 2));
  t.deepEqual(spans(told), [
    ["sell", "X", 0, 3000],
    ["PC_to_RDR_XfrBlock", "X", 1000, 2000],
    ["RDR_to_PC_DataBlock", "i", 3000, undefined],
  ]);
});

test("a question to the centre lasts until it is answered or has failed; a balance is a counter in yuan", (t) => {
  const asked = { type: "centre", operation: "settle", ref: "B-1", code: "" } as const;
  const told = traced(
    { atMs: 1, ...asked, what: "asked" },
    { atMs: 2, type: "money", account: "purse", changeFen: -1250, balanceFen: 48750 },
    { atMs: 4, ...asked, what: "failed", code: "unreachable" },
  );
  t.deepEqual(spans(told), [
    ["settle", "X", 1000, 3000],
    ["purse", "C", 2000, undefined],
  ]);
  t.deepEqual(told[1]!.args, { yuan: 487.5 });
  t.is(told[0]!.args.code, "unreachable");
});

test("a whole scenario: every step and command is there, and no two spans of a track overlap", async (t) => {
  const read = readScenario(readFileSync(PULLED), PULLED);
  const { recorded, steps } = await runScenario(read, { isRecorded: true });
  const told = traced(...recorded);
  const tracks = new Map<number, Told[]>();
  for (const one of told) if (one.ph === "X") tracks.set(one.tid, [...(tracks.get(one.tid) ?? []), one]);
  t.deepEqual(
    tracks.get(0)!.map(({ name }) => name),
    steps.map(({ action }) => action),
  );
  for (const track of tracks.values()) {
    const overlapping = track.slice(1).filter(({ ts }, at) => ts < track[at]!.ts + track[at]!.dur!);
    t.deepEqual(overlapping, []);
  }
  const commands = recorded.flatMap((event) => (event.type === "apdu" ? [event.command] : []));
  t.deepEqual(
    told.flatMap(({ name, args }) => ("apdu" in args ? [name] : [])),
    commands,
  );
  t.true(told.some(({ name }) => name === "card-removed"));
});
