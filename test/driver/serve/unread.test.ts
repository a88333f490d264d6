import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { realClock } from "@duka/driver/base/real-clock";
import { createServer } from "@duka/driver/serve/server";
import test from "ava";
import { folderOf } from "../../support/values/folder.js";

const PROGRAM = fileURLToPath(new URL("../bin/duka.js", import.meta.resolve("@duka/driver")));
const GROWTH_MAX_MIB = 60;

function residentMib(pid: number): number {
  const [, kib] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kib) / 1024;
}

test("a program that writes 20 MB of requests and never reads an answer costs duka serve bounded memory, and is answered when it reads", async (t) => {
  const words = ["serve", "--stdio", "--reader", "sim:", "--journal", join(folderOf(t), "j.db")];
  const child = spawn(process.execPath, [...process.execArgv, PROGRAM, ...words]);
  t.teardown(() => child.kill("SIGKILL"));
  child.stdin.on("error", () => {});
  child.stdin.write('{"id":0,"method":"hello"}\n');
  await once(child.stdout, "readable");
  const before = residentMib(child.pid!);
  const piece = "1\n".repeat(512 * 1024);
  const all = 20;
  let accepted = 0;
  for (let at = 0; at < all; at++) child.stdin.write(piece, () => accepted++);
  // The child has stopped to listen once nothing more is taken while it goes on doing other things.
  for (let taken = -1; taken !== child.stdin.writableLength; ) {
    taken = child.stdin.writableLength;
    for (let turns = 0; turns < 5; turns++)
      await new Promise((resolve) => realClock.after(20, () => resolve(undefined)));
  }
  t.true(accepted < all, "it does not take what it cannot answer");
  t.true(residentMib(child.pid!) - before < GROWTH_MAX_MIB, `${before} to ${residentMib(child.pid!)} MiB`);
  child.stdin.destroy();
  let said = "";
  child.stdout.on("data", (chunk) => {
    said = (said + chunk).slice(-400);
  });
  const [code] = await once(child, "close");
  t.is(code, 0);
  t.regex(said, /"error"/);
});

for (const [what, line] of [
  ["lists", "[".repeat(160_000)],
  ["objects", '{"a":'.repeat(30_000)],
  [
    "lists in an otherwise good request",
    `{"id":1,"method":"hello","params":${"[".repeat(33)}${"]".repeat(33)}}`,
  ],
] as const) {
  test(`a line of deeply nested ${what} is no JSON, found out before it is parsed`, (t) => {
    const said: string[] = [];
    const server = createServer({ names: ["hello"], inTurn: [], run: async () => ({}) }, (one) =>
      said.push(one),
    );
    server.take(new TextEncoder().encode(`${line}\n`));
    t.is(said.length, 1);
    t.regex(said[0]!, /"no-json"/);
  });
}
