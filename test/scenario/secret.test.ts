import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openChips } from "@duka/simulator/card/open-chips";
import { RealClock } from "@duka/simulator/clock";
import { serveTcp } from "@duka/simulator/serve-tcp";
import { simulate } from "@duka/simulator/simulation";
import test from "ava";
import { folderOf } from "../support/folder.js";

const TILL = fileURLToPath(new URL("secret-till.js", import.meta.url));

test("a changed password of 12 digits, typed on stdin, is in no journal, event, JSON, receipt or heap snapshot of the till", async (t) => {
  const password = Array.from({ length: 12 }, () => randomInt(10)).join("");
  const folder = folderOf(t);
  const chips = openChips("hangzhou", undefined, 1);
  chips.card.reset();
  for (const apdu of ["00A4040009A00000000386980701", `805E01000A123456FF${password}`]) {
    const answer = chips.card.execute(Uint8Array.from(Buffer.from(apdu, "hex")));
    t.is(answer.at(-2), 0x90);
  }
  chips.card.powerOff();
  const clock = new RealClock();
  const world = simulate({ clock, inSlots: () => [chips.card, chips.psam] });
  const service = await serveTcp({ host: "127.0.0.1", port: 0 }, world.reader.cable, clock, () => undefined);
  t.teardown(async () => {
    await service.close();
    await world.close();
  });
  const child = spawn(process.execPath, [TILL, `tcp://127.0.0.1:${service.address.port}`, folder], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(`${password}\n`);
  let out = "";
  let told = "";
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    told += chunk.toString();
  });
  await new Promise((resolve) => child.on("close", resolve));
  t.is(out, "committed", told);
  const bcd = Buffer.from(password, "hex");
  const files = readdirSync(folder);
  t.true(files.includes("till.heapsnapshot"));
  for (const name of files) {
    const content = readFileSync(join(folder, name));
    t.false(content.includes(password), `digits in ${name}`);
    t.false(content.includes(bcd), `BCD in ${name}`);
    t.false(content.includes([...bcd].join(",")), `bytes in ${name}`);
  }
  t.false(told.includes(password));
});
