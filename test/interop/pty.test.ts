/** The simulated reader behind a pseudo-terminal: the link, and who opens and closes it. */
import { existsSync, lstatSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openReader } from "@duka/driver/readers/open-reader";
import test, { type ExecutionContext } from "ava";
import { run } from "./harness/child.js";
import { requirePackages } from "./harness/packages.js";
import { DUKA_SIM, startReader } from "./harness/reader-process.js";

const LIMIT_MS = 10_000;

function folder(t: ExecutionContext): string {
  const path = mkdtempSync(join(tmpdir(), "duka-pty-"));
  t.teardown(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test.before(() => requirePackages());

test.serial("the driver opens the link as a serial port, again and again", async (t) => {
  const reader = await startReader(join(folder(t), "reader"));
  t.teardown(() => reader.stop());
  for (let time = 0; time < 3; time++) {
    const opened = await openReader(`serial:${reader.link}`);
    t.true(opened.simulated);
    t.is((await opened.slot(0).open(LIMIT_MS))[0], 0x3b);
    await opened.close();
  }
});

test.serial("an old link is replaced, and gone at the end", async (t) => {
  const link = join(folder(t), "reader");
  symlinkSync("/nowhere", link);
  const reader = await startReader(link);
  t.true(existsSync(link));
  await reader.stop();
  t.is(lstatSync(link, { throwIfNoEntry: false }), undefined);
});

test.serial("a file in the way is left alone: exit 2", async (t) => {
  const link = join(folder(t), "reader");
  writeFileSync(link, "mine");
  const { code, output } = await run([process.execPath, DUKA_SIM, "reader", "--pty", link], LIMIT_MS);
  t.is(code, 2);
  t.regex(output, /exists and is no symbolic link/);
});

test.serial("without socat one line says what to install: exit 1", async (t) => {
  const link = join(folder(t), "reader");
  const words = ["env", "PATH=/nowhere", process.execPath, DUKA_SIM, "reader", "--pty", link];
  const { code, output } = await run(words, LIMIT_MS);
  t.is(code, 1);
  t.regex(output, /socat is not installed .*apt-get install socat/);
});

test.serial("a folder that is not there is told: exit 1", async (t) => {
  const link = join(folder(t), "missing", "reader");
  const { code, output } = await run([process.execPath, DUKA_SIM, "reader", "--pty", link], LIMIT_MS);
  t.is(code, 1);
  t.regex(output, /missing\/reader/);
});

test.serial("signals move the card: SIGUSR1 out and in, SIGUSR2 swaps", async (t) => {
  const reader = await startReader(join(folder(t), "reader"), ["--card", "transfer"]);
  t.teardown(() => reader.stop());
  const opened = await openReader(`serial:${reader.link}`);
  t.is((await opened.slot(0).open(LIMIT_MS)).at(-1), 0);
  for (const [signal, said] of [
    ["SIGUSR1", /card out/],
    ["SIGUSR1", /card in/],
    ["SIGUSR2", /card swapped/],
  ] as const) {
    reader.signal(signal);
    await reader.saying(said);
  }
  t.is((await opened.slot(0).open(LIMIT_MS)).at(-1), 1);
  await opened.close();
});

test.serial("neither or both of --tcp and --pty is a mistake of the command line: exit 2", async (t) => {
  for (const words of [[], ["--tcp", "127.0.0.1:0", "--pty", "x"], ["--pty", "x", "--card", "gold"]]) {
    const { code } = await run([process.execPath, DUKA_SIM, "reader", ...words], LIMIT_MS);
    t.is(code, 2);
  }
});
