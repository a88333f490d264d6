/**
 * One reader, several pages: each has its turn. Callers are served round robin, so that one that asks a hundred times
 * delays another by one request; everything that waits has a limit.
 */
import type { Clock } from "@duka/protocol/transport";
import { BridgeRefusal } from "./bridge-refusal.js";

/** Requests of one page that may wait. */
const PER_PAGE_MAX = 8;
/** Requests that may wait at the same time. */
const WAITING_MAX = 64;
/** Longer no one waits for the reader. */
const WAIT_MS = 120_000;

/** Who has the reader, and how many wait for it. */
type TurnState = { readonly holder: string | null; readonly waiting: number };

export type Turns = {
  /**
   * @param page whose turn it is: its token, and the name that it gave itself
   * @param signal ends the wait; what has begun is told by its own signal
   * @param keepMs for how long the reader is kept for this page after its work: a function that has further steps
   * @throws BridgeRefusal `too-many`, `waited-too-long`; whatever `work` throws
   */
  take<T>(
    page: Page,
    signal: AbortSignal,
    work: () => Promise<T>,
    keepMs?: (result: T) => number,
  ): Promise<T>;
  state(): TurnState;
  /** Refuses who waits, and resolves when what has begun is over. */
  close(): Promise<void>;
};

export type Page = { readonly key: string; readonly name: string };

type Waiting = { readonly page: Page; begin(): void; refuse(error: unknown): void };

export function createTurns(clock: Clock, onChange: (state: TurnState) => void): Turns {
  /** Pages in the order of their turns, each with its own requests in theirs. */
  const queues = new Map<string, Waiting[]>();
  let holder: Page | undefined;
  /** Between two steps of this page no one else has a turn. */
  let kept: { readonly page: Page; readonly cancel: () => void } | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  const waitingCount = () => [...queues.values()].reduce((sum, queue) => sum + queue.length, 0);
  const state = (): TurnState => ({
    holder: (holder ?? kept?.page)?.name ?? null,
    waiting: waitingCount(),
  });

  function remove(one: Waiting): void {
    const queue = queues.get(one.page.key);
    if (queue?.includes(one) !== true) return;
    queue.splice(queue.indexOf(one), 1);
    if (queue.length === 0) queues.delete(one.page.key);
  }

  function next(): void {
    const key = kept?.page.key ?? queues.keys().next().value;
    const queue = key === undefined ? undefined : queues.get(key);
    if (holder !== undefined || key === undefined || queue === undefined) return;
    kept?.cancel();
    kept = undefined;
    const one = queue.shift()!;
    queues.delete(key);
    // Behind all others, with what it still waits for.
    if (queue.length > 0) queues.set(key, queue);
    holder = one.page;
    one.begin();
  }

  function keep(page: Page, forMs: number): void {
    const cancel = clock.after(forMs, () => {
      kept = undefined;
      next();
      onChange(state());
    });
    kept = { page, cancel };
  }

  function enter(page: Page): Waiting[] {
    if (isClosed) throw new BridgeRefusal("closing");
    const queue = queues.get(page.key) ?? [];
    if (queue.length >= PER_PAGE_MAX || waitingCount() >= WAITING_MAX) throw new BridgeRefusal("too-many");
    queues.set(page.key, queue);
    return queue;
  }

  return {
    async take(page, signal, work, keepMs) {
      await new Promise<void>((resolve, reject) => {
        const leave = () => one.refuse(signal.reason);
        const settle = () => {
          cancelLimit();
          signal.removeEventListener("abort", leave);
        };
        const one: Waiting = {
          page,
          begin() {
            settle();
            resolve();
          },
          refuse(error) {
            settle();
            remove(one);
            reject(error);
            onChange(state());
          },
        };
        const cancelLimit = clock.after(WAIT_MS, () => one.refuse(new BridgeRefusal("waited-too-long")));
        signal.addEventListener("abort", leave);
        try {
          signal.throwIfAborted();
          enter(page).push(one);
        } catch (error) {
          settle();
          reject(error);
          return;
        }
        next();
        onChange(state());
      });
      const done = work();
      running = done.catch(() => undefined);
      let forMs = 0;
      try {
        const result = await done;
        forMs = keepMs?.(result) ?? 0;
        return result;
      } finally {
        holder = undefined;
        if (forMs > 0) keep(page, forMs);
        next();
        onChange(state());
      }
    },
    state,
    async close() {
      isClosed = true;
      kept?.cancel();
      for (const queue of [...queues.values()]) {
        for (const one of [...queue]) one.refuse(new BridgeRefusal("closing"));
      }
      await running;
    },
  };
}
