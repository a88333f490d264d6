import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprint, isUpToDate } from "@duka/flash/base/up-to-date";
import test from "ava";
import { folderOf } from "../../support/values/folder.js";

test("a build is up to date until a module, its name, a manifest or a version changes", (t) => {
  const folder = folderOf(t);
  const stamp = join(folder, "stamp");
  const inner = join(folder, "a");
  const missing = join(folder, "never");
  mkdirSync(inner);
  writeFileSync(join(inner, "main.js"), "1");
  writeFileSync(join(inner, "main.json"), "{}");
  const now = (word = "1.0") => fingerprint([inner, missing], [word]);
  t.false(isUpToDate(stamp, now()), "nothing was built yet");
  writeFileSync(stamp, now());
  t.true(isUpToDate(stamp, now()));
  writeFileSync(join(inner, "main.js.map"), "a map is no output that anybody runs");
  t.true(isUpToDate(stamp, now()));
  t.false(isUpToDate(stamp, now("1.1")));

  const changes: { readonly [what: string]: readonly [file: string, before: string, after: string] } = {
    module: ["main.js", "1", "2"],
    manifest: ["main.json", "{}", "{ }"],
  };
  for (const [what, [file, before, after]] of Object.entries(changes)) {
    writeFileSync(join(inner, file), after);
    t.false(isUpToDate(stamp, now()), what);
    writeFileSync(join(inner, file), before);
    t.true(isUpToDate(stamp, now()), `${what} as before`);
  }
  rmSync(join(inner, "main.json"));
  t.false(isUpToDate(stamp, now()), "an output was removed");
  writeFileSync(join(inner, "more.json"), "{}");
  t.false(isUpToDate(stamp, now()), "another name");
});
