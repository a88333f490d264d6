import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { serveTcp } from "@duka/simulator/reader/serve-tcp";
import { RealClock } from "@duka/simulator/time/real-clock";
import type { Persona } from "@duka/simulator/world/simulated-defaults";
import { simulate } from "@duka/simulator/world/simulation";
import test from "ava";
import { cardWithPassword } from "../support/card/changed-card.js";
import { findInMemory, memoryForms } from "../support/programs/memory-image.js";
import { leaksOf } from "../support/programs/secret.js";
import { folderOf } from "../support/values/folder.js";

const SERVE = fileURLToPath(new URL("secret-serve.js", import.meta.url));

type Reply = { readonly id?: number; readonly ask?: string; readonly result?: { readonly outcome?: string } };

const READERS: readonly (readonly [persona: Persona, protocol: "T=0" | "T=1"])[] = [
  ["pos", "T=0"],
  ["sec1210", "T=1"],
];
const SALES = 3;

for (const [persona, protocol] of READERS) {
  // One after the other: while the memory of one program is looked through, the reader of the other would not answer.
  test.serial(
    `a password of 12 digits that a program sends to duka serve for ${SALES} sales (${persona}, ${protocol}) is in no line that is written, no log, no journal, nowhere in its memory and not in its heap`,
    async (t) => {
      const password = Array.from({ length: 12 }, () => randomInt(10)).join("");
      const folder = folderOf(t);
      const chips = cardWithPassword(password);
      const clock = new RealClock();
      const world = simulate({ clock, persona, protocol, inSlots: () => [chips.card, chips.psam] });
      const service = await serveTcp(
        { host: "127.0.0.1", port: 0 },
        world.reader.cable,
        clock,
        () => undefined,
      );
      t.teardown(async () => {
        await service.close();
        await world.close();
      });
      const child = spawn(process.execPath, [SERVE, `tcp://127.0.0.1:${service.address.port}`, folder]);
      t.teardown(() => child.kill());
      const said: string[] = [];
      child.stderr.on("data", (chunk: Buffer) => said.push(chunk.toString()));
      const sell = (sale: number) =>
        child.stdin.write(`{"id":${sale},"method":"debit","params":{"ref":"S-${sale}","amountFen":1250}}\n`);
      sell(1);
      const outcomes: (string | undefined)[] = [];
      let asked = 0;
      let inMemory: readonly string[] = ["not looked at"];
      for await (const line of createInterface({ input: child.stdout })) {
        said.push(line);
        const { ask, id, result } = JSON.parse(line) as Reply;
        if (ask === "password") {
          asked++;
          child.stdin.write(`{"id":${id},"password":"${password}"}\n`);
        }
        if (result === undefined) continue;
        outcomes.push(result.outcome);
        if (outcomes.length < SALES) {
          sell(outcomes.length + 1);
          continue;
        }
        inMemory = findInMemory(child.pid!, memoryForms(password));
        // What stands in the wrong line is forgotten as well.
        child.stdin.end(`{"id":9,"method":"balance","params":{"password":"${password}"}}\n`);
        break;
      }
      child.stdout.on("data", (chunk: Buffer) => said.push(chunk.toString()));
      await new Promise((resolve) => child.on("close", resolve));
      t.deepEqual(outcomes, Array(SALES).fill("committed"), said.join("\n"));
      t.is(asked, SALES);
      t.deepEqual(inMemory, [], `in memory; the password was ${password}`);
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
    },
  );
}
