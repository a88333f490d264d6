/**
 * `duka serve` as a process of its own, with a profile of long passwords, its logger on; it writes down its heap when
 * its input has ended. Words: reader address, folder.
 */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { writeHeapSnapshot } from "node:v8";
import { openJournal, openReader, realClock } from "@duka/driver";
import { attachLogger, jsonLines } from "@duka/driver/base/logger";
import { hangzhou } from "@duka/driver/password/city-profile";
import { serveMethods } from "@duka/driver/serve/serve-methods";
import { createServer } from "@duka/driver/serve/server";
import { nodeTerminal } from "@duka/protocol/command-line";

const [address = "", folder = ""] = process.argv.slice(2);
attachLogger(
  jsonLines((line) => appendFileSync(join(folder, "serve.log"), line), realClock.wallMs),
  "debug",
);
const journal = await openJournal(join(folder, "journal.db"), realClock);
const send = (line: string) => void process.stdout.write(line);
const password = { ...hangzhou.password, lengthMax: 12, tryWhenCounterUnknown: false };
const methods = serveMethods({
  version: "0",
  journal,
  simulated: true,
  configured: [address],
  openReader: () => openReader(address),
  account: { profile: { ...hangzhou, password } },
  send,
});
const server = createServer(methods, send);
const { input } = nodeTerminal({ name: "serve", exitUntold: 1, remedy: "" });
input.on("data", (chunk) => server.take(chunk));
await new Promise<void>((resolve) => {
  input.on("end", resolve);
  input.resume();
});
await server.end();
await methods.close();
await journal.close();
writeHeapSnapshot(join(folder, "serve.heapsnapshot"));
