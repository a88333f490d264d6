/**
 * What happened in a run on a line of time, as Perfetto and chrome://tracing open it (Trace Event Format, JSON): each
 * scenario is a process, each part of the world a track of it, times are microseconds of virtual time.
 */
import type { RecordedEvent } from "../world/record/recorded-event.js";
import { microseconds, type TracedScenario } from "./traced-scenario.js";

/** The order in which they are shown. */
const TRACKS = [
  "scenario",
  "till",
  "journal",
  "host line, slot 0",
  "host line, slot 1",
  "host line, other slots",
  "card",
  "PSAM",
  "centre",
  "faults and hands",
] as const;
type Track = (typeof TRACKS)[number];

type Args = { readonly [name: string]: unknown };
type TraceEvent = {
  readonly name: string;
  /** M: metadata, X: from `ts` on for `dur`, i: an instant, C: a counter. */
  readonly ph: "M" | "X" | "i" | "C";
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly s?: "t";
  readonly args: Args;
};
/** Something that has begun: its place among the events is kept. */
type Begun = {
  readonly at: number;
  readonly track: Track;
  readonly name: string;
  readonly atMs: number;
  args: Args;
};

type Of<T extends RecordedEvent["type"]> = Extract<RecordedEvent, { type: T }>;

const CHIPS = { card: "card", psam: "PSAM" } as const;
const YUAN = 100;
const ELSEWHERE = 2;

export function chromeTrace(scenarios: readonly TracedScenario[]): string {
  const events = scenarios.flatMap((scenario, index) => processOf(index + 1, scenario));
  return `{"displayTimeUnit":"ms","traceEvents":[\n${events.map((event) => JSON.stringify(event)).join(",\n")}\n]}\n`;
}

function processOf(pid: number, { file, title, events }: TracedScenario): readonly TraceEvent[] {
  const named: TraceEvent[] = [metadata(pid, 0, "process_name", { name: `${file}: ${title}` })];
  TRACKS.forEach((name, tid) => {
    named.push(
      metadata(pid, tid, "thread_name", { name }),
      metadata(pid, tid, "thread_sort_index", { sort_index: tid }),
    );
  });
  return [...named, ...tracked(pid, events)];
}

function metadata(pid: number, tid: number, name: string, args: Args): TraceEvent {
  return { name, ph: "M", pid, tid, ts: 0, args };
}

function tracked(pid: number, events: readonly RecordedEvent[]): readonly TraceEvent[] {
  const told: TraceEvent[] = [];
  const open = new Map<string, Begun>();
  /** Messages that have an answer, until the next one: another answer may come. */
  const answered = new Map<string, Begun>();
  const on = (track: Track) => ({ pid, tid: TRACKS.indexOf(track) });

  function instant(track: Track, atMs: number, name: string, args: Args): void {
    told.push({ name, ph: "i", ...on(track), ts: microseconds(atMs), s: "t", args });
  }
  function begin(key: string, track: Track, atMs: number, name: string, args: Args): void {
    end(key, atMs, { ended: false });
    open.set(key, { at: told.length, track, name, atMs, args });
    // Its place, until it has ended.
    instant(track, atMs, name, args);
  }
  function end(key: string, atMs: number, more: Args): boolean {
    const begun = open.get(key);
    if (begun === undefined) return false;
    open.delete(key);
    const ts = microseconds(begun.atMs);
    const dur = microseconds(atMs) - ts;
    told[begun.at] = {
      name: begun.name,
      ph: "X",
      ...on(begun.track),
      ts,
      dur,
      args: { ...begun.args, ...more },
    };
    return true;
  }

  for (const event of events) tell(event);
  const last = events[events.length - 1]?.atMs ?? 0;
  // What had no end: a command to a card that was pulled, a call of a killed till.
  for (const key of [...open.keys()]) end(key, last, { ended: false });
  return told;

  function tell(event: RecordedEvent): void {
    const { atMs, type, ...args } = event;
    if (event.type === "step") begin("step", "scenario", atMs, event.action, args);
    else if (event.type === "became") endOr("step", atMs, args, ["scenario", event.text]);
    else if (event.type === "centre") centre(event, args);
    else if (event.type === "frame") frame(event, args);
    else if (event.type === "money") counter(event);
    else {
      const here = instantOf(event);
      if (here !== undefined) instant(here[0], atMs, here[1], args);
    }
  }

  function endOr(key: string, atMs: number, args: Args, [track, name]: readonly [Track, string]): void {
    if (!end(key, atMs, args)) instant(track, atMs, name, args);
  }

  function centre({ atMs, operation, ref, what }: Of<"centre">, args: Args): void {
    const key = `centre ${operation} ${ref}`;
    if (what === "asked") begin(key, "centre", atMs, operation, args);
    else endOr(key, atMs, args, ["centre", `${operation} ${what}`]);
  }

  function counter({ atMs, account, balanceFen }: Of<"money">): void {
    const args = { yuan: balanceFen / YUAN };
    told.push({ name: account, ph: "C", pid, tid: 0, ts: microseconds(atMs), args });
  }

  /** From the message of the host to the last one of its sequence number: time extensions come before the answer. */
  function frame({ atMs, slot, sequence, to, message }: Of<"frame">, args: Args): void {
    const track = TRACKS[TRACKS.indexOf("host line, slot 0") + Math.min(slot, ELSEWHERE)]!;
    const key = `frame ${slot}`;
    const begun = open.get(key) ?? answered.get(key);
    if (to === "reader") {
      answered.delete(key);
      begin(key, track, atMs, message, args);
    } else if (begun?.args.sequence === sequence) {
      open.set(key, begun!);
      end(key, atMs, { answer: args });
      answered.set(key, begun!);
    } else instant(track, atMs, message, args);
  }
}

/** Undefined for what is too much beside a track of commands, or says what the events around it say. */
function instantOf(event: RecordedEvent): readonly [Track, string] | undefined {
  switch (event.type) {
    case "apdu":
      return [CHIPS[event.chip], event.command];
    case "power":
      return [CHIPS[event.chip], `power ${event.on ? "on" : "off"}`];
    case "memory":
      return [CHIPS[event.chip], `memory step ${event.step}`];
    case "journal":
      return ["journal", `${event.step}${event.what === "failed" ? " failed" : ""}`];
    case "row":
      return ["journal", event.ref];
    case "till":
      return ["till", event.what];
    case "outcome":
      return ["till", `${event.ref}: ${event.outcome}`];
    case "fault":
      return ["faults and hands", event.kind];
    case "operator":
      return ["faults and hands", event.what];
    default:
      return undefined;
  }
}
