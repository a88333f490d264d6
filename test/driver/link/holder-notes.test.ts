import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { holderText, inUse } from "@duka/driver/link/holder";
import { holderOf, noteHolder } from "@duka/driver/link/holder-notes";
import test from "ava";
import fc from "fast-check";
import { folderOf } from "../../support/folder.js";

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
