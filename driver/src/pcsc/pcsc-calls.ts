/**
 * Calls of PC/SC for one slot: one at a time, and each with an end. PC/SC cannot be told to give up a call, so one that
 * outlives its deadline, or that the caller gives up, is left to end by itself, and until then the slot is busy.
 */

import type { Clock } from "@duka/protocol/transport";
import { type Deadline, onEnd } from "../base/deadline.js";
import { type Delivery, type ErrorCode, ReaderError } from "../base/errors.js";
import type { Bilingual } from "../base/explanation.js";
import { REMEDIES } from "../base/remedies.js";
import { pcscFailureOf } from "./pcsc-failure.js";

type PcscCall<T> = {
  /** For messages: "power on". */
  readonly step: string;
  /** Of every failure: "unknown" when a command is handed over, else "not-sent". */
  readonly delivery: Delivery;
  readonly deadline: Deadline;
  /** T=0 or T=1, where the card speaks one already. */
  readonly protocol?: number;
  /** One call of PC/SC, or several that belong together. */
  work(): Promise<T>;
  /** It ended after no one waited for it any more. */
  late?(): void;
};

export type PcscCalls = {
  /** @throws ReaderError: of PC/SC; `slot-busy`; `timeout`, `aborted` */
  run<T>(call: PcscCall<T>): Promise<T>;
  /** Settles with the call under way; undefined when there is none. */
  underWay(): Promise<void> | undefined;
  broken(step: string, code: ErrorCode, why: string, delivery: Delivery): ReaderError;
};

/** @param name of the slot */
export function createPcscCalls(name: string, clock: Clock): PcscCalls {
  let underWay: Promise<void> | undefined;
  return { run, underWay: () => underWay, broken };

  async function run<T>({ step, delivery, deadline, protocol, work, late }: PcscCall<T>): Promise<T> {
    if (underWay !== undefined) {
      throw broken(step, "slot-busy", "PC/SC still waits for the end of the former command", "not-sent");
    }
    if (deadline.signal?.aborted) throw broken(step, "aborted", "given up before it began", "not-sent");
    const outcome = work().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    const settled = outcome.then(() => {
      underWay = undefined;
    });
    underWay = settled;
    const ended = await firstOf(settled, clock, deadline);
    if (ended !== "settled") {
      if (late !== undefined) settled.then(late);
      const why = ended === "timeout" ? "no answer within the deadline" : "given up by the caller";
      throw broken(step, ended, why, delivery);
    }
    const known = await outcome;
    if ("value" in known) return known.value;
    if (known.error instanceof ReaderError || known.error instanceof RangeError) throw known.error;
    throw pcscFailureOf(known.error, `${name}: ${step}`, delivery, protocol);
  }

  function broken(step: string, code: ErrorCode, why: string, delivery: Delivery): ReaderError {
    return new ReaderError({
      message: `${name}: ${step}: ${why}`,
      code,
      layer: "ccid",
      delivery,
      remedy: ENDED[code] ?? REMEDIES.reinsert,
    });
  }
}

const ENDED: { readonly [code in ErrorCode]?: Bilingual } = {
  "slot-busy": REMEDIES["wait-for-it"],
  aborted: REMEDIES.repeat,
};

/** What comes first: the end of the work, of the deadline, or of the caller's patience. */
export function firstOf(
  work: Promise<void>,
  clock: Clock,
  deadline: Deadline,
): Promise<"settled" | "timeout" | "aborted"> {
  return new Promise((resolve) => {
    const stop = onEnd(clock, deadline, resolve);
    work.then(() => {
      stop();
      resolve("settled");
    });
  });
}
