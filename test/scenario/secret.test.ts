import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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

const TILL = fileURLToPath(new URL("secret-till.js", import.meta.url));

const TYPED: readonly (readonly [where: "stdin" | "keypad", persona: Persona, protocol: "T=0" | "T=1"])[] = [
  ["stdin", "pos", "T=0"],
  ["keypad", "pinpad", "T=0"],
  ["keypad", "sec1210", "T=1"],
];

// One after the other: the search of one till's memory stops this process, and the readers of the others with it.
for (const [where, persona, protocol] of TYPED) {
  test.serial(
    `a changed password of 12 digits, typed on ${where} (${persona}, ${protocol}), is in no byte from the reader, and in no journal, trace, event, JSON, receipt, memory or heap snapshot of the till`,
    async (t) => {
      const password = Array.from({ length: 12 }, () => randomInt(10)).join("");
      const folder = folderOf(t);
      const chips = cardWithPassword(password);
      const clock = new RealClock();
      const world = simulate({ clock, persona, protocol, inSlots: () => [chips.card, chips.psam] });
      // Two sales ask for it; the second is not to be paid.
      if (where === "keypad") world.reader.keypad.press(`${password}#C`);
      const line = { "to-reader": [] as number[], "to-host": [] as number[] };
      world.reader.cable.onByte((direction, byte) => {
        line[direction].push(byte);
        return undefined;
      });
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
      const address = `tcp://127.0.0.1:${service.address.port}`;
      const child = spawn(process.execPath, [TILL, address, folder, where], {
        stdio: ["pipe", "pipe", "pipe", "ipc"],
      });
      t.teardown(() => child.kill());
      child.stdin?.end(where === "stdin" ? `${password}\n` : "");
      let out = "";
      let told = "";
      let inMemory: readonly string[] = ["not looked at"];
      child.stdout?.on("data", (chunk: Buffer) => {
        out += chunk.toString();
        inMemory = findInMemory(child.pid!, memoryForms(password));
        child.disconnect();
      });
      child.stderr?.on("data", (chunk: Buffer) => {
        told += chunk.toString();
      });
      await new Promise((resolve) => child.on("exit", resolve));
      t.is(out, "committed", `${told}; the password was ${password}`);
      t.deepEqual(inMemory, [], `in memory; the password was ${password}`);
      const files = readdirSync(folder);
      t.true(["till.heapsnapshot", "till.trace", "till.log"].every((name) => files.includes(name)));
      for (const name of files) {
        t.deepEqual(
          leaksOf(password, readFileSync(join(folder, name))),
          [],
          `${name}; the password was ${password}`,
        );
      }
      t.deepEqual(leaksOf(password, Buffer.from(told)), []);
      t.deepEqual(
        leaksOf(password, Uint8Array.from(line["to-host"])),
        [],
        `to the host; the password was ${password}`,
      );
      const toReader = leaksOf(password, Uint8Array.from(line["to-reader"]));
      t.deepEqual(toReader, where === "stdin" ? ["BCD"] : [], "the one place where it has to be");
    },
  );
}
