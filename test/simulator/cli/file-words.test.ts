/** A file that cannot be read or written is told in words: which one, why, and what to do. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { runTool } from "../../support/programs/tools.js";
import { folderOf } from "../../support/values/folder.js";

const SCENARIO = "simulator/scenarios/balance-at-window.yaml";

for (const [what, wordsIn, why] of [
  [
    "page of a campaign",
    (folder) => ["campaign", "--sales", "1", "--html", join(folder, "no", "x.html")],
    "ENOENT",
  ],
  ["journal to be merged", (folder) => ["merge", join(folder, "no.jsonl")], "ENOENT"],
  ["page of a run", (folder) => ["run", SCENARIO, "--html", join(folder, "no", "x.html")], "ENOENT"],
  ["JUnit of a run", (folder) => ["run", SCENARIO, "--junit", folder], "EISDIR"],
  ["capture of a run", (folder) => ["run", SCENARIO, "--pcapng", join(folder, "file", "x")], "ENOTDIR"],
  ["folder of card lines", (folder) => ["run", SCENARIO, "--vcd", join(folder, "file")], "EEXIST"],
] as readonly (readonly [string, (folder: string) => readonly string[], string])[]) {
  test(`${what}: ${why} is told with the path and what to do`, async (t) => {
    const folder = folderOf(t);
    writeFileSync(join(folder, "file"), "");
    const words = wordsIn(folder);
    const { code, told } = await runTool("duka-sim", words);
    t.is(code, 1);
    t.true(told.includes(`cannot use ${words.at(-1)}: `), told);
    t.regex(told, new RegExp(`\\(${why}\\)\\n  \\S.*`));
  });
}
