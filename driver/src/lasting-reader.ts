/**
 * A reader that outlives its cable: when the line is lost, the next call that powers a card opens the address anew, and the same object
 * goes on. A card session does not outlive the line: its card has lost its power, and what it was asked last may have happened.
 */
import type { Cancel, CardEvent, Transport } from "@duka/protocol/transport";
import { deadlineAfter, remainingMs } from "./deadline.js";
import { ReaderError } from "./errors.js";
import { lastingMeter } from "./lasting-meter.js";
import type { Reader } from "./reader.js";
import { isLoss, noReader, sessionLost } from "./reader-loss.js";

export type ReaderEvent = "attached" | "detached";

export type LastingReader = Reader & {
  /** The reader itself comes and goes; noticed within seconds while somebody listens. */
  onReader(listener: (event: ReaderEvent) => void): Cancel;
};

export type LastingSetup = {
  readonly first: Reader;
  /** Opens the same address again. @throws ReaderError `no-reader` */
  reopen(): Promise<Reader>;
};

/** How often a reader that is listened to is asked whether it is there. */
const WATCH_MS = 1000;

export function createLastingReader({ first, reopen }: LastingSetup): LastingReader {
  const { clock, address, simulated } = first;
  const meter = lastingMeter(first.meter);
  const slots = new Map<number, Transport>();
  const listeners = new Set<(event: ReaderEvent) => void>();
  /** Told about every reader that takes the place of a lost one. */
  const followers = new Set<(reader: Reader) => void>();
  let current: Reader | undefined = first;
  let latest = first;
  let opening: Promise<Reader> | undefined;
  let isClosed = false;
  let stopWatch: Cancel | undefined;

  return {
    address,
    clock,
    simulated,
    meter,
    get name() {
      return latest.name;
    },
    get identity() {
      return latest.identity;
    },
    get firmwareText() {
      return latest.firmwareText;
    },
    get slotCount() {
      return latest.slotCount;
    },
    get own() {
      return latest.own;
    },
    slot: slotAt,
    status: (index) => {
      slotAt(index);
      return throughLoss((reader) => reader.status(index));
    },
    onReader(listener) {
      listeners.add(listener);
      stopWatch ??= clock.after(WATCH_MS, () => void watch());
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stopWatch?.();
        stopWatch = undefined;
      };
    },
    async close() {
      isClosed = true;
      stopWatch?.();
      await opening?.catch(() => undefined);
      await latest.close();
    },
  } as LastingReader;

  function slotAt(index: number): Transport {
    const known = slots.get(index);
    if (known !== undefined) return known;
    const slot = lastingSlot(latest.slot(index), index);
    slots.set(index, slot);
    return slot;
  }

  function lastingSlot(firstSlot: Transport, index: number): Transport {
    /** Whose card was powered. */
    let powered: Reader | undefined;
    return {
      get name() {
        return firstSlot.name;
      },
      open(deadlineMs) {
        const deadline = deadlineAfter(clock, deadlineMs);
        return throughLoss(async (reader) => {
          powered = undefined;
          const atr = await reader.slot(index).open(Math.max(1, remainingMs(clock, deadline)));
          powered = reader;
          return atr;
        });
      },
      async exchange(command, deadlineMs) {
        const reader = powered;
        if (reader === undefined || reader !== current) throw sessionLost(firstSlot.name);
        return noticing(reader, () => reader.slot(index).exchange(command, deadlineMs));
      },
      async close() {
        const reader = powered;
        powered = undefined;
        if (reader !== undefined && reader === current) {
          await noticing(reader, () => reader.slot(index).close());
        }
      },
      line: () => (powered === current ? powered?.slot(index).line() : undefined),
      onCard: (listener) => follow(index, listener),
    };
  }

  function follow(index: number, listener: (event: CardEvent) => void): Cancel {
    let cancel: Cancel = () => undefined;
    const attach = (reader: Reader) => {
      cancel();
      cancel = reader.slot(index).onCard(listener);
    };
    followers.add(attach);
    if (current !== undefined) attach(current);
    return () => {
      followers.delete(attach);
      cancel();
    };
  }

  /** Nothing that is done here changes anything on a card, so that it may be done again on a new line: once. */
  async function throughLoss<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    const reader = current ?? (await attach());
    try {
      return await noticing(reader, () => work(reader));
    } catch (error) {
      if (!isLoss(error) || isClosed) throw error;
      const again = await attach();
      return noticing(again, () => work(again));
    }
  }

  async function noticing<T>(reader: Reader, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isLoss(error)) lose(reader);
      throw error;
    }
  }

  function lose(reader: Reader): void {
    if (reader !== current) return;
    current = undefined;
    tell("detached");
  }

  /** Several callers share one attempt. */
  function attach(): Promise<Reader> {
    if (current !== undefined) return Promise.resolve(current);
    opening ??= open().finally(() => {
      opening = undefined;
    });
    return opening;
  }

  async function open(): Promise<Reader> {
    if (isClosed) throw noReader(`${address}: the reader was closed`, "open it anew");
    await latest.close().catch(() => undefined);
    const reader = await reopen();
    if (reader.simulated !== simulated) {
      await reader.close();
      throw noReader(
        `${address}: a ${reader.simulated ? "simulated" : "real"} reader stands there now`,
        "open it anew",
      );
    }
    latest = reader;
    current = reader;
    meter.follow(reader.meter);
    for (const followed of followers) followed(reader);
    tell("attached");
    return reader;
  }

  async function watch(): Promise<void> {
    stopWatch = undefined;
    try {
      if (current === undefined) await attach();
      else await noticing(current, () => (current ?? latest).status(0));
    } catch (error) {
      // Not there, or too busy to answer: asked again.
      if (!(error instanceof ReaderError)) throw error;
    }
    if (listeners.size > 0 && !isClosed) stopWatch ??= clock.after(WATCH_MS, () => void watch());
  }

  function tell(event: ReaderEvent): void {
    for (const listener of [...listeners]) listener(event);
  }
}
