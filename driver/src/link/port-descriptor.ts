/**
 * Reads and writes a serial port of a POSIX system at once (wraps node:fs). The library's own stream hands every read
 * and write to a thread, which takes as long as all the rest of an exchange.
 */
import { readSync, writeSync } from "node:fs";

/** What the library's port is made of on Linux and macOS. */
export type PortDescriptor = {
  /** Null when it was closed. */
  readonly fd: number | null;
  readonly poller: {
    once(event: "readable", then: (error: Error | null) => void): unknown;
  };
};

/** The descriptor is not blocking: a read without bytes says so. */
const NOT_YET = ["EAGAIN", "EWOULDBLOCK", "EINTR"];
const BUFFER_LENGTH = 4096;

/** Undefined where there is none: on Windows, and for ports of a test. */
export function descriptorOf(port: object): PortDescriptor | undefined {
  const binding: unknown = "port" in port ? port.port : undefined;
  if (typeof binding !== "object" || binding === null) return undefined;
  if (!("fd" in binding) || typeof binding.fd !== "number") return undefined;
  if (!("poller" in binding) || typeof binding.poller !== "object" || binding.poller === null)
    return undefined;
  return "once" in binding.poller && typeof binding.poller.once === "function"
    ? (binding as PortDescriptor)
    : undefined;
}

/**
 * Hands over whatever arrives until the port is closed or lost.
 * @param onBytes gets bytes of its own
 */
export function readDescriptor(
  descriptor: PortDescriptor,
  onBytes: (bytes: Uint8Array) => void,
  onLoss: (reason: Error) => void,
  read: (fd: number, buffer: Uint8Array) => number = readSync,
): void {
  const buffer = new Uint8Array(BUFFER_LENGTH);
  wait();

  function wait(): void {
    descriptor.poller.once("readable", onReadable);
  }

  function onReadable(error: Error | null): void {
    const { fd } = descriptor;
    if (fd === null) return;
    if (error !== null) {
      onLoss(error);
      return;
    }
    let length: number;
    try {
      length = read(fd, buffer);
    } catch (thrown) {
      if (!(thrown instanceof Error)) throw thrown;
      if ("code" in thrown && NOT_YET.includes(String(thrown.code))) wait();
      else onLoss(thrown);
      return;
    }
    if (length === 0) {
      onLoss(new Error("the port was hung up"));
      return;
    }
    onBytes(buffer.slice(0, length));
    // Closed by what it heard, perhaps.
    if (descriptor.fd !== null) wait();
  }
}

/** @returns how many of the bytes the port has taken; the rest is for the library's stream, which waits */
export function writeDescriptor(descriptor: PortDescriptor, bytes: Uint8Array): number {
  if (descriptor.fd === null) return 0;
  try {
    return writeSync(descriptor.fd, bytes);
  } catch (error) {
    // Full, or lost: the stream finds out which, and tells.
    if (error instanceof Error && "code" in error) return 0;
    throw error;
  }
}
