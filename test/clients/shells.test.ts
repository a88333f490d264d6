/** Completion in the shells that people have: each takes the scripts of the three tools; fish says what it offers. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { runTool, type Tool } from "../support/programs/tools.js";
import { folderOf } from "../support/values/folder.js";

const TOOLS: readonly Tool[] = ["duka", "duka-sim", "duka-flash"];

async function scriptOf(t: ExecutionContext, tool: Tool, shell: string): Promise<string> {
  const path = join(folderOf(t), `${tool}.${shell}`);
  writeFileSync(path, (await runTool(tool, ["completion", shell])).out);
  return path;
}

for (const shell of ["bash", "zsh", "fish"])
  test(`${shell} reads the completion of the three tools without a word`, async (t) => {
    for (const tool of TOOLS) {
      const path = await scriptOf(t, tool, shell);
      t.is(execFileSync(shell, ["-n", path], { encoding: "utf8", stdio: "pipe" }), "", tool);
    }
  });

for (const [typed, first] of [
  ["duka card wr", ["write-insurance"]],
  ["duka card show --lang ", ["both", "en", "zh"]],
  ["duka card --journal show sh", ["show"]],
  ["duka debit --am", ["--amount"]],
] as const)
  test(`fish offers behind "${typed}": ${first.join(", ")}`, async (t) => {
    const path = await scriptOf(t, "duka", "fish");
    const asked = `source '${path}'; complete -C '${typed}'`;
    const said = execFileSync("fish", ["--no-config", "-c", asked], { encoding: "utf8" });
    const offered = said.trim().split("\n");
    t.deepEqual(
      offered.map((line) => line.split("\t")[0]),
      [...first],
    );
  });
