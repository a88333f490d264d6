import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { dataFolder, type Env } from "@duka/driver/base/user-folder";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { notesFolder } from "@duka/driver/link/note-folder";
import { makeFolder } from "@duka/protocol/data/make-folder";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";
import { duka } from "../../support/programs/terminal.js";
import { folderOf } from "../../support/values/folder.js";

const LAUNCHER = fileURLToPath(new URL("../../../../driver/bin/duka.js", import.meta.url));
const OWN = "/own";
const PURSE = ["--reader", "sim:", "--amount", "12.50", "--json"];

const LINUX: readonly (readonly [env: Env, folder: string, from: string, ignored: readonly string[]])[] = [
  [{ XDG_DATA_HOME: "/data", HOME: "/h/a" }, "/data/duka", "XDG_DATA_HOME", []],
  [{ HOME: "/h/a" }, "/h/a/.local/share/duka", "HOME", []],
  [{ XDG_DATA_HOME: "", HOME: "/h/a" }, "/h/a/.local/share/duka", "HOME", []],
  [{ XDG_DATA_HOME: "data", HOME: "/h/a" }, "/h/a/.local/share/duka", "HOME", ["XDG_DATA_HOME"]],
  [{ XDG_DATA_HOME: "./data", HOME: "/h/a" }, "/h/a/.local/share/duka", "HOME", ["XDG_DATA_HOME"]],
  [{ XDG_DATA_HOME: "~/data", HOME: "/h/a" }, "/h/a/.local/share/duka", "HOME", ["XDG_DATA_HOME"]],
  [{}, `${OWN}/.local/share/duka`, "account", []],
  [{ HOME: "" }, `${OWN}/.local/share/duka`, "account", []],
  [{ HOME: "." }, `${OWN}/.local/share/duka`, "account", ["HOME"]],
  [{ XDG_DATA_HOME: "..", HOME: "a" }, `${OWN}/.local/share/duka`, "account", ["XDG_DATA_HOME", "HOME"]],
];

for (const [env, folder, from, ignored] of LINUX) {
  test(`the data folder never follows the folder one stands in: ${JSON.stringify(env)}`, (t) => {
    t.deepEqual(
      dataFolder(env, "linux", () => OWN),
      { folder, from, ignored },
    );
  });
}

test("macOS and Windows have places of their own for data, and pass over a relative one too", (t) => {
  const of = (env: Env, platform: NodeJS.Platform) => dataFolder(env, platform, () => "C:\\u\\b");
  t.is(of({ HOME: "/u/a", XDG_DATA_HOME: "/x" }, "darwin").folder, "/u/a/Library/Application Support/duka");
  t.deepEqual(of({ LOCALAPPDATA: "data" }, "win32").ignored, ["LOCALAPPDATA"]);
  t.deepEqual(of({ LOCALAPPDATA: "\\data" }, "win32").ignored, ["LOCALAPPDATA"]);
  t.is(of({ LOCALAPPDATA: "D:\\data" }, "win32").from, "LOCALAPPDATA");
  t.is(of({ USERPROFILE: "D:\\u\\a" }, "win32").from, "USERPROFILE");
});

test("where nothing names a folder of this user, that is an error", (t) => {
  const error = t.throws(() => dataFolder({ HOME: "" }, "linux", () => ""), { instanceOf: RangeError });
  t.regex(error!.message, /set HOME to an absolute path/);
});

test("notes of who has a reader lie in one folder, wherever a program is started from", (t) => {
  t.is(notesFolder({ XDG_RUNTIME_DIR: "run" }, "tmp"), notesFolder({}, "/tmp"));
  t.is(notesFolder({}, "."), notesFolder({}, "/tmp"));
});

test("the same ref does not pay twice from two folders under a relative XDG_DATA_HOME", (t) => {
  const folder = folderOf(t);
  const env = { ...process.env, HOME: join(folder, "home"), XDG_DATA_HOME: "data", DUKA_JOURNAL: "" };
  const [first, second] = ["one", "two"].map((name) => {
    mkdirSync(join(folder, name));
    const words = [LAUNCHER, "debit", ...PURSE, "--ref", "S-1"];
    return spawnSync(process.execPath, words, { encoding: "utf8", cwd: join(folder, name), env });
  });
  const file = join(folder, "home", ".local", "share", "duka", "journal.db");
  t.is(first!.status, 0, first!.stderr);
  t.true(first!.stderr.includes(`a new journal was made: ${file}\n已新建日志：${file}\n`), first!.stderr);
  t.regex(first!.stderr, /XDG_DATA_HOME is passed over: it is no absolute path/);
  t.is(second!.stdout, first!.stdout);
  t.regex(second!.stderr, /paid before; nothing was debited/);
  t.notRegex(second!.stderr, /a new journal/);
  t.deepEqual([readdirSync(join(folder, "one")), readdirSync(join(folder, "two"))], [[], []]);
  t.is(statSync(join(folder, "home", ".local", "share", "duka")).mode & 0o777, 0o700);
});

test("journal where tells the file and what says so, and makes nothing", async (t) => {
  const folder = folderOf(t);
  const where = (env: { [name: string]: string }, ...words: string[]) =>
    duka(["journal", "where", ...words], { env });
  const home = await where({ HOME: folder, XDG_DATA_HOME: "data" });
  const file = join(folder, ".local", "share", "duka", "journal.db");
  t.is(home.out, `${file}\n`);
  t.regex(
    home.told,
    /^XDG_DATA_HOME is passed over.*\n忽略 XDG_DATA_HOME.*\nby HOME; nothing is there yet\n依据 HOME；尚无日志\n$/,
  );
  t.deepEqual(readdirSync(folder), []);
  const json = async (env: { [name: string]: string }, ...words: string[]) =>
    JSON.parse((await where(env, "--json", ...words)).out) as object;
  t.deepEqual(await json({ DUKA_JOURNAL: join(folder, "j.db"), HOME: folder }), {
    file: join(folder, "j.db"),
    from: "DUKA_JOURNAL",
    exists: false,
    ignored: [],
  });
  const named = join(folder, "k.db");
  await (await openJournal(named, new VirtualClock())).close();
  const relativeName = relative(process.cwd(), named);
  t.like(await json({ DUKA_JOURNAL: "/j.db" }, "--journal", relativeName), {
    file: named,
    from: "--journal",
    exists: true,
  });
  const account = await json({ HOME: "" });
  t.like(account, { file: join(userInfo().homedir, ".local/share/duka/journal.db"), from: "account" });
});

test("a DUKA_JOURNAL that is no absolute path is refused: it would be another journal in each folder", async (t) => {
  for (const name of ["j.db", "./j.db", "../j.db", "~/j.db", " "]) {
    const ran = await duka(["debit", ...PURSE, "--ref", "S-1"], { env: { DUKA_JOURNAL: name } });
    t.is(ran.code, 2, name);
    t.regex(ran.told + ran.out, /DUKA_JOURNAL is a whole path, such as \//, name);
    t.false(existsSync(name));
  }
});

test("a folder that cannot be made is an error, not a spin", (t) => {
  const folder = folderOf(t);
  const file = join(folder, "file");
  writeFileSync(file, "");
  for (const home of ["/proc/nope", join(file, "below"), "/dev/null"]) {
    const ran = spawnSync(process.execPath, [LAUNCHER, "debit", "--ref", "S-1", ...PURSE], {
      encoding: "utf8",
      env: { ...process.env, HOME: home, XDG_DATA_HOME: "", DUKA_JOURNAL: "" },
      timeout: 240_000,
      killSignal: "SIGKILL",
    });
    t.is(ran.signal, null, home);
    t.is(ran.status, 1, home);
    t.regex(ran.stderr, /its folder cannot be made: .*name another file with --journal/, home);
  }
});

test("makeFolder: what is missing is made with its mode, what is there stays, a file is no folder", (t) => {
  const folder = folderOf(t);
  const below = join(folder, "a", "b", "c");
  makeFolder(below, 0o700);
  makeFolder(below, 0o700);
  t.deepEqual(
    [below, join(folder, "a")].map((each) => statSync(each).mode & 0o777),
    [0o700, 0o700],
  );
  writeFileSync(join(folder, "file"), "");
  t.throws(() => makeFolder(join(folder, "file")), { message: /file is no folder/ });
  t.throws(() => makeFolder(join(folder, "file", "x")), { code: "ENOTDIR" });
});

test("a journal says whether it is new, and stays where it was opened when the process moves", async (t) => {
  const folder = folderOf(t);
  const name = relative(process.cwd(), join(folder, "j.db"));
  const clock = new VirtualClock();
  const first = await openJournal(name, clock);
  t.true(first.isNew);
  t.is(first.name, join(folder, "j.db"));
  await first.close();
  const again = await openJournal(name, clock);
  t.false(again.isNew);
  await again.close();
  const url = await t.throwsAsync(openJournal("https://localhost/j.db", clock));
  t.regex(url!.message, /its folder has to exist/);
});
