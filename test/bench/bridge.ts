/** `balance` by HTTP and by WebSocket, beside `duka serve --stdio`: each program a process of its own. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { freePort } from "../support/values/free-port.js";
import { type Goal, printGoal } from "./report.js";
import { median } from "./timing.js";

const DUKA = fileURLToPath(new URL("../../../driver/bin/duka.js", import.meta.url));
const ROUNDS = 60;
const WARM_UP = 5;
const RATIO_MAX = 1.3;

type Way = { readonly name: string; ask(): Promise<unknown>; close(): void };

/** Rounds of all ways in turn, so that they see the same machine. */
export async function measureBridge(): Promise<Goal[]> {
  const folder = mkdtempSync(join(tmpdir(), "duka-bridge-"));
  const bridge = await startedBridge(folder);
  const ways = [stdioWay(folder), httpWay(bridge), await socketWay(bridge)];
  try {
    const times = ways.map((): number[] => []);
    for (let round = -WARM_UP; round < ROUNDS; round++) {
      for (const [at, way] of ways.entries()) {
        const began = performance.now();
        await way.ask();
        if (round >= 0) times[at]!.push(performance.now() - began);
      }
    }
    const [base = Number.NaN] = times.map(median);
    console.log(`\nbalance of a simulated card, ${ROUNDS} times each way`);
    return ways.flatMap(({ name }, at) => {
      const ms = median(times[at]!);
      const ratio = ms / base;
      console.log(`  ${name.padEnd(10)} ${ms.toFixed(2).padStart(8)} ms   ${ratio.toFixed(2)} x stdio`);
      if (at === 0) return [];
      const goal = {
        what: `balance by ${name} takes at most ${RATIO_MAX} times that of stdio`,
        met: ratio <= RATIO_MAX,
      };
      printGoal(goal);
      return [goal];
    });
  } finally {
    for (const way of ways) way.close();
    bridge.child.kill("SIGINT");
    await once(bridge.child, "close");
    rmSync(folder, { recursive: true });
  }
}

type StartedBridge = { readonly child: ChildProcess; readonly url: string; readonly token: string };

function served(folder: string, words: readonly string[], journal: string): ChildProcess {
  const own = ["--reader", "sim:", "--journal", join(folder, journal)];
  return spawn(process.execPath, [DUKA, "serve", ...words, ...own], { stdio: ["pipe", "pipe", "ignore"] });
}

async function startedBridge(folder: string): Promise<StartedBridge> {
  const address = `127.0.0.1:${await freePort()}`;
  const tokens = ["--tokens", join(folder, "tokens.json")];
  const child = served(folder, ["--http", address, ...tokens], "bridge.db");
  await once(child.stdout!, "data");
  const paired = spawnSync(
    process.execPath,
    [DUKA, "pair", "--http", address, ...tokens, "--program", "bench"],
    { encoding: "utf8" },
  );
  return { child, url: `http://${address}`, token: paired.stdout.trim() };
}

function stdioWay(folder: string): Way {
  const child = served(folder, ["--stdio"], "stdio.db");
  const lines = createInterface({ input: child.stdout! });
  return {
    name: "stdio",
    async ask() {
      child.stdin!.write('{"id":1,"method":"balance"}\n');
      checkBalance(JSON.parse(String((await once(lines, "line"))[0])).result);
    },
    close: () => child.stdin!.end(),
  };
}

/** By node:http on one connection: what `fetch` itself takes in Node is not the bridge's. */
function httpWay({ url, token }: StartedBridge): Way {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "content-length": 2,
  };
  return {
    name: "HTTP",
    async ask() {
      const sent = request(`${url}/v1/balance`, { method: "POST", headers, agent });
      sent.end("{}");
      const [response] = (await once(sent, "response")) as [IncomingMessage];
      checkBalance(await json(response));
    },
    close: () => agent.destroy(),
  };
}

async function socketWay({ url, token }: StartedBridge): Promise<Way> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/v1/socket`);
  await once(socket, "open");
  socket.send(JSON.stringify({ token }));
  const answers: ((result: unknown) => void)[] = [];
  socket.on("message", (data) => {
    const { id, result } = JSON.parse(String(data));
    if (id !== undefined) answers.shift()?.(result);
  });
  return {
    name: "WebSocket",
    async ask() {
      const answered = new Promise((resolve) => answers.push(resolve));
      socket.send('{"id":1,"method":"balance"}');
      checkBalance(await answered);
    },
    close: () => socket.terminate(),
  };
}

function checkBalance(result: unknown): void {
  if ((result as { balanceFen?: number } | undefined)?.balanceFen !== 50_000) throw new Error("no balance");
}
