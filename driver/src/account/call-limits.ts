/**
 * An end for every call: a deadline and an abort signal that hold for all its commands together, until the card is
 * asked to move money.
 */
import { flag, members } from "@duka/protocol/data/values";
import type { Clock, Transport } from "@duka/protocol/transport";
import { deadlineAfter, deadlineOf, remainingMs, waitWithin } from "../base/deadline.js";
import { ReaderError } from "../base/errors.js";
import { limits, type OptionsOf, readOptions } from "../base/option-values.js";
import { REMEDIES } from "../base/remedies.js";
import { type Around, around } from "../reader/around.js";
import type { DukaEscapes } from "../reader/duka-escapes.js";
import type { WireMeter } from "../reader/wire-meter.js";

const callLimits = members({
  /** Gives the call up, the command that is under way included. */
  signal: limits.signal,
  /** For the whole call, above 0 and at most 3600000; ten minutes by default, of which a person may need most. */
  deadlineMs: limits.deadlineMs,
  /**
   * True: the holder says that a password which this till remembers as locked was unblocked elsewhere, so that it is
   * asked for.
   */
  passwordUnblocked: flag.optional(),
});

export type CallLimits = OptionsOf<typeof callLimits>;

/** As much of a Reader as an account uses. */
export type TillReader = {
  readonly clock: Clock;
  readonly simulated: boolean;
  readonly meter: WireMeter;
  /** Its display is used while a password is typed on its keypad. */
  readonly duka?: DukaEscapes | undefined;
  slot(index: number): Transport;
};

type LimitedReader = TillReader & {
  /** From now on nothing is given up any more: what was begun is finished. Every command has its own deadline still. */
  lift(): void;
};

/** @throws TypeError, RangeError for what are no limits */
export function checkLimits(given: CallLimits): CallLimits {
  return readOptions(callLimits, given, "limits");
}

/**
 * The same reader; its commands keep to the limits. @throws RangeError, TypeError when deadline or signal is not valid
 */
export function limitedReader(reader: TillReader, wanted: CallLimits = {}): LimitedReader {
  const { clock } = reader;
  const { deadlineMs = CALL_DEADLINE_MS, signal: given } = wanted;
  const deadline = deadlineAfter(clock, deadlineMs, given);
  let isLifted = false;
  const left = (name: string, deadlineMs: number): number => {
    if (isLifted) return deadlineMs;
    if (given?.aborted) throw ended(name, "aborted", "given up before this command");
    const leftMs = remainingMs(clock, deadline);
    if (leftMs <= 0) throw ended(name, "timeout", "the time for the whole call is over");
    return Math.min(deadlineMs, leftMs);
  };
  /** A command that the call's own deadline has cut off is no fault of the reader's. */
  const within = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const isCut = error instanceof ReaderError && error.code === "timeout" && !isLifted;
      if (!isCut || remainingMs(clock, deadline) > 0) throw error;
      throw ended(name, "timeout", "the time for the whole call is over", error);
    }
  };
  const limits: Around = (below, { name }) => ({
    take: (card, { deadlineMs, signal }) =>
      within(name, () =>
        below.take(card, {
          deadlineMs: left(name, deadlineMs),
          signal: signal ?? (isLifted ? undefined : given),
        }),
      ),
    call(call) {
      // Letting a card go is never given up.
      if (call.do === "close") return below.call(call);
      const { deadlineMs, signal } = call.limits;
      const own = isLifted ? undefined : given;
      return within(name, () =>
        below.call({ ...call, limits: { deadlineMs: left(name, deadlineMs), signal: signal ?? own } }),
      );
    },
  });
  return {
    clock,
    simulated: reader.simulated,
    meter: reader.meter,
    duka: reader.duka,
    slot: (index) => around(reader.slot(index), limits),
    lift() {
      isLifted = true;
    },
  };
}

function ended(name: string, code: "aborted" | "timeout", why: string, cause?: ReaderError): ReaderError {
  return new ReaderError({
    message: `${name}: ${why}`,
    code,
    layer: "apdu",
    delivery: cause?.delivery ?? "not-sent",
    remedy: REMEDIES["call-again"],
    cause,
  });
}

/** Of a whole call, of which a person may need most. */
const CALL_DEADLINE_MS = 600_000;

/**
 * One call after the other. A caller whose time is over leaves the line; no one behind it waits
 * longer for it.
 * @throws RangeError when the deadline is not valid; ReaderError `timeout` or `aborted` when the turn did not come
 */
type InTurn = <T>(limits: CallLimits, work: (left: CallLimits) => Promise<T>) => Promise<T>;

export function turns(clock: Clock): InTurn {
  /** Settles when all callers that have come by now are done. */
  let last: Promise<void> = Promise.resolve();
  return async (limits, work) => {
    const deadline = deadlineOf(clock, limits, CALL_DEADLINE_MS);
    const before = last;
    let leave = (): void => undefined;
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    last = before.then(() => left);
    try {
      await waitWithin(clock, deadline, "account", before).catch(notMyTurn);
      return await work({ signal: limits.signal, deadlineMs: Math.max(1, remainingMs(clock, deadline)) });
    } finally {
      leave();
    }
  };
}

/** No fault of the reader's. */
function notMyTurn(error: unknown): never {
  if (!(error instanceof ReaderError)) throw error;
  throw new ReaderError({
    message: "account: given up while another call of this account was under way",
    code: error.code,
    layer: "apdu",
    delivery: "not-sent",
    remedy: REMEDIES["call-again"],
    cause: error,
  });
}
