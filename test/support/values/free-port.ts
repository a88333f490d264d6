/**
 * A port that no one listens at just now. Not one of those that the system gives to whoever connects (32768 and more):
 * another test's connection would take it before it is listened at.
 */
import { createServer } from "node:net";

const FIRST = 20_000;
const COUNT = 12_000;
/** Processes that run side by side begin far from each other. */
let next = (process.pid * 97) % COUNT;

export async function freePort(): Promise<number> {
  for (let tries = 0; tries < COUNT; tries++) {
    const port = FIRST + next;
    next = (next + 1) % COUNT;
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${FIRST} on is free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(false);
      else reject(error);
    });
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
