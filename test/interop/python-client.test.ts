import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { pythonClient } from "../support/programs/python-client.js";
import { folderOf } from "../support/values/folder.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

test("the README's Python client makes a sale through duka serve --stdio", (t) => {
  const { code } = pythonClient();
  const ran = spawnSync("python3", ["-c", code], {
    cwd: ROOT,
    env: { ...process.env, DUKA_JOURNAL: join(folderOf(t), "j.db") },
    encoding: "utf8",
    timeout: 240_000,
  });
  t.is(ran.status, 0, `${ran.error ?? ""}${ran.stderr}`);
  t.regex(ran.stdout, /^50000\ncommitted [0-9A-F]{8}\n[\s\S]*12\.50[\s\S]*\n330100\|/);
});
