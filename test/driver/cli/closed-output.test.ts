import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { folderOf } from "../../support/values/folder.js";

const launcher = fileURLToPath(new URL("../../../../driver/bin/duka.js", import.meta.url));
/** A disk without room. */
const FULL = "/dev/full";

test("a reader of the output that stops reading does not change how the command ends", async (t) => {
  const child = spawn(process.execPath, [launcher, "explain", "6985"], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  let messages = "";
  child.stderr.on("data", (chunk) => {
    messages += chunk;
  });
  const [status] = await once(child, "close");
  t.is(messages, "");
  t.is(status, 0);
});

if (existsSync(FULL)) {
  test("a sale whose outcome could not be written is not told as refused: ask again with the same ref", (t) => {
    const journal = join(folderOf(t), "journal.db");
    const debit = [
      "debit",
      "--reader",
      "sim:",
      "--amount",
      "1",
      "--ref",
      "F-1",
      "--json",
      "--journal",
      journal,
    ];
    const full = openSync(FULL, "w");
    const lost = spawnSync(process.execPath, [launcher, ...debit], { stdio: ["ignore", full, "pipe"] });
    const unheard = spawnSync(process.execPath, [launcher, ...debit], { stdio: ["ignore", "pipe", full] });
    closeSync(full);
    t.is(lost.status, 5);
    const told = "duka: the output could not be written (ENOSPC): make room, then ask again\n";
    t.true(String(lost.stderr).endsWith(told), String(lost.stderr));
    t.is(unheard.status, 0, "messages that nobody can read change nothing");
    t.is(JSON.parse(String(unheard.stdout)).outcome, "committed");
  });
}
