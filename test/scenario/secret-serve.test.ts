import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { serveTcp } from "@duka/simulator/reader/serve-tcp";
import { RealClock } from "@duka/simulator/time/real-clock";
import { simulate } from "@duka/simulator/world/simulation";
import test from "ava";
import { cardWithPassword } from "../support/card/changed-card.js";
import { leaksOf } from "../support/programs/secret.js";
import { folderOf } from "../support/values/folder.js";

const SERVE = fileURLToPath(new URL("secret-serve.js", import.meta.url));

type Reply = { readonly ask?: string; readonly result?: { readonly outcome?: string } };

test("a password that a program sends to duka serve is in no line that is written, no log, no journal, and not in its heap", async (t) => {
  const password = Array.from({ length: 12 }, () => randomInt(10)).join("");
  const folder = folderOf(t);
  const chips = cardWithPassword(password);
  const clock = new RealClock();
  const world = simulate({ clock, inSlots: () => [chips.card, chips.psam] });
  const service = await serveTcp({ host: "127.0.0.1", port: 0 }, world.reader.cable, clock, () => undefined);
  t.teardown(async () => {
    await service.close();
    await world.close();
  });
  const child = spawn(process.execPath, [SERVE, `tcp://127.0.0.1:${service.address.port}`, folder]);
  const said: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk.toString()));
  child.stdin.write('{"id":1,"method":"debit","params":{"ref":"S-1","amountFen":1250}}\n');
  let outcome = "";
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    const { ask, result } = JSON.parse(line) as Reply;
    if (ask === "password") child.stdin.write(`{"id":1,"password":"${password}"}\n`);
    if (result === undefined) continue;
    outcome = result.outcome ?? "";
    // What stands in the wrong line is forgotten as well.
    child.stdin.end(`{"id":2,"method":"balance","params":{"password":"${password}"}}\n`);
    break;
  }
  child.stdout.on("data", (chunk: Buffer) => said.push(chunk.toString()));
  await new Promise((resolve) => child.on("close", resolve));
  t.is(outcome, "committed", said.join("\n"));
  const files = readdirSync(folder);
  t.true(files.includes("serve.heapsnapshot") && files.includes("serve.log"));
  for (const name of files) {
    t.deepEqual(
      leaksOf(password, readFileSync(join(folder, name))),
      [],
      `${name}; the password was ${password}`,
    );
  }
  t.deepEqual(leaksOf(password, Buffer.from(said.join("\n"))), []);
});
