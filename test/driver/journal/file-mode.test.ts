import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openToOthers } from "@duka/driver/journal/journal-file";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { tooWide } from "@duka/protocol/data/file-mode";
import { sqliteStore } from "@duka/simulator/centre/store/store-sqlite";
import { openStateFile } from "@duka/simulator/world/state-file";
import test, { type ExecutionContext } from "ava";
import { stillClock } from "../../support/card/till.js";

function folderOf(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), "duka-mode-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return folder;
}

function modesIn(folder: string): string[] {
  return readdirSync(folder).map(
    (name) => `${name} ${(statSync(join(folder, name)).mode & 0o777).toString(8)}`,
  );
}

test("a new journal, its log, its index and its mark are its owner's alone", async (t) => {
  const folder = folderOf(t);
  const journal = await openJournal(join(folder, "journal.db"), stillClock());
  t.deepEqual(modesIn(folder).sort(), [
    "journal.db 600",
    "journal.db-mark 600",
    "journal.db-shm 600",
    "journal.db-wal 600",
  ]);
  await journal.close();
});

test("a new state file and a new store of a centre are their owner's alone", (t) => {
  const folder = folderOf(t);
  const state = openStateFile(join(folder, "card.json"));
  state.write("{}");
  state.close();
  const store = sqliteStore(join(folder, "centre.db"));
  t.true(
    modesIn(folder).every((text) => text.endsWith(" 600")),
    modesIn(folder).join(", "),
  );
  store.close();
});

test("a journal that other users can read is named with what to do, each of its files, and so is a folder that all write", async (t) => {
  const folder = folderOf(t);
  const file = join(folder, "journal.db");
  const journal = await openJournal(file, stillClock());
  t.deepEqual(openToOthers(file), []);
  chmodSync(file, 0o644);
  chmodSync(`${file}-mark`, 0o660);
  t.deepEqual(openToOthers(file), [
    {
      en: `${file} is open to other users (mode 0644): close it with chmod 600`,
      zh: `其他用户可访问 ${file}（权限 0644）：请用 chmod 600 收紧`,
    },
    {
      en: `${file}-mark is open to other users (mode 0660): close it with chmod 600`,
      zh: `其他用户可访问 ${file}-mark（权限 0660）：请用 chmod 600 收紧`,
    },
  ]);
  chmodSync(file, 0o600);
  chmodSync(`${file}-mark`, 0o600);
  chmodSync(folder, 0o777);
  t.deepEqual(openToOthers(file), [
    {
      en: `the folder ${folder} can be written by all users (mode 0777): close it with chmod 700`,
      zh: `所有用户可写文件夹 ${folder}（权限 0777）：请用 chmod 700 收紧`,
    },
  ]);
  chmodSync(folder, 0o1777);
  t.deepEqual(openToOthers(file), []);
  await journal.close();
});

test("a file that is missing, and a journal that dies with the process, are open to no one", (t) => {
  t.deepEqual(tooWide([join(folderOf(t), "missing")]), []);
  t.deepEqual(openToOthers(":memory:"), []);
});
