/**
 * A serial port as a link, and the list of ports: the only file that names `serialport`. 8 data bits, no parity, 2 stop
 * bits.
 */
import type { Cancel, Clock, Link, LinkListener } from "@duka/protocol/transport";
import { type Deadline, onEnd, waitWithin } from "../base/deadline.js";
import { ReaderError } from "../base/errors.js";
import { REMEDIES } from "../base/remedies.js";
import { linuxConsoles, linuxPorts, type SerialPortFound } from "./linux-ports.js";
import { descriptorOf, readDescriptor, writeDescriptor } from "./port-descriptor.js";
import { lookAtPath } from "./port-path.js";
import { type BehindPort, portError } from "./serial-port-failure.js";
import { createStepCutter } from "./step-cutter.js";

export type { SerialPortFound } from "./linux-ports.js";

const BITS_PER_BYTE = 11;
const LIST_DEADLINE_MS = 3000;
const CLOSE_MS = 2000;
const CHANGE_MS = 2000;

export type SerialLinkAddress = {
  readonly path: string;
  readonly baud: number;
  /** The line has this speed and no other. */
  readonly isFixed?: boolean;
};

type Then = (error?: Error | null) => void;

/**
 * What is used of a port. `SerialPortMock` is the same class over another binding. Spelled out: the types of
 * `serialport` do not resolve for a caller whose TypeScript resolves modules as a bundler does.
 */
export type PortLike = {
  readonly isOpen: boolean;
  open(then?: Then): void;
  close(then?: Then): void;
  flush(then?: Then): void;
  write(bytes: Uint8Array, then?: Then): unknown;
  drain(then?: Then): void;
  /** Absent where the speed cannot be changed. */
  update?(options: { baudRate: number }, then?: Then): void;
  on(event: "data", listener: (bytes: Uint8Array) => void): unknown;
  on(event: "error" | "close", listener: (error?: Error | null) => void): unknown;
};

export type MakePort = (options: {
  path: string;
  baudRate: number;
  dataBits: 8;
  parity: "none";
  stopBits: 2;
  autoOpen: false;
}) => PortLike;

/** @throws ReaderError saying whether the port is missing, none, forbidden (`no-reader`) or taken (`card-in-use`) */
export async function openSerialLink(
  address: SerialLinkAddress,
  clock: Clock,
  deadline: Deadline,
  makePort?: MakePort,
): Promise<Link> {
  const { path } = address;
  const port = await portAt(address, makePort);
  await opened(port, { path, behind: "reader" }, clock, deadline);
  return linkOver(port, address, clock);
}

/**
 * Opens a port, sends all of the bytes, waits until they are out, and lets the port go: a printer only listens.
 * @throws ReaderError as `openSerialLink`, and `timeout`; Error of the system
 */
export async function sendToSerialPort(
  bytes: Uint8Array,
  address: SerialLinkAddress,
  clock: Clock,
  deadline: Deadline,
  makePort?: MakePort,
): Promise<void> {
  const port = await portAt(address, makePort);
  await opened(port, { path: address.path, behind: "printer" }, clock, deadline);
  try {
    const sent = new Promise<void>((resolve, reject) => {
      const then = (error?: Error | null): void => (error ? reject(error) : resolve());
      port.on("error", then);
      port.on("close", () => reject(new Error("the port was hung up")));
      port.write(bytes, (error) => (error ? reject(error) : port.drain(then)));
    });
    await waitWithin(clock, deadline, "not everything was sent", sent);
  } finally {
    await letGo(port, clock);
  }
}

/** Loaded with the first port: most processes that could open one never do. */
async function serialPort() {
  const { SerialPort } = await import("serialport");
  return SerialPort;
}

async function portAt(address: SerialLinkAddress, makePort: MakePort | undefined): Promise<PortLike> {
  const options = portOptions(address);
  return makePort?.(options) ?? new (await serialPort())(options);
}

function portOptions({ path, baud }: SerialLinkAddress) {
  return { path, baudRate: baud, dataBits: 8, parity: "none", stopBits: 2, autoOpen: false } as const;
}

/**
 * The serial ports of this machine, those of a system console left out; empty where they cannot be listed. Always
 * answers.
 */
export async function listSerialPorts(clock: Clock): Promise<readonly SerialPortFound[]> {
  let stopTimer: Cancel = () => {};
  const tooLate = new Promise<[]>((resolve) => {
    stopTimer = clock.after(LIST_DEADLINE_MS, () => resolve([]));
  });
  // Without the programs of udev the library cannot list them.
  const withoutUdev = () => (process.platform === "linux" ? linuxPorts() : []);
  const listed = serialPort().then((library) => library.list());
  const found = await Promise.race([listed.catch(withoutUdev), tooLate]);
  stopTimer();
  const consoles = process.platform === "linux" ? linuxConsoles() : [];
  const ports = found.filter(({ path }) => !consoles.includes(path));
  return ports.map((port) => ({
    path: port.path,
    vendorId: port.vendorId?.toLowerCase(),
    productId: port.productId?.toLowerCase(),
    manufacturer: port.manufacturer,
    serialNumber: port.serialNumber,
  }));
}

function linkOver(
  port: PortLike,
  { path, baud: firstBaud, isFixed = false }: SerialLinkAddress,
  clock: Clock,
): Link {
  let baud = firstBaud;
  let listener: LinkListener | undefined;
  let loss: { readonly reason: Error | undefined } | undefined;
  let flows = false;
  /** Once it is, another program can have the port. */
  let closed = Promise.resolve();
  /** Writes that the library's stream still has. */
  let unwritten = 0;
  /** Told when the port has done what it was asked for. */
  const waiting = new Set<Then>();
  const descriptor = descriptorOf(port);
  const cutter = createStepCutter(
    () => listener?.bytesNeeded() ?? 1,
    (bytes) => listener?.data(bytes),
  );
  port.on("error", (error) => lose(error ?? undefined));
  port.on("close", (error) => lose(reasonOf(error ?? undefined)));
  return {
    name: path,
    get baud() {
      return baud;
    },
    bitsPerByte: BITS_PER_BYTE,
    listen(newListener) {
      listener = newListener;
      if (loss === undefined) flow();
      else newListener.closed(loss.reason);
    },
    write(bytes) {
      if (loss === undefined) write(bytes);
    },
    ...(isFixed || port.update === undefined ? {} : { setBaud }),
    close() {
      lose(undefined);
      return closed;
    },
  };

  function write(bytes: Uint8Array): void {
    const taken = descriptor === undefined || unwritten > 0 ? 0 : writeDescriptor(descriptor, bytes);
    if (taken === bytes.length) return;
    unwritten++;
    port.write(bytes.subarray(taken), () => {
      unwritten--;
    });
  }

  /** A port that is gone calls no one back; one that does not answer is taken for gone, whatever it does later. */
  function told(begin: (then: Then) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const silent = new Error(`${path} does not change its speed`);
      const stopTimer = clock.after(CHANGE_MS, () => lose(silent));
      const end: Then = (error) => {
        stopTimer();
        waiting.delete(end);
        if (error) reject(error);
        else resolve();
      };
      waiting.add(end);
      if (loss === undefined) begin(end);
      else end(reasonOf(loss.reason));
    });
  }

  function reasonOf(reason: Error | undefined): Error {
    return reason ?? new Error(`${path} was closed`);
  }

  async function setBaud(next: number): Promise<void> {
    await told((then) => port.drain(then));
    await told((then) => port.update?.({ baudRate: next }, then));
    baud = next;
  }

  /** Until now nothing was read of the port. */
  function flow(): void {
    if (flows) return;
    flows = true;
    if (descriptor === undefined) port.on("data", takeBytes);
    else readDescriptor(descriptor, takeBytes, lose);
  }

  function takeBytes(bytes: Uint8Array): void {
    if (loss === undefined) cutter.write(bytes);
  }

  function lose(reason: Error | undefined): void {
    if (loss !== undefined) return;
    loss = { reason };
    // The callback takes the error that the port would otherwise emit.
    if (port.isOpen) closed = letGo(port, clock);
    for (const end of waiting) end(reasonOf(reason));
    listener?.closed(reason);
  }
}

/** A driver that hangs over a device that is gone keeps no one waiting. */
function letGo(port: PortLike, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const stopTimer = clock.after(CLOSE_MS, resolve);
    port.close(() => {
      stopTimer();
      resolve();
    });
  });
}

type Wanted = { readonly path: string; readonly behind: BehindPort };

function opened(port: PortLike, wanted: Wanted, clock: Clock, deadline: Deadline): Promise<void> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const stopWaiting = onEnd(clock, deadline, (code) => {
      isOver = true;
      reject(tooSlow(wanted, code));
    });
    port.open((error) => {
      stopWaiting();
      if (isOver) {
        if (port.isOpen) port.close(() => {});
      } else if (error) {
        diagnose(wanted, error, clock).then(reject, reject);
      } else {
        // What a host before us left unread is not for us; a port that cannot flush has nothing to flush.
        port.flush(() => resolve());
      }
    });
  });
}

async function diagnose(wanted: Wanted, error: Error, clock: Clock): Promise<ReaderError> {
  const ports = (await listSerialPorts(clock)).map((port) => port.path);
  return portError({ ...wanted, error, ...(await lookAtPath(wanted.path)), ports });
}

function tooSlow({ path, behind }: Wanted, code: "timeout" | "aborted"): ReaderError {
  const isLate = code === "timeout";
  return new ReaderError({
    message: `serial:${path}: ${isLate ? "the port did not open by the deadline" : "given up by the caller"}`,
    code: isLate ? "no-reader" : code,
    layer: "link",
    delivery: "not-sent",
    remedy: REMEDIES[behind === "reader" ? "replug" : "check-printer"],
  });
}
