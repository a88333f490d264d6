/** From an address to an open reader. */
import type { Clock, Link } from "@duka/protocol/transport";
import { parseAddress, type ReaderAddress } from "./address.js";
import { type Deadline, deadlineAfter } from "./deadline.js";
import { ReaderError } from "./errors.js";
import { createLastingReader, type LastingReader } from "./lasting-reader.js";
import { toldTransport } from "./log/told-transport.js";
import { openSimulatedWorld } from "./open-simulated.js";
import { openPcscReader } from "./pcsc/open-pcsc-reader.js";
import { type Reader, startReader } from "./reader.js";
import { realClock } from "./real-clock.js";
import { withSlots } from "./slot-wrapping.js";

export type OpenReaderOptions = {
  /** The time of the process by default. `sim:` brings its own. */
  readonly clock?: Clock;
  /** Time for connecting and for the reader's first answers together; 8000 by default. */
  readonly deadlineMs?: number;
};

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
 * Opens the reader at an address: `sim:[PROFILE][?state=FILE]`, `serial:PORT[?baud=N]`, `tcp://HOST:PORT[?baud=N]` or `pcsc:NAME`.
 * @throws RangeError when the address has none of these forms
 * @throws ReaderError `no-reader` when nothing is there or it does not answer as a reader; its `remedy` says what to do
 *
 * The object lasts: after a cable was pulled and put back, or a service restarted, the next call that powers a card opens the address anew.
 */
export async function openReader(address: string, options: OpenReaderOptions = {}): Promise<LastingReader> {
  const first = await openSilentReader(address, options);
  const isSimulated = parseAddress(address).kind === "sim";
  const reader = createLastingReader({
    first,
    reopen: () => (isSimulated ? worldIsGone(address) : openSilentReader(address, options)),
  });
  return withSlots(reader, (transport) => toldTransport(transport, reader.clock));
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

async function openSilentReader(address: string, options: OpenReaderOptions): Promise<Reader> {
  const parsed = parseAddress(address);
  if (parsed.kind === "pcsc") {
    return openPcscReader({ address, wanted: parsed.name, clock: options.clock ?? realClock });
  }
  const deadlineMs = options.deadlineMs ?? OPEN_DEADLINE_MS;
  const connection = await connect(parsed, options.clock ?? realClock, deadlineMs);
  try {
    return await startReader({ ...connection, address, simulated: parsed.kind === "sim" });
  } catch (error) {
    await connection.release();
    throw error;
  }
}

async function connect(address: LinkAddress, clock: Clock, deadlineMs: number): Promise<Connection> {
  const deadline = deadlineAfter(clock, deadlineMs);
  const release = async () => {};
  switch (address.kind) {
    case "sim": {
      const world = await openSimulatedWorld(address.spec);
      const worldDeadline = deadlineAfter(world.clock, deadlineMs);
      return { link: world.link, clock: world.clock, deadline: worldDeadline, release: () => world.close() };
    }
    case "serial": {
      // Loaded only now: its native part is nothing that a simulated reader or a TCP connection should depend on.
      const { openSerialLink } = await import("./link/link-serialport.js");
      return { link: await openSerialLink(address, clock, deadline), clock, deadline, release };
    }
    case "tcp": {
      const { openTcpLink } = await import("./link/link-tcp.js");
      return { link: await openTcpLink(address, clock, deadline), clock, deadline, release };
    }
  }
}
