/** From an address to an open reader. */
import { members, text } from "@duka/protocol/data/values";
import type { Cancel, Clock, Link } from "@duka/protocol/transport";
import { type Deadline, deadlineAfter, waitWithin } from "../base/deadline.js";
import { ReaderError } from "../base/errors.js";
import { clock, func, limits, type OptionsOf, readOptions } from "../base/option-values.js";
import { realClock } from "../base/real-clock.js";
import { parseAddress, type ReaderAddress } from "../link/address.js";
import { aroundLink } from "../link/around-link.js";
import { inUse } from "../link/holder.js";
import { holderOf, noteHolder, ownName } from "../link/holder-notes.js";
import { noteName } from "../link/note-name.js";
import { openSimulatedWorld } from "../link/open-simulated.js";
import type { PcscReaderSetup } from "../pcsc/open-pcsc-reader.js";
import type { Around } from "../reader/around.js";
import { type Reader, startReader } from "../reader/reader.js";
import { createReconnectingReader, type ReconnectingReader } from "../reader/reconnecting-reader.js";
import { reported } from "../reader/reporting.js";

export const openReaderOptions = members({
  /** Of connecting and of the reader's first answers together: 8000 ms by default. */
  ...limits,
  /** The time of the process by default. `sim:` brings its own. */
  clock: clock.optional(),
  /** Of your program, for others who want the reader while you have it; the name of its script by default. */
  holder: text.optional(),
  /** Stands between the reader and every line to it that is opened, as a recorder does; PC/SC has none. */
  onLink: func<(link: Link, clock: Clock) => Link>().optional(),
  /** What is done around every call of its slots, the first outermost: a recorder's part, say. */
  around: func<(clock: Clock) => readonly Around[]>().optional(),
});

export type OpenReaderOptions = OptionsOf<typeof openReaderOptions>;

/** Connecting and the reader's first answers, a reader that is just starting included. */
const OPEN_DEADLINE_MS = 8000;

/** An address with a link behind it: PC/SC has none. */
type LinkAddress = Exclude<ReaderAddress, { readonly kind: "pcsc" }>;

type Connection = {
  readonly link: Link;
  readonly clock: Clock;
  readonly deadline: Deadline;
  release(): Promise<void>;
};

/**
 * Opens the reader at an address: `sim:[PROFILE][?state=FILE]`, `serial:PORT[?baud=N]`, `tcp://HOST:PORT[?baud=N]` or
 * `pcsc:NAME`.
 * @throws RangeError when the address has none of these forms
 * @throws ReaderError `no-reader` when nothing is there or it does not answer as a reader; its `remedy` says what to do
 *
 * The object stays: after a cable was pulled and put back, or a service restarted, the next call that powers a card
 * opens the address anew.
 */
export async function openReader(
  address: string,
  given: OpenReaderOptions = {},
): Promise<ReconnectingReader> {
  const options = readOptions(openReaderOptions, given);
  const { around } = options;
  const first = await openSilentReader(address, options);
  const isSimulated = parseAddress(address).kind === "sim";
  return createReconnectingReader({
    first,
    layers: [...(around?.(first.clock) ?? []), reported(first.clock)],
    reopen: (signal) =>
      isSimulated
        ? worldIsGone(address)
        : openSilentReader(address, { ...options, deadlineMs: OPEN_DEADLINE_MS, signal }, true),
  });
}

/** Another simulated world would have another card. */
async function worldIsGone(address: string): Promise<never> {
  throw new ReaderError({
    message: `${address}: the simulated reader is gone`,
    code: "no-reader",
    layer: "link",
    delivery: "not-sent",
  });
}

/** @param wasOurs it was open here and got lost: what is lost again at once is gone, and has no other user */
async function openSilentReader(
  address: string,
  options: OpenReaderOptions,
  wasOurs = false,
): Promise<Reader> {
  const parsed = parseAddress(address);
  const clock = options.clock ?? realClock;
  const deadlineMs = options.deadlineMs ?? OPEN_DEADLINE_MS;
  const deadline = deadlineAfter(clock, deadlineMs, options.signal);
  if (options.signal?.aborted) throw givenUp(address);
  if (parsed.kind === "pcsc") {
    const opening = openOnPcsc({ address, wanted: parsed.name, clock, holder: options.holder });
    return waitWithin(clock, deadline, `${address}: open`, opening, (late) => void late.close());
  }
  const what = noteName(parsed);
  let hasSpoken = wasOurs;
  try {
    const connection = await connect(parsed, clock, deadline, deadlineMs);
    const link = heard(connection.link, () => {
      hasSpoken = true;
    });
    return await start(address, parsed, { ...connection, link }, options);
  } catch (error) {
    throw withHolder(error, address, parsed, what, hasSpoken);
  }
}

async function openOnPcsc(wanted: PcscReaderSetup): Promise<Reader> {
  // Loaded when it is asked for, as every kind of connection.
  const { openPcscReader } = await import("../pcsc/open-pcsc-reader.js");
  return openPcscReader(wanted);
}

/** The same link; `onByte` is told of what comes from the reader. */
function heard(link: Link, onByte: () => void): Link {
  return aroundLink(link, {
    listen: (listener) =>
      link.listen({
        data(bytes) {
          onByte();
          listener.data(bytes);
        },
        closed: (reason) => listener.closed(reason),
        bytesNeeded: () => listener.bytesNeeded(),
      }),
  });
}

async function start(
  address: string,
  parsed: LinkAddress,
  connection: Connection,
  { onLink, holder }: OpenReaderOptions,
): Promise<Reader> {
  const link = onLink?.(connection.link, connection.clock) ?? connection.link;
  let forget: Cancel = () => undefined;
  const release = async () => {
    forget();
    await connection.release();
  };
  try {
    const reader = await startReader({
      ...connection,
      link,
      release,
      address,
      simulated: parsed.kind === "sim",
    });
    // Only now is it known that no one else has it.
    const what = noteName(parsed);
    if (what !== undefined) forget = noteHolder(what, holder ?? ownName());
    return reader;
  } catch (error) {
    await release();
    throw error;
  }
}

/** @param deadlineMs counts anew in the time of a simulated world */
async function connect(
  address: LinkAddress,
  clock: Clock,
  deadline: Deadline,
  deadlineMs: number,
): Promise<Connection> {
  const release = async () => {};
  switch (address.kind) {
    case "sim": {
      const world = await openSimulatedWorld(address.spec);
      const worldDeadline = deadlineAfter(world.clock, deadlineMs, deadline.signal);
      return { link: world.link, clock: world.clock, deadline: worldDeadline, release: () => world.close() };
    }
    case "serial": {
      // Loaded only now: its native part is nothing that a simulated reader or a TCP connection should depend on.
      const { openSerialLink } = await import("../link/link-serialport.js");
      return { link: await openSerialLink(address, clock, deadline), clock, deadline, release };
    }
    case "tcp": {
      const { openTcpLink } = await import("../link/link-tcp.js");
      return { link: await openTcpLink(address, clock, deadline), clock, deadline, release };
    }
  }
}

/**
 * Who keeps us out, where that is why it failed. A server that has its one client already closes the connection at
 * once.
 */
function withHolder(
  error: unknown,
  address: string,
  { kind }: LinkAddress,
  what: string | undefined,
  hasSpoken: boolean,
): unknown {
  if (!(error instanceof ReaderError) || what === undefined) return error;
  // A server that has another client closes without a byte; one that has answered, and then closes, is going away.
  const isSentAway =
    kind === "tcp" &&
    error.code === "no-reader" &&
    error.cause instanceof ReaderError &&
    error.cause.code === "link-lost";
  const isAnothers = isSentAway && (!hasSpoken || holderOf(what)?.isOwn === false);
  return error.code === "card-in-use" || isAnothers ? inUse(address, holderOf(what), error) : error;
}

function givenUp(address: string): ReaderError {
  return new ReaderError({
    message: `${address}: given up before it was opened`,
    code: "aborted",
    layer: "link",
    delivery: "not-sent",
  });
}
