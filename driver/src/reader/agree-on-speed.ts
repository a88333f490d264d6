/** The conversation by which reader and host go to a higher speed of their line, and back when the host leaves. */
import type { Cancel, Clock } from "@duka/protocol/transport";
import { readU32, writeU32 } from "@duka/protocol/wire/bytes";
import {
  DUKA_HOST_SPEED,
  ESCAPE_DUKA_0,
  ESCAPE_DUKA_1,
  HOST_SPEED_TRIAL_MS,
  hostSpeedSwitchMs,
} from "@duka/protocol/wire/escape";
import { type Deadline, deadlineAfter, nearer } from "../base/deadline.js";
import { ReaderError } from "../base/errors.js";
import type { CcidAnswer } from "./ccid-frame.js";
import { KEEP_SPEED_MS, type LineSpeed } from "./line-speed.js";

const SPEED_AT = 3;
const ANSWER_LENGTH = 7;
/** Answered after a repeat it is not clear whether the reader changes its speed: it is asked anew, so often. */
const QUESTIONS_MAX = 3;
/** For one question; a reader that is silent is not waited for twice. */
const ASK_MS = 1500;
const LEAVE_MS = 500;

export type HostSpeed = {
  /** A higher speed may be had: asked before a command goes to a card, and never while one is under way. */
  isDue(): boolean;
  /**
   * Agrees on it where line and reader can, and keeps it while no one asks for anything. It changes nothing for the
   * caller, and never fails.
   */
  agree(deadline: Deadline): Promise<void>;
  /** Takes the reader back to the speed at which the next host looks for it. It never fails. */
  leave(deadline: Deadline): Promise<void>;
};

type HostSpeedSetup = {
  readonly clock: Clock;
  readonly line: LineSpeed;
  /** Keeps everyone else from the line. */
  alone(work: () => Promise<void>): Promise<void>;
  /** Sends an Escape. @throws ReaderError */
  ask(payload: Uint8Array, deadline: Deadline): Promise<CcidAnswer>;
  /** Any harmless command. @throws ReaderError */
  probe(deadline: Deadline): Promise<unknown>;
};

/** For a reader that can have more than one speed. */
export function createHostSpeed(setup: HostSpeedSetup): HostSpeed {
  const { clock, line } = setup;
  let stopKeeping: Cancel = () => {};
  let agreeing: Promise<void> | undefined;
  return {
    isDue: () => line.wantedBaud !== undefined,
    agree(deadline) {
      // Two slots may want it at once: the second one waits for the first.
      agreeing ??= setup
        .alone(() => raise(deadline))
        .finally(() => {
          agreeing = undefined;
        });
      return agreeing;
    },
    async leave(deadline) {
      stopKeeping();
      if (!line.isRaised) return;
      try {
        await setup.ask(requestOf(line.firstBaud), nearer(clock, deadline, LEAVE_MS));
      } catch (error) {
        if (!(error instanceof ReaderError)) throw error;
      }
      await line.lower();
    },
  };

  async function raise(deadline: Deadline): Promise<void> {
    try {
      while (line.wantedBaud !== undefined) await raiseTo(line.wantedBaud, deadline);
      keep(KEEP_SPEED_MS);
    } catch (error) {
      // What the caller is about to send will find out, and say it better.
      if (!(error instanceof ReaderError)) throw error;
    }
  }

  /** A reader that hears nothing goes back, and the next sale would have to wait until it is fast again. */
  function keep(afterMs: number): void {
    stopKeeping();
    if (!line.isRaised) return;
    stopKeeping = clock.background?.(afterMs, () => void sayAWord()) ?? (() => {});
  }

  async function sayAWord(): Promise<void> {
    const restMs = KEEP_SPEED_MS - line.quietMs();
    try {
      if (restMs <= 0 && line.isRaised) await setup.probe(deadlineAfter(clock, ASK_MS));
    } catch (error) {
      // Whoever needs the reader next will find out.
      if (!(error instanceof ReaderError)) throw error;
    }
    keep(restMs > 0 ? restMs : KEEP_SPEED_MS);
  }

  /** @throws ReaderError when the reader does not answer at all */
  async function raiseTo(baud: number, deadline: Deadline): Promise<void> {
    await line.lower();
    const taken = await agreedBaud(baud, deadline);
    if (taken === undefined) {
      line.wantLess();
      return;
    }
    await new Promise<void>((resolve) => clock.after(2 * hostSpeedSwitchMs(line.firstBaud), resolve));
    if (!(await isCarried(taken, deadline))) {
      await line.lower();
      line.wantLess();
    }
  }

  /** @returns undefined when the reader has none that is higher, or does not say it clearly */
  async function agreedBaud(baud: number, deadline: Deadline): Promise<number | undefined> {
    const request = requestOf(baud);
    for (let times = 0; times < QUESTIONS_MAX; times++) {
      const { failed, data, repeats } = await setup.ask(request, nearer(clock, deadline, ASK_MS));
      if (repeats > 0) continue;
      const isAnswer =
        !failed && data.length === ANSWER_LENGTH && [0, 1, 2].every((at) => data[at] === request[at]);
      const taken = isAnswer ? readU32(data, SPEED_AT) : 0;
      return taken > line.firstBaud && taken <= baud ? taken : undefined;
    }
    return undefined;
  }

  /** Both ends are at it, and understand each other; the reader is back by itself where they do not. */
  async function isCarried(baud: number, deadline: Deadline): Promise<boolean> {
    try {
      await line.raise(baud);
    } catch {
      // The port cannot have it.
      return false;
    }
    try {
      await setup.probe(nearer(clock, deadline, HOST_SPEED_TRIAL_MS));
      return line.isRaised;
    } catch (error) {
      if (error instanceof ReaderError && error.code === "timeout") return false;
      throw error;
    }
  }
}

function requestOf(baud: number): Uint8Array {
  const request = Uint8Array.of(ESCAPE_DUKA_0, ESCAPE_DUKA_1, DUKA_HOST_SPEED, 0, 0, 0, 0);
  writeU32(request, SPEED_AT, baud);
  return request;
}
