import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { textsOf } from "@duka/protocol/data/bilingual";
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

const UNREAD: readonly (readonly [what: string, path: string, en: RegExp, zh: string])[] = [
  [
    "is not there",
    "none.json",
    /^ENOENT: .*; check its name/,
    "没有此文件或文件夹；请检查文件名和所在文件夹",
  ],
  ["lies in a file", "file/a.json", /^ENO.*; check its name/, "；请检查文件名和所在文件夹"],
  ["is a link to itself", "loop", /^ELOOP: .*; check its name/, "符号链接循环；请检查文件名和所在文件夹"],
  ["has too long a name", "n".repeat(300), /^ENAMETOOLONG: .*; check/, "名称过长；请检查文件名和所在文件夹"],
];

for (const [what, name, en, zh] of UNREAD) {
  test(`a file that ${what}: the system's word, and what to do, in both languages`, (t) => {
    const folder = folderOf(t);
    writeFileSync(join(folder, "file"), "");
    symlinkSync("loop", join(folder, "loop"));
    const error = t.throws(() => readRegularFile(join(folder, name), 10));
    t.regex(error.message, en);
    t.true(textsOf(error)?.zh.endsWith(zh), textsOf(error)?.zh);
    t.regex((error as { code?: string }).code ?? "", /^E/);
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
