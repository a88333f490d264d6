/**
 * The npm package `pcsc-mini`, in the one file that knows it: prebuilt, without an install script, and taken where
 * `smartcard`, which is compiled, is missing. It tells readers by events and watches four of them; the fifth slot of a
 * Duka is not among them.
 */
import { realClock } from "../base/real-clock.js";
import { rowOf } from "./pcsc-failure.js";
import type { PcscCard, PcscContext, PcscService } from "./pcsc-service.js";
import { LEAVE_CARD, STATE_CHANGED, STATE_PRESENT, STATE_UNKNOWN } from "./pcsc-service.js";
import { RETURN_CODES } from "./return-codes.js";

const PACKAGE = "pcsc-mini";

/** What is used of the package's API, version 0.1. */
type Package = { readonly Client: new () => Client; readonly controlCode: (code: number) => number };
type Client = {
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "reader", listener: (reader: Reader) => void): unknown;
  start(): unknown;
  stop(): void;
};
type Reader = {
  name(): string;
  on(event: "change", listener: (status: { readonly raw: number }) => void): unknown;
  on(event: "disconnect", listener: () => void): unknown;
  connect(mode: number, protocol: number): Promise<Card>;
};
type Card = {
  protocol(): number;
  state(): Promise<{ readonly atr: Uint8Array }>;
  transmit(command: Uint8Array, answer: ArrayBuffer): Promise<Uint8Array>;
  control(code: number, data: Uint8Array): Promise<Uint8Array>;
  reconnect(mode: number, action: number): Promise<number>;
  disconnect(disposition: number): Promise<void>;
};

const EXCLUSIVE = 1;
const DIRECT = 3;
const PROTOCOL_NONE = 0;
const PROTOCOL_ANY = 3;
const RESET_CARD = 1;

/** The first readers are told at once, all together. */
const FIRST_MS = 1000;
const QUIET_MS = 80;
const ATTEMPT_MAX = 4;

/** The upper 16 bits of a state count insertions and removals; the package keeps the lower ones alone. */
const COUNTER_SHIFT = 16;
const COUNTER_MAX = 0x7fff;
const STATE_BITS = 0xffff;

type Known = { readonly reader: Reader; raw: number; events: number };

let service: PcscService | undefined;

/** The same one for all readers of a process; undefined when it is not installed. @param name of the package */
export async function loadPcscMini(name: string = PACKAGE): Promise<PcscService | undefined> {
  if (name === PACKAGE && service !== undefined) return service;
  let loaded: Package & { readonly default?: Package };
  try {
    loaded = await import(name);
  } catch {
    return undefined;
  }
  const { Client, controlCode } = loaded.Client === undefined ? loaded.default! : loaded;
  const ends = new Map<string, Promise<void>>();
  const made: PcscService = { establish: () => openWatching(() => new Client(), ends), controlCode };
  if (name === PACKAGE) service = made;
  return made;
}

/**
 * On a busy machine the package may have no room for what the readers tell at the start, and tells no more from then
 * on: another client does. What PC/SC itself refuses is not asked again.
 */
async function openWatching(newClient: () => Client, ends: Map<string, Promise<void>>): Promise<PcscContext> {
  for (let attempt = 1; ; attempt++) {
    const context = await openContext(newClient(), ends);
    try {
      context.readers();
      return context;
    } catch (error) {
      if (attempt === ATTEMPT_MAX || rowOf(error) !== undefined) return context;
      context.close();
    }
  }
}

/** @param ends disconnections under way, by the reader's name: PC/SC says "sharing violation" until they are over */
async function openContext(client: Client, ends: Map<string, Promise<void>>): Promise<PcscContext> {
  const known = new Map<string, Known>();
  const waiting = new Set<(isOver: boolean) => void>();
  let failure: Error | undefined;
  const news = (isOver: boolean): void => {
    for (const tell of [...waiting]) tell(isOver);
  };
  /** Resolves with true after news, with false when it is over: by the time, or because no one waits any more. */
  const nextNews = (limitMs: number): Promise<boolean> =>
    new Promise((resolve) => {
      const tell = (isOver: boolean): void => {
        cancelLimit();
        waiting.delete(tell);
        resolve(!isOver);
      };
      const cancelLimit = realClock.after(limitMs, () => tell(true));
      waiting.add(tell);
    });
  const states = () => [...known].map(([name, one]) => ({ name, state: stateOf(one) }));

  client.on("error", (error) => {
    failure = inWords(error);
    news(false);
  });
  client.on("reader", (reader) => {
    const one: Known = { reader, raw: STATE_UNKNOWN, events: 0 };
    known.set(reader.name(), one);
    reader.on("change", ({ raw }) => {
      one.events = Math.min(COUNTER_MAX, one.events + movesBetween(one.raw, raw));
      one.raw = raw & STATE_BITS;
      news(false);
    });
    reader.on("disconnect", () => {
      known.delete(reader.name());
      news(false);
    });
  });
  try {
    client.start();
  } catch (error) {
    throw inWords(error);
  }
  let isMore = await nextNews(FIRST_MS);
  while (isMore && failure === undefined) isMore = await nextNews(QUIET_MS);

  return {
    readers() {
      if (failure !== undefined) throw failure;
      return states();
    },
    async connect(name, share) {
      await ends.get(name);
      const reader = known.get(name)?.reader;
      if (reader === undefined) throw new Error("Unknown reader");
      const card = await said(
        share === "exclusive"
          ? reader.connect(EXCLUSIVE, PROTOCOL_ANY)
          : reader.connect(DIRECT, PROTOCOL_NONE),
      );
      return adaptCard(card, share === "exclusive", (end) => {
        const over = end
          .catch(() => undefined)
          .then(() => void (ends.get(name) === over && ends.delete(name)));
        ends.set(name, over);
      });
    },
    async waitForChange(before, limitMs) {
      const hasChanged = (): boolean =>
        before.some(({ name, state }) => differ(state, stateOf(known.get(name)))) ||
        [...known.keys()].some((name) => !before.some((one) => one.name === name));
      if (!hasChanged() && !(await nextNews(limitMs))) return undefined;
      if (failure !== undefined) throw failure;
      if (!hasChanged()) return undefined;
      const gone = before.filter(({ name }) => !known.has(name));
      return [...states(), ...gone.map(({ name }) => ({ name, state: STATE_UNKNOWN }))];
    },
    cancel: () => news(true),
    close() {
      news(true);
      // Whatever is under way would be broken off.
      void Promise.allSettled([...ends.values()]).then(() => stop(client));
    },
  };
}

async function adaptCard(
  card: Card,
  hasAtr: boolean,
  onEnd: (end: Promise<void>) => void,
): Promise<PcscCard> {
  let atr = await askAtr();
  return {
    atr: () => atr,
    async reset() {
      await said(card.reconnect(EXCLUSIVE, RESET_CARD));
      atr = await askAtr();
    },
    protocol() {
      const bits = card.protocol();
      return bits === 1 || bits === 2 ? ((bits - 1) as 0 | 1) : undefined;
    },
    transmit: async (command, responseMax) =>
      new Uint8Array(await said(card.transmit(command, new ArrayBuffer(responseMax)))),
    control: async (code, data) => new Uint8Array(await said(card.control(code, data))),
    disconnect: (disposition) => onEnd(card.disconnect(disposition)),
  };

  async function askAtr(): Promise<Uint8Array> {
    if (!hasAtr) return new Uint8Array(0);
    try {
      return new Uint8Array((await said(card.state())).atr);
    } catch (error) {
      onEnd(card.disconnect(LEAVE_CARD));
      throw error;
    }
  }
}

/**
 * Clients whose service has gone. The package throws when one of them is collected, past everyone who could catch it,
 * and a till would end by it: so they are kept, one for each time that the service goes.
 */
const neverCollected: Client[] = [];

/** A service that has gone cannot be taken leave of. */
function stop(client: Client): void {
  try {
    client.stop();
  } catch (error) {
    neverCollected.push(client);
    if (rowOf(inWords(error)) === undefined) throw error;
  }
}

function stateOf(one: Known | undefined): number {
  return one === undefined ? STATE_UNKNOWN : (one.events << COUNTER_SHIFT) | (one.raw & STATE_BITS);
}

function differ(before: number, now: number): boolean {
  return ((before ^ now) & ~STATE_CHANGED) !== 0;
}

/** A card that was there and is there, in a state that says "changed" and no other bit of which is new: another one. */
function movesBetween(before: number, now: number): number {
  const isMoved = ((before ^ now) & STATE_PRESENT) !== 0 && (before & STATE_UNKNOWN) === 0;
  if (isMoved) return 1;
  const isSame = !differ(before, now & STATE_BITS);
  return isSame && (now & STATE_CHANGED) !== 0 && (now & STATE_PRESENT) !== 0 ? 2 : 0;
}

async function said<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw inWords(error);
  }
}

/** `code` is PC/SC's name without its beginning, in camel case: "NoSmartCard" of SCARD_E_NO_SMARTCARD. */
function inWords(error: unknown): Error {
  const code = String((error as { code?: unknown }).code ?? "").toLowerCase();
  const found = RETURN_CODES.find(
    ({ name }) =>
      name
        .replace(/^SCARD_[EWF]_/, "")
        .replaceAll("_", "")
        .toLowerCase() === (SPELLED[code] ?? code),
  );
  return found === undefined ? (error as Error) : new Error(found.text, { cause: error });
}

/** That the package spells otherwise. */
const SPELLED: { readonly [code: string]: string } = { canceled: "cancelled" };
