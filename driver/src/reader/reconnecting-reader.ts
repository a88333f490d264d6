/**
 * A reader that outlives its cable: when the line is lost, the next call opens the address anew, and the same object
 * goes on.
 */
import { live } from "@duka/protocol/data/live";
import type { Cancel, Transport } from "@duka/protocol/transport";
import {
  type Deadline,
  deadlineAfter,
  deadlineOf,
  type Limits,
  remainingMs,
  waitWithin,
} from "../base/deadline.js";
import { ReaderError } from "../base/errors.js";
import { REMEDIES } from "../base/remedies.js";
import { type Around, around } from "./around.js";
import type { Reader } from "./reader.js";
import { isLoss, noReader } from "./reader-loss.js";
import { reconnectingEscapes } from "./reconnecting-escapes.js";
import { reconnectingMeter } from "./reconnecting-meter.js";
import { type ReaderLife, reconnecting } from "./reconnecting-slot.js";

export type ReaderEvent = "attached" | "detached";

export type ReconnectingReader = Reader & {
  /** The reader itself comes and goes; noticed within seconds while someone listens. */
  onReader(listener: (event: ReaderEvent) => void): Cancel;
};

type ReconnectingSetup = {
  readonly first: Reader;
  /** Opens the same address again, within a time of its own. @throws ReaderError `no-reader` */
  reopen(signal: AbortSignal): Promise<Reader>;
  /** Around each of its slots, besides the reconnection. */
  readonly layers?: readonly Around[];
};

/** How often a reader that is listened to is asked whether it is there. */
const WATCH_MS = 1000;
/** For one such question, opening included: as long as a reader that is just starting may need. */
const WATCH_DEADLINE_MS = 8000;
const STATUS_DEADLINE_MS = 3000;
const DUKA_DEADLINE_MS = 5000;

export function createReconnectingReader({
  first,
  reopen,
  layers = [],
}: ReconnectingSetup): ReconnectingReader {
  const { clock, address, simulated } = first;
  const meter = reconnectingMeter(first.meter);
  const slots = new Map<number, Transport>();
  const listeners = new Set<(event: ReaderEvent) => void>();
  /** Told about every reader that takes the place of a lost one. */
  const followers = new Set<(reader: Reader) => void>();
  let current: Reader | undefined = first;
  let latest = first;
  let opening: Promise<Reader> | undefined;
  const closing = new AbortController();
  let stopWatch: Cancel | undefined;
  const duka = reconnectingEscapes((work, limits) => withinLimits(work, limits, DUKA_DEADLINE_MS));
  const life: ReaderLife = { clock, current: () => current, throughLoss, lose, follow };

  return live<ReconnectingReader, "name" | "identity" | "firmwareText" | "slotCount" | "duka">(
    {
      address,
      clock,
      simulated,
      meter,
      slot: slotAt,
      async status(index, limits) {
        slotAt(index);
        return withinLimits((reader, left) => reader.status(index, left), limits, STATUS_DEADLINE_MS);
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
        closing.abort();
        stopWatch?.();
        await opening?.catch(() => undefined);
        await latest.close();
      },
    },
    {
      name: () => latest.name,
      identity: () => latest.identity,
      firmwareText: () => latest.firmwareText,
      slotCount: () => latest.slotCount,
      duka: () => (latest.duka === undefined ? undefined : duka),
    },
  ) as ReconnectingReader;

  function slotAt(index: number): Transport {
    const known = slots.get(index);
    if (known !== undefined) return known;
    const slot = around(latest.slot(index), ...layers, reconnecting(life, index));
    slots.set(index, slot);
    return slot;
  }

  function follow(attach: (reader: Reader) => void): Cancel {
    followers.add(attach);
    if (current !== undefined) attach(current);
    return () => followers.delete(attach);
  }

  /** Nothing that is done here changes anything on a card, so that it may be done again on a new line: once. */
  async function throughLoss<T>(work: (reader: Reader) => Promise<T>, deadline: Deadline): Promise<T> {
    const reader = current ?? (await attach(deadline));
    try {
      return await noticing(reader, () => work(reader));
    } catch (error) {
      if (!isLoss(error) || closing.signal.aborted) throw error;
      const again = await attach(deadline);
      return noticing(again, () => work(again));
    }
  }

  async function withinLimits<T>(
    work: (reader: Reader, left: Limits) => Promise<T>,
    limits: Limits | undefined,
    usualMs: number,
  ): Promise<T> {
    const deadline = deadlineOf(clock, limits ?? {}, usualMs);
    const signal = limits?.signal;
    return throughLoss(
      (reader) => work(reader, { deadlineMs: Math.max(1, remainingMs(clock, deadline)), signal }),
      deadline,
    );
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

  /** Several callers share one attempt; each waits for it no longer than it wants. */
  function attach(deadline: Deadline): Promise<Reader> {
    if (current !== undefined) return Promise.resolve(current);
    opening ??= open().finally(() => {
      opening = undefined;
    });
    return waitWithin(clock, deadline, `${address}: open the reader anew`, opening);
  }

  async function open(): Promise<Reader> {
    if (closing.signal.aborted) throw noReader(`${address}: the reader was closed`, REMEDIES["open-anew"]);
    await latest.close().catch(() => undefined);
    const reader = await reopen(closing.signal);
    if (closing.signal.aborted) {
      await reader.close();
      throw noReader(`${address}: the reader was closed`, REMEDIES["open-anew"]);
    }
    if (reader.simulated !== simulated) {
      await reader.close();
      throw noReader(
        `${address}: a ${reader.simulated ? "simulated" : "real"} reader stands there now`,
        REMEDIES["open-anew"],
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
      const reader = current;
      if (reader === undefined) await attach(deadlineAfter(clock, WATCH_DEADLINE_MS));
      else await noticing(reader, () => reader.status(0));
    } catch (error) {
      // Not there, or too busy to answer: asked again.
      if (!(error instanceof ReaderError)) throw error;
    }
    if (listeners.size > 0 && !closing.signal.aborted)
      stopWatch ??= clock.after(WATCH_MS, () => void watch());
  }

  function tell(event: ReaderEvent): void {
    for (const listener of [...listeners]) listener(event);
  }
}
