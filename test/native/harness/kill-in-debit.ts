/**
 * The service as the library itself starts it: a process of its own, before a simulated reader in another one, with a
 * relay between them that can hold the card's answer to DEBIT.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { openTokenFile } from "@duka/driver/bridge/token-file";
import type { ExecutionContext } from "ava";
import { folderOf } from "../../support/values/folder.js";
import { freePort } from "../../support/values/free-port.js";
import { type CallerKind, pathFor } from "./callers.js";
import { writeConfig } from "./configured.js";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const DUKA_SIM = join(ROOT, "simulator/bin/duka-sim.js");
const DUKA = join(ROOT, "driver/bin/duka.js");
/** DEBIT of the medical account: B0 2C 01 00 0F. */
const DEBIT = Buffer.from("b02c01000f", "hex");

type KillableService = {
  readonly config: string;
  /** Of the last one that was started; undefined: there was none. */
  processId(): number | undefined;
  /** Resolves when nothing listens at its port any more: it closes its sockets one after the other. */
  kill(): Promise<void>;
  /** The next DEBIT reaches the card; its answer stays on the line. Resolves when the card has answered. */
  holdDebit(): Promise<void>;
  /** What was held goes on to the service. */
  release(): void;
};

export async function serviceProcess(
  t: ExecutionContext,
  kind: CallerKind,
  more: readonly string[] = [],
): Promise<KillableService> {
  const folder = folderOf(t);
  const relay = await relayTo(t, await simulatedReader(t, folder));
  const port = await freePort();
  const tokens = join(folder, "tokens.json");
  const tokenFile = join(folder, "sscard.token");
  writeFileSync(tokenFile, openTokenFile(tokens).add(null, "HIS", 0), { mode: 0o600 });
  const pidFile = join(folder, "service.pid");
  const starter = join(folder, "start.sh");
  const words = [
    ...[process.execPath, DUKA, "serve", "--http", `127.0.0.1:${port}`, "--tokens", tokens],
    ...["--reader", `tcp://127.0.0.1:${relay.port}`, "--journal", join(folder, "j.db")],
  ];
  const line = words.map((word) => `'${word}'`).join(" ");
  writeFileSync(starter, `echo $$ > '${pidFile}'\nexec ${line} > '${folder}/service.log' 2>&1\n`);
  const config = writeConfig(folder, [
    "# of a test",
    `address = 127.0.0.1:${port}`,
    `token-file = ${pathFor(kind, tokenFile)}`,
    `start = /bin/sh ${starter}`,
    "start-wait-ms = 60000",
    ...more,
  ]);
  const processId = () => (existsSync(pidFile) ? Number(readFileSync(pidFile, "utf8")) : undefined);
  const end = () => {
    const id = processId();
    if (id !== undefined) process.kill(id, "SIGKILL");
  };
  const kill = async () => {
    end();
    while (await isListenedAt(port)) await new Promise((resolve) => setImmediate(resolve));
  };
  t.teardown(() => {
    try {
      end();
    } catch {
      // It is gone already.
    }
  });
  return { config, processId, kill, holdDebit: relay.holdDebit, release: relay.release };
}

function isListenedAt(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/** @returns its port */
function simulatedReader(t: ExecutionContext, folder: string): Promise<number> {
  const words = [DUKA_SIM, "reader", "--tcp", "127.0.0.1:0", "--state", join(folder, "card.json")];
  const child = spawn(process.execPath, words, { stdio: ["pipe", "ignore", "pipe"] });
  t.teardown(() => child.kill("SIGKILL"));
  return new Promise((resolve, reject) => {
    child.once("close", (code) => reject(new Error(`the simulated reader ended with ${code}`)));
    createInterface({ input: child.stderr }).on("line", (said) => {
      const port = /127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

async function relayTo(t: ExecutionContext, port: number) {
  let held: (() => void) | undefined;
  let release: () => void = () => undefined;
  const sockets = new Set<Socket>();
  const server = createServer((host) => {
    const reader = connect(port, "127.0.0.1");
    let isHolding = false;
    let heard = Buffer.alloc(0);
    host.on("data", (bytes) => {
      heard = Buffer.concat([heard, bytes as Buffer]).subarray(-400);
      if (held !== undefined && heard.includes(DEBIT)) isHolding = true;
      reader.write(bytes);
    });
    reader.on("data", (bytes) => {
      if (!isHolding) host.write(bytes);
      else {
        const before = release;
        release = () => {
          before();
          isHolding = false;
          host.write(bytes);
        };
        held?.();
        held = undefined;
      }
    });
    for (const [one, other] of [
      [host, reader],
      [reader, host],
    ] as const) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    holdDebit: () =>
      new Promise<void>((resolve) => {
        release = () => undefined;
        held = resolve;
      }),
    release: () => release(),
  };
}
