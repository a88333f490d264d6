/** The page "which way in": its lines for a shell are run as they stand there. Those for a browser run in a browser. */
import { spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import test, { type ExecutionContext } from "ava";
import { wayBlock } from "../../support/programs/way-blocks.js";
import { folderOf } from "../../support/values/folder.js";
import { freePort } from "../../support/values/free-port.js";

const DUKA = fileURLToPath(new URL("../../../../driver/bin/duka.js", import.meta.url));

/** With `npx duka` as this repository's, in a home of its own. @returns what was printed */
function shell(t: ExecutionContext, script: string): string {
  const folder = folderOf(t);
  const npx = join(folder, "npx");
  writeFileSync(npx, `#!/bin/sh\nshift\nexec "${process.execPath}" "${DUKA}" "$@"\n`);
  chmodSync(npx, 0o700);
  const env = { PATH: `${folder}${delimiter}${process.env.PATH}`, HOME: folder };
  const ran = spawnSync("bash", ["-euo", "pipefail", "-m", "-c", script], {
    cwd: folder,
    env,
    encoding: "utf8",
    timeout: 240_000,
  });
  t.is(ran.status, 0, `${script}\n${ran.stdout}${ran.stderr}`);
  return ran.stdout;
}

test("a script sells by the lines of the page, and prints the receipt again", (t) => {
  const out = shell(t, wayBlock("A script", "sh"));
  t.regex(out, /"balanceFen":50000/);
  t.regex(out, /"outcome":"committed"/);
  t.regex(out, /12\.50/);
});

test("a program of any language sells by lines of JSON", (t) => {
  const lines = shell(t, wayBlock("Lines of JSON", "sh"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  t.like(lines, [
    { id: 1, result: { balanceFen: 50_000 } },
    { id: 2, result: { outcome: "committed" } },
  ]);
});

test("a program of any language sells by HTTP with a token", async (t) => {
  // A port of its own: others of this machine may have the usual one.
  const port = await freePort();
  const script = wayBlock("HTTP", "sh")
    .replace("serve --http ", `serve --http 127.0.0.1:${port} `)
    .replace("pair --program", `pair --http 127.0.0.1:${port} --program`)
    .replace("127.0.0.1:4090/", `127.0.0.1:${port}/`);
  const out = shell(t, script);
  t.regex(out, /"balanceFen":50000/);
  t.regex(out, /"outcome":"committed"/);
});
