import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { readJsonFile } from "@duka/protocol/data/json-file";
import { readRegularFile } from "@duka/protocol/data/regular-file";
import { sqliteStore } from "@duka/simulator/centre/store/store-sqlite";
import { lookIntoCardFile } from "@duka/simulator/cli/card-file";
import { openStateFile } from "@duka/simulator/world/state-file";
import test, { type ExecutionContext } from "ava";
import { stillClock } from "../../support/card/till.js";

const NOT_REGULAR = /is not a regular file: it is a/;

function folderOf(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), "duka-file-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return folder;
}

function pipeAt(path: string): string {
  execFileSync("mkfifo", [path]);
  return path;
}

const OPENERS: readonly (readonly [string, (path: string) => unknown])[] = [
  ["a journal", (path) => openJournal(path, stillClock())],
  ["a state file", (path) => openStateFile(path)],
  ["a card file", (path) => lookIntoCardFile(path, () => 0)],
  ["a profile", (path) => readJsonFile(path, ["profile file", "配置文件"], () => 0)],
  ["a centre's store", (path) => sqliteStore(path)],
];

for (const [what, open] of OPENERS) {
  test(`${what} that is a pipe, a device, a folder or a socket is refused by its kind, at once`, async (t) => {
    const folder = folderOf(t);
    const pipe = pipeAt(join(folder, "pipe"));
    const link = join(folder, "link");
    symlinkSync(pipe, link);
    const socket = join(folder, "socket");
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(socket, resolve));
    t.teardown(() => server.close());
    for (const path of [pipe, link, "/dev/zero", "/dev/tty", "/dev/ptmx", folder, socket]) {
      await t.throwsAsync(async () => open(path), { message: NOT_REGULAR }, path);
    }
  });
}

for (const beside of ["-wal", "-shm", "-journal", "-mark"]) {
  test(`a pipe where a journal has its file ${beside} is refused by its kind`, async (t) => {
    const file = join(folderOf(t), "journal.db");
    await (await openJournal(file, stillClock())).close();
    rmSync(file + beside, { force: true });
    pipeAt(file + beside);
    await t.throwsAsync(openJournal(file, stillClock()), { message: NOT_REGULAR });
  });
}

test("a lock and a draft beside a state file that are pipes hold no one up", (t) => {
  const file = join(folderOf(t), "card.json");
  pipeAt(`${file}.lock`);
  t.throws(() => openStateFile(file), { message: NOT_REGULAR });
  rmSync(`${file}.lock`);
  pipeAt(`${file}.new`);
  const state = openStateFile(file);
  state.write("{}");
  state.close();
  t.is(new TextDecoder().decode(readRegularFile(file, 10)), "{}");
});

test("a link in place of a state file's draft is not written through", (t) => {
  const folder = folderOf(t);
  const victim = join(folder, "victim");
  writeFileSync(victim, "kept");
  const file = join(folder, "card.json");
  symlinkSync(victim, `${file}.new`);
  const state = openStateFile(file);
  state.write("{}");
  state.close();
  t.is(new TextDecoder().decode(readRegularFile(victim, 10)), "kept");
});

test("a file is read up to its limit, and no further", (t) => {
  const file = join(folderOf(t), "file");
  writeFileSync(file, "12345");
  t.is(readRegularFile(file, 5).length, 5);
  t.throws(() => readRegularFile(file, 4), { message: /more than 4 bytes/ });
  t.throws(() => readRegularFile(`${file}-missing`, 4), { message: /ENOENT/ });
});
