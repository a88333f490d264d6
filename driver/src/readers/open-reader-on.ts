/** A reader on a line of the caller's own and in the caller's time: a simulated cable, a tunnel, a test's line. */
import { flag, members, text } from "@duka/protocol/data/values";
import type { Link } from "@duka/protocol/transport";
import { checkFunction } from "../base/argument.js";
import { deadlineAfter, type Limits } from "../base/deadline.js";
import { clock, func, limits, listOf, type OptionsOf, readOptions } from "../base/option-values.js";
import type { Around } from "../reader/around.js";
import { startReader } from "../reader/reader.js";
import { createReconnectingReader, type ReconnectingReader } from "../reader/reconnecting-reader.js";
import { reported } from "../reader/reporting.js";

const readerOnOptions = members({
  /** Of connecting and of the reader's first answers together: 8000 ms by default. */
  ...limits,
  /** The time that the reader lives in. */
  clock,
  /** The reader's address in messages and receipts. */
  address: text,
  /** True when no real money can be behind it; what the reader says of itself counts too. False by default. */
  simulated: flag.default(false),
  /** What is done around every call of its slots, the first outermost. */
  around: listOf(func<Around>()).default([]),
});

export type OpenReaderOnOptions = OptionsOf<typeof readerOnOptions>;

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
  const { clock, address, simulated, around, deadlineMs, signal } = readOptions(readerOnOptions, options);
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
