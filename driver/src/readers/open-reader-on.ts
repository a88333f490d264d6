/** A reader on a line of the caller's own and in the caller's time: a simulated cable, a tunnel, a test's line. */
import type { Clock, Link } from "@duka/protocol/transport";
import { checkClock, checkFlag, checkFunction, checkMembers, checkText } from "../base/argument.js";
import { deadlineAfter, type Limits } from "../base/deadline.js";
import type { Around } from "../reader/around.js";
import { startReader } from "../reader/reader.js";
import { createReconnectingReader, type ReconnectingReader } from "../reader/reconnecting-reader.js";
import { reported } from "../reader/reporting.js";

/** Limits of connecting and of the reader's first answers together: 8000 ms by default. */
export type OpenReaderOnOptions = Limits & {
  /** The time that the reader lives in. */
  readonly clock: Clock;
  /** The reader's address in messages and receipts. */
  readonly address: string;
  /** True when no real money can be behind it; what the reader says of itself counts too. False by default. */
  readonly simulated?: boolean;
  /** What is done around every call of its slots, the first outermost. */
  readonly around?: readonly Around[];
};

const OPEN_DEADLINE_MS = 8000;

/**
 * @param connect gives an open link; asked again when the line was lost and a card is to be powered. What it rejects
 *   with goes to the caller: a ReaderError `no-reader` where nothing is there now
 * @throws ReaderError `no-reader` when what is there does not answer as a reader
 */
export async function openReaderOn(
  connect: () => Promise<Link>,
  options: OpenReaderOnOptions,
): Promise<ReconnectingReader> {
  checkFunction("connect", connect);
  checkMembers("options", options, ["deadlineMs", "signal", "clock", "address", "simulated", "around"]);
  const { clock, address, simulated = false, around = [], deadlineMs = OPEN_DEADLINE_MS, signal } = options;
  checkClock("clock", clock);
  checkText("address", address);
  checkFlag("simulated", simulated);
  const start = async (limits: Limits) =>
    startReader({
      address,
      clock,
      simulated,
      link: await connect(),
      deadline: deadlineAfter(clock, limits.deadlineMs ?? OPEN_DEADLINE_MS, limits.signal),
      release: async () => undefined,
    });
  return createReconnectingReader({
    first: await start({ deadlineMs, signal }),
    layers: [...around, reported(clock)],
    reopen: (given) => start({ signal: given }),
  });
}
