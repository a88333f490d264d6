import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import test from "ava";

const launcher = fileURLToPath(new URL("../../../../driver/bin/duka.js", import.meta.url));

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
