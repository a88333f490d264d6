import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CardInUseError, openStateFile } from "@duka/simulator/world/state-file";
import test, { type ExecutionContext } from "ava";

/** Larger than any process number that a system gives. */
const DEAD_PROCESS = 2 ** 30;

function temporaryFile(t: ExecutionContext): { folder: string; path: string } {
  const folder = mkdtempSync(join(tmpdir(), "duka-state-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return { folder, path: join(folder, "card.json") };
}

test("what was written is there for the next one, and nothing else is left behind", (t) => {
  const { folder, path } = temporaryFile(t);
  const first = openStateFile(path);
  t.is(first.text, undefined);
  first.write("one");
  first.write("two");
  t.is(readFileSync(path, "utf8"), "two");
  first.close();
  first.close();
  const second = openStateFile(path);
  t.is(second.text, "two");
  second.close();
  t.deepEqual(readdirSync(folder), ["card.json"]);
});

test("a file in use is refused with the process that holds it", (t) => {
  const { path } = temporaryFile(t);
  const file = openStateFile(path);
  const error = t.throws(() => openStateFile(path), { instanceOf: CardInUseError });
  t.is(error?.name, "CardInUseError");
  t.regex(
    error?.message ?? "",
    new RegExp(`the card is in another reader \\(process ${process.pid} holds .*card.json\\)`),
  );
  t.true(existsSync(`${path}.lock`));
  file.close();
  openStateFile(path).close();
});

test("the lock of a process that died is taken over; one that cannot be read is not", (t) => {
  const { folder, path } = temporaryFile(t);
  writeFileSync(`${path}.lock`, `${DEAD_PROCESS}\n`);
  const file = openStateFile(path);
  t.is(readFileSync(`${path}.lock`, "utf8"), `${process.pid}\n`);
  file.close();
  t.deepEqual(readdirSync(folder), []);
  writeFileSync(`${path}.lock`, "");
  t.throws(() => openStateFile(path), { instanceOf: CardInUseError, message: /another process holds/ });
});

test("a folder that is missing, and a file that is a folder, are named and leave no lock", (t) => {
  const { folder } = temporaryFile(t);
  t.throws(() => openStateFile(join(folder, "none", "card.json")), {
    message: /cannot use the state file .*card.json/,
  });
  t.throws(() => openStateFile(folder), { message: /cannot read the state file/ });
  t.false(existsSync(`${folder}.lock`));
});
