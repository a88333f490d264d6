/**
 * Discovery: 8 serial ports with a reader behind each, asked at once, beside one. The ports are TCP connections; each
 * reader takes its time.
 */
import { createServer, type Server } from "node:net";
import { performance } from "node:perf_hooks";
import { realClock } from "@duka/driver/base/real-clock";
import { openTcpLink } from "@duka/driver/link/link-tcp";
import { listReaders } from "@duka/driver/readers/list-readers";
import type { OpenPort } from "@duka/driver/readers/probe-port";
import { answer, framed, identity } from "../support/reader/fake-reader.js";
import { type Goal, printGoal } from "./report.js";
import { median } from "./timing.js";

const READERS = 8;
const ROUNDS = 9;
/** From the question to the answer: twice what the bytes need at 115200 Bd, and a little for the reader. */
const ANSWER_MS = 20;
const ESCAPE_ANSWER = 0x83;

/** How long it takes to find all, and that it takes no longer than for two of them. */
export async function measureDiscovery(): Promise<Goal[]> {
  const servers = await Promise.all(Array.from({ length: READERS }, (_, index) => readerOn(`D-${index}`)));
  try {
    const ports = servers.map(portOf);
    const one: number[] = [];
    const all: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      one.push(await millisecondsToFind(ports.slice(0, 1)));
      all.push(await millisecondsToFind(ports));
    }
    console.log(`\nDiscovery by probe (each reader answers after ${ANSWER_MS} ms)`);
    console.log(`  1 reader    ${median(one).toFixed(1).padStart(8)} ms`);
    console.log(
      `  ${READERS} readers   ${median(all).toFixed(1).padStart(8)} ms   ${(median(all) / median(one)).toFixed(2)} x one`,
    );
    const goal = {
      what: `${READERS} readers are found within twice the time of one`,
      met: median(all) <= 2 * median(one),
    };
    printGoal(goal);
    return [goal];
  } finally {
    for (const server of servers) server.close();
  }
}

async function millisecondsToFind(ports: readonly number[]): Promise<number> {
  const openPort: OpenPort = (path, clock, deadline) =>
    openTcpLink({ host: "127.0.0.1", port: Number(path), baud: 115_200 }, clock, deadline);
  const began = performance.now();
  const found = await listReaders({
    probe: true,
    ports: ports.map((port) => ({
      path: String(port),
      vendorId: undefined,
      productId: undefined,
      manufacturer: undefined,
      serialNumber: undefined,
    })),
    pcsc: [],
    openPort,
  });
  const took = performance.now() - began;
  const count = found.filter(({ origin }) => origin === "found").length;
  if (count !== ports.length) throw new Error(`${count} of ${ports.length} readers were found`);
  return took;
}

async function readerOn(serialNumber: string): Promise<Server> {
  const identityFrame = framed(answer({ slot: 0, seq: 0 }, ESCAPE_ANSWER, 0, 0, identity(1, serialNumber)));
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.on("data", () => void realClock.after(ANSWER_MS, () => socket.write(identityFrame)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}
