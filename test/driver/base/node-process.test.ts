import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { isProcessAlive } from "@duka/driver/base/node-process";
import test from "ava";

test("a process that has ended, and whose parent has not asked how, is not alive", async (t) => {
  // The shell becomes another program, which asks for no child's end.
  const parent = spawn("sh", ["-c", "sh -c 'read line' <&3 & echo $!; exec sleep 60"], {
    stdio: ["ignore", "pipe", "inherit", "pipe"],
  });
  t.teardown(() => parent.kill("SIGKILL"));
  const [line] = (await once(createInterface({ input: parent.stdout! }), "line")) as [string];
  const child = Number(line);
  t.true(isProcessAlive(child));
  t.true(isProcessAlive(process.pid));
  process.kill(child, "SIGKILL");
  while (isProcessAlive(child)) await new Promise((resolve) => setImmediate(resolve));
  t.notThrows(() => process.kill(child, 0), "its id is still taken");
});
