import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  descriptorOf,
  type PortDescriptor,
  readDescriptor,
  writeDescriptor,
} from "@duka/driver/link/port-descriptor";
import test from "ava";

/** A port whose poller is told by hand, and whose reads are given. */
function port(reads: (Uint8Array | Error)[]) {
  const waiting: ((error: Error | null) => void)[] = [];
  const heard: string[] = [];
  const descriptor: { fd: number | null; poller: PortDescriptor["poller"] } = {
    fd: 5,
    poller: { once: (_event, then) => waiting.push(then) },
  };
  readDescriptor(
    descriptor,
    (bytes) => heard.push(bytes.join()),
    (reason) => heard.push(reason.message),
    (_fd, buffer) => {
      const next = reads.shift();
      if (next === undefined || next instanceof Error) throw next ?? new Error("read too often");
      buffer.set(next);
      return next.length;
    },
  );
  return { descriptor, heard, waiting, readable: (error: Error | null = null) => waiting.shift()?.(error) };
}

const code = (name: string) => Object.assign(new Error(name), { code: name });

test("whatever arrives is handed over, and the next is waited for", (t) => {
  const { heard, readable, waiting } = port([Uint8Array.of(1, 2), Uint8Array.of(3)]);
  readable();
  readable();
  t.deepEqual(heard, ["1,2", "3"]);
  t.is(waiting.length, 1);
});

test("a port that has nothing yet is waited for again; lost, hung up and told of an error it is lost, once", (t) => {
  const later = port([code("EAGAIN"), Uint8Array.of(7)]);
  later.readable();
  later.readable();
  t.deepEqual(later.heard, ["7"]);
  for (const [reads, error, reason] of [
    [[code("EIO")], null, "EIO"],
    [[new Uint8Array(0)], null, "the port was hung up"],
    [[], new Error("Canceled"), "Canceled"],
  ] as const) {
    const lost = port([...reads]);
    lost.readable(error);
    t.deepEqual(lost.heard, [reason]);
    t.is(lost.waiting.length, 0);
  }
});

test("after it was closed a port says nothing more", (t) => {
  const { descriptor, heard, readable } = port([]);
  descriptor.fd = null;
  readable(new Error("Canceled"));
  t.deepEqual(heard, []);
  t.is(writeDescriptor(descriptor, Uint8Array.of(1)), 0);
});

test("bytes are written at once; a descriptor that takes none leaves them to the stream", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "duka-port-"));
  const path = join(folder, "port");
  const poller = { once: () => undefined };
  const fd = openSync(path, "w");
  t.is(writeDescriptor({ fd, poller }, Uint8Array.of(0x41, 0x42)), 2);
  closeSync(fd);
  t.is(readFileSync(path, "latin1"), "AB");
  t.is(writeDescriptor({ fd, poller }, Uint8Array.of(0x41)), 0);
  rmSync(folder, { recursive: true });
});

test("only a port with descriptor and poller has one: not those of Windows, not those of a test", (t) => {
  const poller = { once: () => undefined };
  t.truthy(descriptorOf({ port: { fd: 3, poller } }));
  for (const other of [
    {},
    { port: undefined },
    { port: { fd: null, poller } },
    { port: { fd: 3 } },
    { port: { fd: 3, poller: {} } },
  ]) {
    t.is(descriptorOf(other), undefined);
  }
});
