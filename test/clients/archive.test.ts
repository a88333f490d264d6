/** The archive of `npm run dist` for this machine: unpacked, it sells without Node, npm or a network. */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { folderOf } from "../support/values/folder.js";
import { type Ran, run } from "./harness/run.js";

const BUILD = fileURLToPath(new URL("../../../driver/archive/build.js", import.meta.url));

test("unpacked into an empty folder it sells, with an empty PATH and without a network; its sum is beside it", async (t) => {
  t.timeout(300_000);
  const folder = folderOf(t);
  const built = await run(process.execPath, [BUILD, "--out", join(folder, "built")]);
  t.is(built.code, 0, built.err);
  const [archive = "", sum = ""] = readdirSync(join(folder, "built")).sort();
  t.regex(archive, /^duka-[\d.]+-linux-(x64|arm64)\.tar\.gz$/);
  const hash = createHash("sha256")
    .update(readFileSync(join(folder, "built", archive)))
    .digest("hex");
  t.is(readFileSync(join(folder, "built", sum), "utf8"), `${hash}  ${archive}\n`);

  const place = join(folder, "an empty folder");
  mkdirSync(place);
  t.is((await run("tar", ["-xzf", join(folder, "built", archive), "-C", place])).code, 0);
  const home = join(place, archive.replace(/\.tar\.gz$/, ""));
  /** No network but a loopback that is down, no variable but these. */
  const alone = (program: string, words: readonly string[]): Promise<Ran> => {
    const clean = ["env", "-i", "PATH=", `HOME=${folder}`, program, ...words];
    return run("unshare", ["--net", "--map-root-user", ...clean]);
  };
  const sold = await alone(join(home, "duka"), [
    "debit",
    "--reader",
    "sim:",
    "--amount",
    "12.50",
    "--ref",
    "S-1",
    "--json",
  ]);
  t.is(sold.code, 0, sold.err);
  t.like(JSON.parse(sold.out), { outcome: "committed", ref: "S-1" });
  symlinkSync(join(home, "duka"), join(folder, "duka"));
  const again = await run(join(folder, "duka"), ["journal", "show", "S-1", "--json"], {
    env: { HOME: folder, PATH: process.env.PATH },
  });
  t.is(again.code, 0, again.err);
  t.is((await alone(join(home, "duka-sim"), ["--version"])).code, 0);
  // PC/SC is in it: it says what PC/SC says, not that a package is missing.
  const pcsc = await alone(join(home, "duka"), ["card", "--reader", "pcsc:nobody-has-this"]);
  t.notRegex(pcsc.err, /npm install/);
  t.regex(pcsc.err, /pcsc:nobody-has-this/);
});
