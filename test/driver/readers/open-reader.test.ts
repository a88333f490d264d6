import { createServer } from "node:net";
import { join } from "node:path";
import { ReaderError } from "@duka/driver/base/errors";
import { openReader } from "@duka/driver/readers/open-reader";
import test from "ava";
import { folderOf } from "../../support/values/folder.js";

test("an address that is none is the caller's mistake", async (t) => {
  await t.throwsAsync(openReader("COM3"), { instanceOf: RangeError, message: /sim:/ });
});

test("a deadline that is none is the caller's mistake", async (t) => {
  await t.throwsAsync(openReader("tcp://127.0.0.1:1", { deadlineMs: -1 }), { instanceOf: RangeError });
});

test("a serial port that does not exist is no reader", async (t) => {
  const error = await t.throwsAsync(openReader("serial:/dev/no-such-port"), { instanceOf: ReaderError });
  t.is(error.code, "no-reader");
  t.regex(error.message, /no such port/);
});

test("a server that closes at once has another client: in use by another program, when nobody has noted himself", async (t) => {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address === null || typeof address === "string" ? 0 : address.port;
  const error = await t.throwsAsync(openReader(`tcp://127.0.0.1:${port}`), { instanceOf: ReaderError });
  t.like(error, { code: "card-in-use", delivery: "not-sent" });
  t.regex(error.message, /in use by another program/);
  server.close();
});

test("a signal gives the opening up: before it begins, and while nobody answers", async (t) => {
  const early = openReader("tcp://127.0.0.1:1", { signal: AbortSignal.abort() });
  t.like(await t.throwsAsync(early), { code: "aborted", delivery: "not-sent" });
  const abort = new AbortController();
  const server = createServer((socket) => socket.once("data", () => abort.abort()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address === null || typeof address === "string" ? 0 : address.port;
  const mute = openReader(`tcp://127.0.0.1:${port}`, { signal: abort.signal });
  t.like(await t.throwsAsync(mute), { code: "aborted", delivery: "not-sent" });
  server.close();
});

test("a simulated card that is kept in a file is in one reader at a time, and its holder has a name", async (t) => {
  const address = `sim:?state=${join(folderOf(t), "card.json")}`;
  const first = await openReader(address, { holder: "till 3" });
  const error = await t.throwsAsync(openReader(address));
  t.like(error, { code: "card-in-use", delivery: "not-sent" });
  t.regex(error?.message ?? "", /in use by this program itself/);
  await first.close();
  await (await openReader(address)).close();
});
