/** A tool starts with what its command needs: a ratchet of files loaded, the packages' included. */
import test from "ava";
import { loadedModules } from "../support/programs/loaded-modules.js";

/** So many files at most. A limit only ever goes down. */
const LIMITS = [
  ["duka", "explain 6985", 80],
  ["duka", "explain card-mute", 80],
  ["duka", "debit --help", 25],
  ["duka", "--help", 46],
  ["duka", "--version", 25],
  ["duka-sim", "--help", 30],
  ["duka-flash", "--help", 30],
] as const;

for (const [tool, line, limit] of LIMITS) {
  test(`${tool} ${line} loads at most ${limit} files, and no package but the one for command lines`, (t) => {
    const loaded = loadedModules(tool, line.split(" "));
    t.true(loaded.length <= limit, `${loaded.length} files:\n${loaded.join("\n")}`);
    t.true(loaded.length > 10, "so few cannot have been counted rightly");
    const packages = loaded.flatMap((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []);
    t.deepEqual([...new Set(packages)], ["commander"]);
  });
}
