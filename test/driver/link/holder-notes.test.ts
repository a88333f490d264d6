import { execFileSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { holderText, inUse } from "@duka/driver/link/holder";
import { holderOf, noteHolder } from "@duka/driver/link/holder-notes";
import { isOwn, notesFolder } from "@duka/driver/link/note-folder";
import { textsOf } from "@duka/protocol/data/bilingual";
import test from "ava";
import fc from "fast-check";
import { folderOf } from "../../support/values/folder.js";

const PORT = "serial:/dev/ttyACM0";

/** The note in its file, with something else in it. */
function forge(folder: string, change: object): void {
  const file = join(folder, readdirSync(folder)[0]!);
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), ...change }));
}

test("who has noted himself is named until he takes the note away", (t) => {
  const folder = folderOf(t);
  t.is(holderOf(PORT, folder), undefined);
  const forget = noteHolder(PORT, "till", folder);
  t.deepEqual(holderOf(PORT, folder), { pid: process.pid, name: "till", isOwn: true });
  t.is(holderOf("serial:/dev/ttyACM1", folder), undefined);
  forget();
  t.is(holderOf(PORT, folder), undefined);
  t.deepEqual(readdirSync(folder), []);
});

test("the note of another process that lives is its own to take away", (t) => {
  const folder = folderOf(t);
  const forget = noteHolder(PORT, "till", folder);
  forge(folder, { name: "kiosk" });
  forget();
  t.like(holderOf(PORT, folder), { name: "kiosk" });
});

test("a note whose process has died, or whose number is another's now, names nobody", (t) => {
  const folder = folderOf(t);
  noteHolder(PORT, "till", folder);
  forge(folder, { pid: 2 ** 22 + 1 });
  t.is(holderOf(PORT, folder), undefined);
  forge(folder, { pid: process.pid, began: "earlier" });
  t.is(holderOf(PORT, folder), undefined);
});

test("whatever stands in a note, it names somebody or nobody", (t) => {
  const folder = folderOf(t);
  noteHolder(PORT, "till", folder);
  const file = join(folder, readdirSync(folder)[0]!);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      writeFileSync(file, text);
      t.is(holderOf(PORT, folder), undefined);
    }),
  );
});

test("a folder that cannot be made costs the name and nothing else", (t) => {
  const file = join(folderOf(t), "file");
  writeFileSync(file, "");
  t.notThrows(noteHolder(PORT, "till", file));
  t.is(holderOf(PORT, file), undefined);
});

test("the error names the holder, and says what to do about him", (t) => {
  const other = { pid: 7, name: "kiosk", isOwn: false };
  t.like(inUse(PORT, other), {
    code: "card-in-use",
    delivery: "not-sent",
    message: `${PORT}: in use by kiosk (process 7)`,
  });
  t.is(holderText(undefined), "another program");
  t.is(holderText({ ...other, isOwn: true }), "this program itself");
  const remedies = [other, undefined, { ...other, isOwn: true }].map((holder) => inUse(PORT, holder).remedy);
  t.is(new Set(remedies).size, 3);
});

const PRECIOUS = "precious";

test("a folder that others can write to, or a link to one, gets no note, and none is read from it", (t) => {
  const [real, place] = [folderOf(t), folderOf(t)];
  noteHolder(PORT, "till", real);
  t.truthy(holderOf(PORT, real));
  for (const mode of [0o777, 0o770, 0o750, 0o707, 0o1777]) {
    chmodSync(real, mode);
    t.is(holderOf(PORT, real), undefined, mode.toString(8));
    noteHolder("serial:/dev/other", "till", real);
    t.is(readdirSync(real).length, 1, mode.toString(8));
  }
  chmodSync(real, 0o700);
  const link = join(place, "link");
  symlinkSync(real, link);
  noteHolder("serial:/dev/other", "till", link);
  t.is(readdirSync(real).length, 1);
  t.is(holderOf(PORT, link), undefined);
});

test("a folder of another user is none of ours", (t) => {
  // Of root, or where root tests, of nobody.
  const folder = folderOf(t);
  if (process.getuid?.() === 0) execFileSync("chown", ["65534", folder]);
  else rmSync(folder, { recursive: true });
  t.false(isOwn(process.getuid?.() === 0 ? folder : "/"));
});

test("links that lie there already are not written through, under whatever name", (t) => {
  const [folder, elsewhere] = [folderOf(t), folderOf(t)];
  const victim = join(elsewhere, "victim");
  writeFileSync(victim, PRECIOUS);
  const forget = noteHolder(PORT, "till", folder);
  const [name] = readdirSync(folder);
  forget();
  for (const trap of [name!, `${name}.${process.pid}`]) symlinkSync(victim, join(folder, trap));
  t.is(holderOf(PORT, folder), undefined);
  noteHolder(PORT, "till", folder);
  t.is(readFileSync(victim, "utf8"), PRECIOUS);
  t.true(lstatSync(join(folder, name!)).isFile());
  t.like(holderOf(PORT, folder), { name: "till" });
});

test("a note that is a link, a folder or a pipe names nobody, and nobody waits for it", (t) => {
  const [folder, elsewhere] = [folderOf(t), folderOf(t)];
  noteHolder(PORT, "till", folder);
  const file = join(folder, readdirSync(folder)[0]!);
  renameSync(file, join(elsewhere, "note"));
  symlinkSync(join(elsewhere, "note"), file);
  t.is(holderOf(PORT, folder), undefined);
  rmSync(file);
  mkdirSync(file);
  t.is(holderOf(PORT, folder), undefined);
  rmSync(file, { recursive: true });
  execFileSync("mkfifo", [file]);
  t.is(holderOf(PORT, folder), undefined);
});

test("the folder is in XDG_RUNTIME_DIR where that is the user's alone, else one of the user's own for temporary files", (t) => {
  const folder = folderOf(t);
  t.is(notesFolder({ XDG_RUNTIME_DIR: folder }), join(folder, "duka-readers"));
  chmodSync(folder, 0o755);
  for (const XDG_RUNTIME_DIR of [folder, "relative", "", "/nowhere"]) {
    t.is(notesFolder({ XDG_RUNTIME_DIR }), join(tmpdir(), `duka-readers-${process.getuid?.() ?? "user"}`));
  }
});

test("who has a reader is told in Chinese too, of the address alone", (t) => {
  const told = (wanted: string, holder?: { name: string; isOwn: boolean }) =>
    textsOf(inUse(wanted, holder && { pid: 7, ...holder }))?.zh;
  t.is(told(PORT), `${PORT}：正被其他程序使用`);
  t.is(told(PORT, { name: "till", isOwn: false }), `${PORT}：正被 till（进程 7）使用`);
  t.is(told("Duka POS: connecting to the card", { name: "till", isOwn: true }), "Duka POS：正被本程序使用");
});
