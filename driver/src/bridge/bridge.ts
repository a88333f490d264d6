/** What the bridge does with a call, however it came in: HTTP, WebSocket, a maker's dialect, a browser extension. */
import type { Clock } from "@duka/protocol/transport";
import type { AskPassword } from "../password/ask-password.js";
import { isMethod, type MethodName } from "../serve/requests.js";
import type { ServeMethods } from "../serve/server.js";
import { BridgeRefusal } from "./bridge-refusal.js";
import { callError } from "./call-error.js";
import { type CallLog, createCallLog } from "./call-log.js";
import type { EventHub } from "./event-hub.js";
import { createOwedAnswers } from "./owed-answers.js";
import { createPasswordDesk, type PasswordDesk } from "./password-desk.js";
import { checkCancel, createPendingCalls } from "./pending-calls.js";
import { createTurns, type Page, type Turns } from "./turns.js";
import { checkNoPassword, endingOf, goesOn, harmlessOf } from "./what-was-asked.js";

/** A page or program that was let in. */
export type Caller = Page & {
  /** For the log: the page's origin, or "program". */
  readonly origin: string;
};

type BridgeOptions = {
  readonly clock: Clock;
  readonly methods: ServeMethods;
  readonly events: EventHub;
  /** Asks at the terminal; undefined where no one sits at one. */
  readonly atTerminal: AskPassword | undefined;
};

export type Bridge = {
  readonly clock: Clock;
  readonly log: CallLog;
  readonly events: EventHub;
  readonly turns: Turns;
  readonly desk: PasswordDesk;
  /** Changes whenever the operator's page would look different. */
  readonly revision: Revision;
  /**
   * @param signal aborts when the caller is gone, and cannot get the answer
   * @param id by which the same caller may cancel it
   * @throws BridgeRefusal before anything was asked; RangeError for wrong parameters; whatever the driver throws
   */
  call(caller: Caller, method: unknown, params: unknown, signal: AbortSignal, id?: CallId): Promise<unknown>;
  /** The answer to its last call went out on a connection that was open. */
  delivered(caller: Caller): void;
  /** Resolves when what has begun is over. */
  close(): Promise<void>;
};

export type CallId = string | number;

/** Longer no call takes; what has to be finished is finished by the driver all the same. */
const CALL_MAX_MS = 300_000;
/** The page asks its key server between two steps of a function; the reader is kept for it. */
const NEXT_STEP_MS = 30_000;

export function createBridge({ clock, methods, events, atTerminal }: BridgeOptions): Bridge {
  const revision = createRevision();
  const log = createCallLog(clock, revision.bump);
  const turns = createTurns(clock, (state) => {
    events.publish({ event: "queue", ...state });
    revision.bump();
  });
  const desk = createPasswordDesk(clock, atTerminal, revision.bump);
  const pending = createPendingCalls();
  const answers = createOwedAnswers();

  async function carryOut(
    caller: Caller,
    method: MethodName,
    params: unknown,
    signal: AbortSignal,
    isGone: () => boolean,
  ) {
    checkNoPassword(params);
    if (method === "cancel") return { cancelled: pending.cancel(caller.key, checkCancel(params)) };
    const hasLastAnswer = answers.arrive(caller.key);
    const answerLeaves = method === "ldt33" ? answers.begin(caller.key) : undefined;
    const run = () =>
      methods.run(method, params, {
        signal,
        caller: caller.key,
        hasLastAnswer,
        isGone,
        askPassword(question) {
          events.publish({ event: "password-asked", page: caller.name });
          return desk.ask(question, whoAsks(caller), signal);
        },
      });
    try {
      if (!methods.inTurn.includes(method)) return await run();
      return await turns.take(caller, signal, run, (result) => (goesOn(params, result) ? NEXT_STEP_MS : 0));
    } finally {
      answerLeaves?.();
    }
  }

  return {
    ...{ clock, log, events, turns, desk, revision },
    async call(caller, method, params, signal, id) {
      const { origin, name: page } = caller;
      const about = { origin, page, ...harmlessOf(method, params) };
      const limit = new AbortController();
      const cancelLimit = clock.after(CALL_MAX_MS, () => limit.abort());
      let done: (() => void) | undefined;
      try {
        if (id !== undefined) done = pending.add(caller.key, id, limit);
        if (!isMethod(method, methods.names)) throw new BridgeRefusal("unknown-method");
        const either = AbortSignal.any([signal, limit.signal]);
        const result = await carryOut(caller, method, params, either, () => signal.aborted);
        log.add({ ...about, ending: endingOf(result) });
        return result;
      } catch (error) {
        log.add({ ...about, ending: callError(error).error.code });
        throw error;
      } finally {
        cancelLimit();
        done?.();
      }
    },
    delivered: ({ key }) => answers.delivered(key),
    close: () => turns.close(),
  };
}

/** For a person who is about to type a password: a page gives itself its name, and the browser its origin. */
function whoAsks({ name, origin }: Caller): string {
  return name.includes(origin) ? name : `${name} (${origin})`;
}

type Revision = {
  readonly bump: () => void;
  now(): number;
  /** Resolves when it is another one, or at the latest after some seconds. */
  after(seen: number, clock: Clock, signal: AbortSignal): Promise<void>;
};

const LONG_POLL_MS = 20_000;

function createRevision(): Revision {
  let number = 1;
  const waiting = new Set<() => void>();
  return {
    bump() {
      number += 1;
      for (const wake of [...waiting]) wake();
    },
    now: () => number,
    after(seen, clock, signal) {
      if (seen !== number) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = (): void => {
          cancel();
          waiting.delete(wake);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        const cancel = clock.after(LONG_POLL_MS, wake);
        waiting.add(wake);
        signal.addEventListener("abort", wake);
      });
    },
  };
}
