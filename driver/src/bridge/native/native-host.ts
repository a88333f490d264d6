/**
 * The conversation with the browser's extension: frames in, frames out. What a page may ask, whose turn it is, and
 * where a password is typed is the bridge's; pages are named by the extension, which the browser has named.
 */
import { createRateLimit } from "@duka/protocol/local-service";
import type { Bridge, Caller } from "../bridge.js";
import { BridgeRefusal } from "../bridge-refusal.js";
import { callError } from "../call-error.js";
import { checkRate, nameOf } from "../let-in.js";
import { createFrameCutter, frameOf } from "./frame.js";
import { type HostMessage, readHostMessage } from "./host-message.js";

type PageCall = Extract<HostMessage, { page: unknown }>;

/** Of one origin, in whatever many windows: as on the bridge's port. */
const CALLS_PER_SECOND = 200;
const CALLS_AT_ONCE = 400;
const ORIGINS_MAX = 256;

type NativeHost = {
  /** Bytes of the input; they are overwritten. */
  take(chunk: Uint8Array): void;
  /** The browser has gone: resolves when what has begun is over. */
  end(): Promise<void>;
};

/** @param send a frame to the browser @param onBroken the input is no native messaging */
export function createNativeHost(
  bridge: Bridge,
  version: string,
  send: (frame: Uint8Array) => void,
  onBroken: () => void,
): NativeHost {
  const cutter = createFrameCutter();
  const rate = createRateLimit(CALLS_PER_SECOND, CALLS_AT_ONCE, ORIGINS_MAX);
  const calls = new Map<number, AbortController>();
  const running = new Set<Promise<void>>();
  const over = new AbortController();

  tell({ event: "ready", version });
  tell({ event: "queue", ...bridge.turns.state() });
  const unsubscribe = bridge.events.subscribe(tell);
  const questions = tellQuestions();

  return {
    take(chunk) {
      for (const frame of cutter.take(chunk)) {
        if ("bytes" in frame) takeMessage(frame.bytes);
        else refuse(null, new BridgeRefusal(frame.fault));
        if ("fault" in frame && frame.fault === "no-frame") onBroken();
      }
    },
    async end() {
      over.abort();
      unsubscribe?.();
      for (const call of calls.values()) call.abort();
      await Promise.all([...running, questions]);
    },
  };

  function tell(message: object): void {
    const frame = frameOf(message);
    if (frame !== undefined && !over.signal.aborted) send(frame);
  }

  /** @returns false: it is longer than a browser takes, and that was told instead */
  function answer(id: number, result: unknown): boolean {
    const frame = frameOf({ id, result: result ?? null });
    if (frame === undefined) refuse(id, new BridgeRefusal("answer-too-long"));
    else if (!over.signal.aborted) send(frame);
    return frame !== undefined;
  }

  function refuse(id: number | null, error: unknown): void {
    tell({ id, error: callError(error).error });
  }

  function takeMessage(bytes: Uint8Array): void {
    let message: HostMessage;
    try {
      message = readHostMessage(bytes);
    } catch (error) {
      refuse(null, error);
      return;
    }
    if ("page" in message) start(message);
    else if ("giveUp" in message) calls.get(message.giveUp)?.abort();
    else if ("own" in message) answer(message.id, stateOf(bridge, version));
    else if (!bridge.desk.answer(message.answer, message.password ?? undefined))
      refuse(null, new BridgeRefusal("no-question"));
  }

  function start({ id, page, method, params }: PageCall): void {
    if (calls.has(id)) {
      refuse(id, new BridgeRefusal("id-in-use"));
      return;
    }
    const abort = new AbortController();
    calls.set(id, abort);
    const done = carryOut(id, callerOf(page), method, params, abort.signal);
    running.add(done);
    void done.finally(() => {
      running.delete(done);
      calls.delete(id);
    });
  }

  async function carryOut(
    id: number,
    caller: Caller,
    method: unknown,
    params: unknown,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      checkRate(bridge, rate, caller.origin);
      const result = await bridge.call(caller, method, params, signal, id);
      if (answer(id, result) && !signal.aborted) bridge.delivered(caller);
    } catch (error) {
      refuse(id, error);
    }
  }

  /** The extension opens its window for the question that waits, and closes it with `null`. */
  async function tellQuestions(): Promise<void> {
    let told: number | undefined;
    while (!over.signal.aborted) {
      const seen = bridge.revision.now();
      const question = bridge.desk.waiting();
      if (question?.number !== told) tell({ question: question ?? null });
      told = question?.number;
      await bridge.revision.after(seen, bridge.clock, over.signal);
    }
  }
}

function callerOf({ origin, key, name }: PageCall["page"]): Caller {
  return { key: `${origin} ${key}`, name: nameOf(name) || origin, origin };
}

/** For the extension's own pages: without passwords, numbers masked. */
function stateOf(bridge: Bridge, version: string): object {
  return { version, queue: bridge.turns.state(), log: bridge.log.entries() };
}
