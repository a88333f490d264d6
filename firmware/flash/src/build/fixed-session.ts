/**
 * Which names of a bundle a reader uses most: the bundle runs once in the build, between a host and a card that say
 * always the same. What it is for is the order of its declarations, so a text that is no reader is no error: it has
 * none.
 */
import { runInNewContext } from "node:vm";
import type { Board } from "@duka/protocol/board";
import { type AnyNode, type Program, parse } from "acorn";
import { findReferences, type Reference } from "../subset/scope.js";
import { visit } from "../subset/tree.js";

/** How often each name of the bundle's own scope was looked up. */
type Uses = {
  readonly byName: ReadonlyMap<string, number>;
  /** Commands of the session that were answered: all of them, by a reader. */
  readonly answers: number;
};

type Bytes = readonly number[];

/** What a host sends, and what the card says to each piece that the reader sends to it. */
type Command = { readonly type: number; readonly payload: Bytes; readonly card: readonly Bytes[] };

const CHUNK_MAX = 64;
const CARD_CHUNK = 32;
const POWER_ON: Command = { type: 0x62, payload: [], card: [] };
const ATR: Bytes = [0x3b, 0x00];
const OK: Bytes = [0x90, 0x00];
/** In the proportions of a sale: short commands mostly, and some long ones. */
const STATUS: Command = { type: 0x65, payload: [], card: [] };
const SHORT: Command = { type: 0x6f, payload: [0, 0x84, 0, 0, 4], card: [[0x84, 1, 2, 3, 4, ...OK]] };
const WRITE: Command = {
  type: 0x6f,
  payload: [0x80, 0x54, 1, 0, 9, ...filled(9)],
  card: [[0x54], [0x61, 0x08]],
};
const READ_LONG: Command = {
  type: 0x6f,
  payload: [0, 0xb0, 0, 0, 0],
  card: [[0xb0, ...filled(256), ...OK]],
};
const WRITE_LONG: Command = {
  type: 0x6f,
  payload: [0, 0xd6, 0, 0, 255, ...filled(255)],
  card: [[0xd6], OK],
};
const SESSION: readonly Command[] = [STATUS, SHORT, WRITE, SHORT, WRITE, SHORT, WRITE, READ_LONG, WRITE_LONG];
/** Later than all pauses of a reset, and sooner than a card counts as mute. */
const RESET_MS = 20;
/** Between two events; and the pause before the direction changes is less than this. */
const EVENT_MS = 2;
const TURN_MS = 1;

function filled(length: number): Bytes {
  return new Array<number>(length).fill(0x5a);
}

/** The function that is the whole bundle: `(() => { … })()`. */
export function bundleFunction(program: Program): AnyNode | undefined {
  const last = program.body.at(-1);
  if (last?.type !== "ExpressionStatement" || last.expression.type !== "CallExpression") return undefined;
  const { callee } = last.expression;
  return callee.type === "ArrowFunctionExpression" && callee.body.type === "BlockStatement"
    ? callee
    : undefined;
}

/** Runs the session. */
export function usesOf(code: string, table: Board): Uses {
  const program = parse(code, { ecmaVersion: "latest", sourceType: "script" });
  const whole = bundleFunction(program);
  const references = findReferences(program).filter(
    ({ declaration }) => declaration !== undefined && declaration.scope.node === whole,
  );
  const counts = new Map<string, number>();
  let answers = 0;
  try {
    const reader = startReader(counting(code, program, references), table, (index) => {
      const { name } = references[index] as Reference;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    });
    reader.run(POWER_ON);
    counts.clear();
    for (const command of SESSION) answers += reader.run(command);
  } catch {
    // No reader.
  }
  return { byName: counts, answers };
}

/** The text with a call of `USED` before each use of one of the references. */
function counting(code: string, program: Program, references: readonly Reference[]): string {
  const indices = new Map(references.map((reference, index) => [reference.node as AnyNode, index]));
  const pieces: { at: number; text: string; isEnd: boolean }[] = [];
  visit(program, (node, path) => {
    const index = indices.get(node);
    const parent = path.at(-1);
    if (index === undefined || parent === undefined || parent.type === "ForOfStatement") return;
    if (parent.type === "Property" && parent.shorthand) {
      pieces.push({
        at: node.end,
        text: `:(USED(${index}),${code.slice(node.start, node.end)})`,
        isEnd: false,
      });
      return;
    }
    const isTarget =
      parent.type === "UpdateExpression" || (parent.type === "AssignmentExpression" && parent.left === node);
    const { start, end } = isTarget ? parent : node;
    pieces.push({ at: start, text: `(USED(${index}),`, isEnd: false }, { at: end, text: ")", isEnd: true });
  });
  // Where one ends and another begins, ends come first.
  pieces.sort((a, b) => a.at - b.at || Number(b.isEnd) - Number(a.isEnd));
  let at = 0;
  let text = "";
  for (const piece of pieces) {
    text += code.slice(at, piece.at) + piece.text;
    at = piece.at;
  }
  return text + code.slice(at);
}

type Listener = (data: unknown) => void;

/** An interpreter with a line to the host and one to a card, which does one thing after the other. */
function startReader(code: string, table: Board, used: (index: number) => void) {
  const events: (() => void)[] = [];
  const timers: { id: number; dueMs: number; then: () => void }[] = [];
  const listeners = new Map<string, Listener>();
  const nothing = (): void => undefined;
  let nowMs = 0;
  let answers = 0;
  let timerId = 0;
  let card: Bytes[] = [];
  const [slot] = table.slots;

  const say = (port: string, bytes: Bytes): void => {
    const size = port === slot?.uart ? CARD_CHUNK : CHUNK_MAX;
    for (let at = 0; at < bytes.length; at += size) {
      const part = Uint8Array.from(bytes.slice(at, at + size));
      // A string to the interpreter: what the firmware asks of one.
      const text = Object.assign(part, { charCodeAt: (index: number) => part[index] });
      events.push(() => listeners.get(port)?.(text));
    }
  };
  const heard = (port: string, bytes: Uint8Array | number): void => {
    if (port === table.host.uart) answers += typeof bytes === "number" ? 0 : 1;
    if (port !== slot?.uart || typeof bytes === "number") return;
    if (table.echo) say(port, [...bytes]);
    say(port, card.shift() ?? []);
  };
  const port = (name: string) => ({
    on: (event: string, listener: Listener) => (event === "data" ? listeners.set(name, listener) : undefined),
    setup: nothing,
    write: (bytes: Uint8Array | number) => heard(name, bytes),
  });
  const settle = (untilMs: number): void => {
    for (;;) {
      const event = events.shift();
      if (event !== undefined) {
        nowMs += EVENT_MS;
        event();
        continue;
      }
      const due = timers
        .filter(({ dueMs }) => dueMs <= Math.max(untilMs, nowMs + TURN_MS))
        .sort((a, b) => a.dueMs - b.dueMs)[0];
      if (due === undefined) return;
      timers.splice(timers.indexOf(due), 1);
      nowMs = Math.max(nowMs, due.dueMs);
      due.then();
    }
  };

  const ports = Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`Serial${n}`, port(`Serial${n}`)]));
  runInNewContext(code, {
    USED: used,
    global: { ...ports, require: () => ({ read: nothing, write: nothing, erase: nothing }) },
    E: { setConsole: nothing, on: nothing, enableWatchdog: nothing, getErrorFlags: nothing, CRC32: crcOf },
    process: { on: nothing, memory: () => ({ usage: 0, total: 0 }) },
    getTime: () => nowMs / 1000,
    getSerial: () => "",
    setTimeout: (then: () => void, delayMs: number) => {
      timers.push({ id: ++timerId, dueMs: nowMs + delayMs, then });
      return timerId;
    },
    clearTimeout: (id: number) => {
      const at = timers.findIndex((timer) => timer.id === id);
      if (at >= 0) timers.splice(at, 1);
    },
    pinMode: nothing,
    digitalWrite: nothing,
    digitalRead: () => 1,
    analogWrite: nothing,
    setWatch: nothing,
  });
  // Where the contacts are behind a port, this is a card in slot 0.
  say("Serial4", [1]);
  settle(nowMs);
  let seq = 0;
  return {
    /** @returns how many answers came */
    run({ type, payload, card: answersOfCard }: Command): number {
      answers = 0;
      card = answersOfCard.map((bytes) => bytes);
      const header = [
        type,
        payload.length & 255,
        payload.length >> 8,
        0,
        0,
        0,
        ++seq,
        type === 0x62 ? 1 : 0,
        0,
        0,
      ];
      const frame = [3, 6, ...header, ...payload];
      say(table.host.uart, [...frame, frame.reduce((sum, byte) => sum ^ byte, 0)]);
      settle(nowMs);
      if (type === POWER_ON.type) {
        settle(nowMs + RESET_MS);
        say(slot?.uart ?? "", ATR);
        settle(nowMs);
      }
      return answers;
    },
  };
}

/** Frames differ by their sequence number: any sum that shows it will do. */
function crcOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => (sum * 31 + byte) >>> 0, 0);
}
