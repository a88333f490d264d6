/** A disk that is really full: the system's own answer, where other tests give SQLite no page more. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import test from "ava";
import type { SmallDiskRow } from "../support/programs/small-disk.js";

const PROGRAM = fileURLToPath(new URL("../support/programs/small-disk.js", import.meta.url));
/** A sale that needs more is not there: the last rows are those of a disk with room. */
const PAGES_MAX = 12;

/** As root of a namespace of its own: no one else sees that disk, and it is gone with the process. */
function shopOnSmallDisk(): readonly SmallDiskRow[] {
  const script = `mount -t tmpfs -o size=1m tmpfs /dev/shm && exec '${process.execPath}' '${PROGRAM}' ${PAGES_MAX}`;
  const words = ["--user", "--map-root-user", "--mount", "sh", "-c", script];
  const { stdout, stderr, status } = spawnSync("unshare", words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`unshare ended with ${status}: ${stderr}`);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as SmallDiskRow);
}

test("on a full disk nothing is paid, or it is known to be undecided; with room again each sale is done once", (t) => {
  const rows = shopOnSmallDisk();
  t.is(rows.length, PAGES_MAX + 1);
  for (const row of rows) {
    const what = JSON.stringify(row);
    t.true(["JournalError", "undecided", "committed"].includes(row.first), what);
    t.like(row, { last: "committed", next: "committed", changesFen: [-1250, -300] }, what);
  }
  const firsts = rows.map(({ first }) => first);
  t.is(firsts[0], "JournalError", "without a page nothing is begun");
  t.true(firsts.includes("undecided"), "the disk is full behind the intent too");
  t.is(firsts.at(-1), "committed", "and at last it has room");
});
