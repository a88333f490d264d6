/** One watch over all readers: which come and go, and the cards in them. */

import { members, text } from "@duka/protocol/data/values";
import type { Cancel, Clock } from "@duka/protocol/transport";
import { checkFunction } from "../base/argument.js";
import { deadlineAfter, onEnd } from "../base/deadline.js";
import { ReaderError } from "../base/errors.js";
import { clock, func, type OptionsOf, readOptions, signal } from "../base/option-values.js";
import { realClock } from "../base/real-clock.js";
import { parseAddress } from "../link/address.js";
import { watchCard } from "../reader/card-watch.js";
import type { ReconnectingReader } from "../reader/reconnecting-reader.js";
import { addresses, listReaders, type ReaderFound } from "./list-readers.js";
import { openReader } from "./open-reader.js";

/**
 * A reader was attached: connected, put back, or its service started again; `reader` is the same object each time for
 * an address. After it come the cards that are in it. With `detached` its cards are gone too.
 */
export type ReaderNews =
  | { readonly event: "attached"; readonly address: string; readonly reader: ReconnectingReader }
  | { readonly event: "detached"; readonly address: string }
  | { readonly event: "inserted" | "removed"; readonly address: string; readonly slot: number };

const watchOptions = members({
  /** Ends the watch. */
  signal,
  /** Addresses of readers that need not be there yet; the only ones that are watched of those that no list names. */
  configured: addresses.default([]),
  /** Of your program, for others who want one of the readers. */
  holder: text.optional(),
  /** A reader is there and cannot be opened: told once for each reason. */
  onTrouble: func<(address: string, error: ReaderError) => void>().optional(),
  clock: clock.default(() => realClock),
  /** Which readers there are; `listReaders` by default. Simulated ones are watched only when they are configured. */
  find: func<() => Promise<readonly ReaderFound[]>>().optional(),
  /** `openReader` by default. */
  open: func<(address: string, signal: AbortSignal) => Promise<ReconnectingReader>>().optional(),
});

export type WatchReadersOptions = OptionsOf<typeof watchOptions>;

/** From one look for new readers to the next. */
const ROUND_MS = 2000;

/**
 * Opens every reader that is there or comes, and tells what happens until `signal` is aborted; then the readers are
 * closed, and it is done. An open reader on a port or connection is this program's alone: use `reader` of the news.
 * @throws RangeError when a configured address is not valid
 */
export async function watchReaders(
  listener: (news: ReaderNews) => void,
  given: WatchReadersOptions,
): Promise<void> {
  checkFunction("listener", listener);
  const options = readOptions(watchOptions, given);
  const { signal, clock, configured } = options;
  for (const address of configured) parseAddress(address);
  const find = options.find ?? (() => listReaders({ configured, clock, signal }));
  const open = options.open ?? ((address) => openReader(address, { clock, signal, ...holderOf(options) }));
  const watched = new Map<string, WatchedReader>();
  /** Readers that are being opened. */
  const opening = new Map<string, Promise<void>>();
  const troubles = new Map<string, string>();
  const tell = (news: ReaderNews): void => {
    if (!signal.aborted) listener(news);
  };
  try {
    while (!signal.aborted) {
      for (const { address } of (await quietly(find, [])).filter(isWatched)) {
        if (watched.has(address) || opening.has(address) || signal.aborted) continue;
        opening.set(
          address,
          take(address).finally(() => opening.delete(address)),
        );
      }
      for (const reader of watched.values()) void reader.compare();
      await pause(clock, signal);
    }
  } finally {
    await Promise.all(opening.values());
    await Promise.all([...watched.values()].map((reader) => reader.close()));
  }

  async function take(address: string): Promise<void> {
    try {
      const reader = await open(address, signal);
      troubles.delete(address);
      watched.set(address, watchReader(reader, address, clock, tell));
    } catch (error) {
      if (!(error instanceof ReaderError)) throw error;
      if (signal.aborted || troubles.get(address) === error.message) return;
      troubles.set(address, error.message);
      options.onTrouble?.(address, error);
    }
  }
}

function holderOf({ holder }: Pick<WatchReadersOptions, "holder">): { holder?: string } {
  return holder === undefined ? {} : { holder };
}

/** What pcscd has is watched through pcscd. */
function isWatched({ origin, heldBy }: ReaderFound): boolean {
  return origin !== "simulated" && heldBy !== "pcscd";
}

type WatchedReader = {
  /** Asks which cards are in it, and tells what differs from what was told. */
  compare(): Promise<void>;
  close(): Promise<void>;
};

function watchReader(
  reader: ReconnectingReader,
  address: string,
  clock: Clock,
  tell: (news: ReaderNews) => void,
): WatchedReader {
  const present = new Set<number>();
  let isAttached = true;
  let isClosed = false;
  let comparing: Promise<void> | undefined;
  /** Counts movement, so that an answer from before it is not believed. */
  let movements = 0;
  const moved = (slot: number, isIn: boolean): void => {
    movements++;
    if (!isAttached || isClosed || present.has(slot) === isIn) return;
    if (isIn) present.add(slot);
    else present.delete(slot);
    tell({ event: isIn ? "inserted" : "removed", address, slot });
  };
  const compare = (): Promise<void> => {
    comparing ??= askAll().finally(() => {
      comparing = undefined;
    });
    return comparing;
  };
  const askAll = async (): Promise<void> => {
    for (let slot = 0; slot < reader.slotCount && isAttached && !isClosed; slot++) {
      const before = movements;
      const status = await quietly(() => reader.status(slot), undefined);
      if (status !== undefined && movements === before) moved(slot, status !== "absent");
    }
  };
  const cancels: Cancel[] = [];
  for (let slot = 0; slot < reader.slotCount; slot++) {
    const listener = (event: "inserted" | "removed") => moved(slot, event === "inserted");
    cancels.push(
      // The time of a simulated world stands still unless someone waits in it: there is asked in this watch's own
      // time.
      reader.clock === clock
        ? reader.slot(slot).onCard(listener)
        : watchCard(clock, () => reader.status(slot)).add(listener),
    );
  }
  if (reader.clock === clock) {
    cancels.push(
      reader.onReader((event) => {
        isAttached = event === "attached";
        if (!isAttached) present.clear();
        tell(isAttached ? { event: "attached", address, reader } : { event: "detached", address });
        void compare();
      }),
    );
  }
  tell({ event: "attached", address, reader });
  void compare();
  return {
    compare,
    async close() {
      isClosed = true;
      for (const cancel of cancels) cancel();
      await reader.close();
    },
  };
}

/** A reader that does not answer is asked again later. */
async function quietly<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ReaderError) return otherwise;
    throw error;
  }
}

function pause(clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    onEnd(clock, deadlineAfter(clock, ROUND_MS, signal), () => resolve());
  });
}
