import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSimulated } from "@duka/simulator";
import { CardInUseError } from "@duka/simulator/world/state-file";
import test, { type ExecutionContext } from "ava";
import { openedHost } from "../reader/ccid-host.js";

function temporaryFile(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), "duka-sim-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return join(folder, "card.json");
}

async function wrongPassword(spec: string): Promise<string> {
  const world = await openSimulated(spec);
  const host = await openedHost(world.link, world.clock);
  await host.exchange("00 A4 00 00 02 3F 01");
  const answer = await host.exchange("00 20 00 00 03 99 99 99");
  await world.close();
  return answer;
}

test("without a state file every reader has a new card; with one the card remembers", async (t) => {
  const path = temporaryFile(t);
  t.is(await wrongPassword("hangzhou"), "63 C5");
  t.is(await wrongPassword("hangzhou"), "63 C5");
  t.is(await wrongPassword(`hangzhou?state=${path}`), "63 C5");
  t.is(await wrongPassword(`?state=${path}&seed=3`), "63 C4");
  t.false(existsSync(`${path}.lock`));
});

test("the wall clock begins where date says, or today", async (t) => {
  const world = await openSimulated("?date=2026-01-05T09:00:00+08:00");
  t.is(world.clock.wallMs(), 1_767_574_800_000);
  await world.close();
  const today = await openSimulated("");
  t.true(today.clock.wallMs() > 1_767_574_800_000);
  await today.close();
});

test("a state file in use is refused, and let go with the world", async (t) => {
  const path = temporaryFile(t);
  const world = await openSimulated(`?state=${path}`);
  await t.throwsAsync(openSimulated(`?state=${path}`), {
    instanceOf: CardInUseError,
    message: /is in another reader/,
  });
  await world.close();
  await openSimulated(`?state=${path}`).then((next) => next.close());
});

test("a damaged state file is named, left untouched, and let go", async (t) => {
  const path = temporaryFile(t);
  await openSimulated(`?state=${path}`).then((world) => world.close());
  const good = readFileSync(path, "utf8");
  for (const damaged of ["", "{}", good.slice(0, -20), good.replace(/"card": "../, '"card": "FF')]) {
    writeFileSync(path, damaged);
    const error = await t.throwsAsync(openSimulated(`?state=${path}`));
    t.true(error?.message.startsWith(`state file ${path}: `), error?.message);
    t.is(readFileSync(path, "utf8"), damaged);
    t.false(existsSync(`${path}.lock`));
  }
});

test("an unknown profile is refused before the file is touched", async (t) => {
  const path = temporaryFile(t);
  await t.throwsAsync(openSimulated(`atlantis?state=${path}`), {
    instanceOf: RangeError,
    message: /atlantis/,
  });
  t.false(existsSync(path));
});
