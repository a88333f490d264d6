/** The host's end of the cable: a `Link`, and what has arrived but is not yet handed over. */
import { live } from "@duka/protocol/data/live";
import type { Link, LinkListener } from "@duka/protocol/transport";
import type { SimulationClock } from "../time/clock.js";

/** What may wait for a listener; a serial driver keeps about as much before it loses bytes. */
const ARRIVED_MAX = 65_536;

/**
 * How bytes are handed to the host: "needed" when as many have arrived as its frame's present step needs,
 * as a driver does that reads in known lengths; "each" one by one; a function cuts anywhere: asked with the
 * number of bytes that have arrived and are not handed over, it answers how many to hand over now.
 */
export type Chunks = "needed" | "each" | ((arrived: number) => number);

/**
 * What a change of speed does. "one": nothing, the line has one speed. "of-board": both ends have the board's, as
 * behind a pseudo-terminal, which knows no speed. Else each end has its own, and the line carries no more than so much.
 */
export type HostSpeeds = "one" | "of-board" | { readonly upToBaud: number };

export type CableOptions = {
  readonly clock: SimulationClock;
  /** For messages. */
  readonly name: string;
  readonly baud: number;
  /** Start, data, parity and stop bits: 11 for 8N2. */
  readonly bitsPerByte: number;
  readonly chunks?: Chunks;
  /** "one" unless given. */
  readonly speeds?: HostSpeeds;
};

/** The speed of the host's end. */
type HostSpeed = { readonly baud: () => number; readonly setBaud: (baud: number) => void };

export type HostEnd = {
  readonly link: Link;
  arrive(byte: number): void;
  /** Tells the listener that the link is closed; says nothing a second time. */
  gone(reason?: Error): void;
};

/**
 * @param send puts bytes on the line
 * @param unplug called when the host closes its link
 */
export function createHostEnd(
  options: CableOptions,
  send: (bytes: Uint8Array) => void,
  unplug: () => void,
  speed: HostSpeed,
): HostEnd {
  const { clock } = options;
  const arrived = new Uint8Array(ARRIVED_MAX);
  let count = 0;
  let listener: LinkListener | undefined;
  let isOpen = true;
  /** Length of the step that what has arrived is the beginning of; 0 between steps. */
  let begunLength = 0;

  /** The host gave a frame up that had begun: what has been collected of it belongs to nothing. */
  function dropAbandoned(): void {
    const isStepping = (options.chunks ?? "needed") === "needed";
    if (isStepping && begunLength > 0 && listener?.bytesNeeded() !== begunLength) count = 0;
  }

  function handOver(): void {
    while (listener !== undefined && count > 0) {
      const length = chunkLength(options.chunks ?? "needed", count, listener);
      if (length === 0) {
        begunLength = listener.bytesNeeded();
        return;
      }
      begunLength = 0;
      const chunk = arrived.slice(0, length);
      arrived.copyWithin(0, length, count);
      count -= length;
      clock.crossed();
      listener.data(chunk);
    }
  }

  function gone(reason?: Error): void {
    if (!isOpen) return;
    isOpen = false;
    count = 0;
    clock.crossed();
    listener?.closed(reason);
  }

  const line: Omit<Link, "baud"> = {
    name: options.name,
    bitsPerByte: options.bitsPerByte,
    listen(to) {
      listener = to;
      handOver();
    },
    write(bytes) {
      if (isOpen) send(bytes);
    },
    ...(typeof options.speeds === "object"
      ? {
          async setBaud(baud) {
            if (isOpen) speed.setBaud(baud);
          },
        }
      : {}),
    async close() {
      if (!isOpen) return;
      gone();
      unplug();
    },
  };
  return {
    link: live<Link, "baud">(line, { baud: () => speed.baud() }),
    arrive(byte) {
      dropAbandoned();
      if (count === ARRIVED_MAX) return;
      arrived[count++] = byte;
      handOver();
    },
    gone,
  };
}

/** How many of the bytes that have arrived are handed over now; 0 waits for more. */
function chunkLength(chunks: Chunks, arrived: number, listener: LinkListener): number {
  if (chunks === "each") return 1;
  if (chunks !== "needed") return Math.max(0, Math.min(arrived, Math.floor(chunks(arrived))));
  const needed = Math.max(1, listener.bytesNeeded());
  return arrived >= needed ? needed : 0;
}
