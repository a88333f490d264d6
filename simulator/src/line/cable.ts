/**
 * The line between host and reader: bytes take their time, may be damaged on the way, are misread by an end of another
 * speed, and the plug may be pulled. The host's end is a `Link`, the reader's a `UartWire`.
 */
import { live } from "@duka/protocol/data/live";
import type { Cancel, Link } from "@duka/protocol/transport";
import type { UartWire } from "../espruino/wiring.js";
import type { SimulationClock } from "../time/clock.js";
import { type CableOptions, createHostEnd, type HostEnd } from "./host-end.js";
import { isSameSpeed, misread, smeared } from "./line-speed.js";

/** Start, data and stop bit: so long a receiver is at it. */
const CHARACTER_BITS = 10;

export type Direction = "to-reader" | "to-host";

/**
 * Sees every byte as it arrives; `index` counts from 0 in each direction since the hook was set. What it
 * answers arrives instead: one byte, several, or none (`[]`); undefined leaves the byte as it is.
 */
export type ByteHook = (
  direction: Direction,
  byte: number,
  index: number,
) => number | readonly number[] | undefined;

export type Cable = {
  /** The host's end. A new one each time the cable was pulled and put back. */
  readonly link: Link;
  /** The reader's end. */
  readonly board: UartWire;
  /**
   * Adds a fault or a listener; answers how to take it out again. Hooks run in the order in which they were
   * added.
   */
  onByte(hook: ByteHook): Cancel;
  /**
   * From within a hook that answers `[]`: this byte arrives so much later, and what is behind it still comes behind it.
   */
  delay(direction: Direction, byte: number, delayMs: number): void;
  /** Arrives at the reader at once, whatever is under way. */
  noise(bytes: readonly number[]): void;
  /** Pulls the plug: bytes under way are lost, and the host's link is told that it is closed. */
  unplug(): void;
  /** Puts the plug back and answers the host's new link. */
  plug(): Link;
  /** Loses everything in both directions from now on, and no one is told; `mend` ends it. */
  cut(): void;
  mend(): void;
  /** The reader's power is gone: what it was sending is lost, what comes is not heard. */
  boardOff(): void;
  /** How long the host's bytes that are already written will still take, in milliseconds. */
  hostBacklogMs(): number;
};

export function createCable(options: CableOptions): Cable {
  const { clock } = options;
  const { speeds = "one" } = options;
  const carriedBaud = typeof speeds === "string" ? Number.POSITIVE_INFINITY : speeds.upToBaud;
  const baud = { "to-reader": options.baud, "to-host": options.baud };
  const byteMs = (direction: Direction): number => (1000 * options.bitsPerByte) / baud[direction];
  const hooks = new Set<(direction: Direction, byte: number) => number | readonly number[] | undefined>();
  let isCut = false;
  let hear: (byte: number, parityError: boolean) => void = () => {};

  /** What arrives at the other end in place of this byte. */
  function carried(direction: Direction, byte: number): readonly number[] {
    let bytes: readonly number[] = isCut ? [] : [byte];
    for (const hook of hooks) {
      const changed = bytes.length === 1 ? hook(direction, bytes[0]!) : undefined;
      if (changed !== undefined) bytes = typeof changed === "number" ? [changed & 0xff] : changed;
    }
    return bytes;
  }

  const read = { "to-reader": createReceiver(clock), "to-host": createReceiver(clock) };

  const receiverOf = (direction: Direction): Direction => (direction === "to-host" ? "to-reader" : "to-host");

  /** Nothing looks at a byte, and nothing changes it. */
  function isPlain(direction: Direction): boolean {
    const sender = baud[direction];
    return (
      hooks.size === 0 && !isCut && sender <= carriedBaud && isSameSpeed(sender, baud[receiverOf(direction)])
    );
  }

  /** Through the line as it is, and what its receiver makes of it. */
  function arriving(direction: Direction, sent: number): readonly number[] {
    const senderBaud = baud[direction];
    const receiverBaud = baud[receiverOf(direction)];
    const byte = senderBaud > carriedBaud ? smeared(sent) : sent;
    return read[direction](byte, senderBaud, receiverBaud);
  }

  const toReader = createPacer(
    clock,
    () => byteMs("to-reader"),
    (byte) => {
      if (isPlain("to-reader")) hear(byte, false);
      else
        for (const sent of carried("to-reader", byte))
          for (const each of arriving("to-reader", sent)) hear(each, false);
    },
  );
  const toHost = createPacer(
    clock,
    () => byteMs("to-host"),
    (byte) => {
      if (isPlain("to-host")) host?.arrive(byte);
      else
        for (const sent of carried("to-host", byte))
          for (const each of arriving("to-host", sent)) host?.arrive(each);
    },
  );
  let host: HostEnd | undefined = newHostEnd();
  let link = host.link;

  /** A host opens its port at the speed that the line had at first. */
  function newHostEnd(): HostEnd {
    if (speeds !== "of-board") baud["to-reader"] = options.baud;
    return createHostEnd(options, toReader.send, unplug, {
      baud: () => baud["to-reader"],
      setBaud(hostBaud) {
        baud["to-reader"] = hostBaud;
      },
    });
  }

  function unplug(reason?: Error): void {
    toReader.drop();
    toHost.drop();
    const end = host;
    host = undefined;
    end?.gone(reason);
  }

  return live<Cable, "link">(
    {
      board: {
        isHostLine: true,
        setup(format) {
          if (speeds === "one") return;
          baud["to-host"] = format.baud;
          if (speeds === "of-board") baud["to-reader"] = format.baud;
        },
        transmit(bytes) {
          if (host !== undefined) toHost.send(bytes);
        },
        onReceive(listener) {
          hear = listener;
        },
      },
      onByte(hook) {
        const seen = { "to-reader": 0, "to-host": 0 };
        const counted = (direction: Direction, byte: number) => hook(direction, byte, seen[direction]++);
        hooks.add(counted);
        return () => {
          hooks.delete(counted);
        };
      },
      delay(direction, byte, delayMs) {
        const isToHost = direction === "to-host";
        const end = host;
        (isToHost ? toHost : toReader).hold(delayMs);
        clock.after(delayMs, () => {
          // Of a cable that was pulled meanwhile nothing arrives.
          if (host !== end) return;
          if (isToHost) end?.arrive(byte);
          else hear(byte, false);
        });
      },
      noise(bytes) {
        for (const byte of bytes) hear(byte, false);
      },
      unplug: () => unplug(new Error(`${options.name}: the cable was pulled`)),
      plug() {
        if (host !== undefined) throw new Error(`${options.name}: the cable is plugged in already`);
        host = newHostEnd();
        link = host.link;
        return link;
      },
      cut() {
        isCut = true;
      },
      mend() {
        isCut = false;
      },
      boardOff() {
        // Its UART begins at the speed of the build.
        baud["to-host"] = options.baud;
        if (speeds === "of-board") baud["to-reader"] = options.baud;
        toHost.drop();
        hear = () => {};
      },
      hostBacklogMs: () => toReader.backlogMs(),
    },
    { link: () => link },
  );
}

type Pacer = {
  readonly send: (bytes: Uint8Array) => void;
  readonly drop: () => void;
  /** What has not arrived yet arrives so much later. */
  readonly hold: (delayMs: number) => void;
  readonly backlogMs: () => number;
};

/** One direction: bytes leave back to back, each arrives when its stop bits are over. */
function createPacer(clock: SimulationClock, byteMs: () => number, arrive: (byte: number) => void): Pacer {
  let waiting: Uint8Array[] = [];
  let at = 0;
  let count = 0;
  let freeAtMs = 0;
  let cancel: Cancel | undefined;

  function next(): void {
    const chunk = waiting[0]!;
    const byte = chunk[at++]!;
    count--;
    if (at === chunk.length) {
      waiting.shift();
      at = 0;
    }
    // Scheduled from the line's own time, so that rounding does not add up.
    if (count > 0) schedule(freeAtMs);
    else cancel = undefined;
    arrive(byte);
  }

  function schedule(startMs: number): void {
    freeAtMs = startMs + byteMs();
    cancel = clock.after(freeAtMs - clock.nowMs(), next);
  }

  return {
    send(bytes) {
      if (bytes.length === 0) return;
      waiting.push(bytes.slice());
      count += bytes.length;
      if (cancel === undefined) schedule(Math.max(freeAtMs, clock.nowMs()));
    },
    drop() {
      cancel?.();
      cancel = undefined;
      waiting = [];
      at = 0;
      count = 0;
    },
    hold(delayMs) {
      freeAtMs = Math.max(freeAtMs, clock.nowMs()) + delayMs;
      if (cancel === undefined) return;
      cancel();
      cancel = clock.after(freeAtMs - clock.nowMs(), next);
    },
    backlogMs: () => count * byteMs(),
  };
}

/** One end's receiver: while it is at a character, others of a faster sender go by. */
function createReceiver(clock: SimulationClock) {
  let busyUntilMs = 0;
  return (byte: number, senderBaud: number, receiverBaud: number): readonly number[] => {
    if (isSameSpeed(senderBaud, receiverBaud)) return [byte];
    const nowMs = clock.nowMs();
    if (nowMs < busyUntilMs) return [];
    busyUntilMs = nowMs + (1000 * CHARACTER_BITS) / receiverBaud;
    return misread(byte, senderBaud, receiverBaud);
  };
}
