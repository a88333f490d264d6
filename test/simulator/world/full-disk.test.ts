/** A full disk is SQLite's own: no page more, and nothing of the step is left. */
import { join } from "node:path";
import { openDatabase } from "@duka/driver/journal/libsql-database";
import { seededRandom } from "@duka/simulator/time/random";
import { drawFault } from "@duka/simulator/world/campaign/draw-fault";
import type { PositionsOf } from "@duka/simulator/world/campaign/known-positions";
import { readFaults } from "@duka/simulator/world/faults/fault";
import { watchJournal } from "@duka/simulator/world/journal-watch";
import type { JournalMoment, Point } from "@duka/simulator/world/point";
import test from "ava";
import { folderOf } from "../../support/values/folder.js";

const LONG = "x".repeat(50_000);
const [FULL] = readFaults([{ kind: "disk-full", at: "journal step intent, before" }]);

test("what needs a page more is refused by SQLite, what does not by its log; both leave nothing, and room comes back", (t) => {
  let isFull = false;
  const told: string[] = [];
  const watch = {
    tell: (event: { readonly type: string }) => void told.push(JSON.stringify(event)),
    reach: (point: Point) => (isFull && point.of === "journal" && point.when === "before" ? [FULL!] : []),
  };
  const steps = watchJournal(
    watch,
    () => false,
    () => undefined,
  );
  const database = steps.open(join(folderOf(t), "till.db"), openDatabase);
  t.teardown(() => database.close());
  const write = (text: string) =>
    database.transaction(() => database.run("INSERT INTO journal.kept VALUES (?)", [text]));
  const texts = () =>
    database.all("SELECT text FROM journal.kept", []).map(({ text }) => String(text).length);
  database.transaction(() => database.run("CREATE TABLE journal.kept (text TEXT)", []));
  write("before");
  isFull = true;
  for (const text of [LONG, "short"]) {
    const error = t.throws(() => write(text), { any: true });
    t.like(error, { message: "database or disk is full", code: "SQLITE_FULL" });
    t.deepEqual(texts(), [6]);
  }
  t.is(told.filter((event) => event.includes('"failed"')).length, 2);
  isFull = false;
  write(LONG);
  t.deepEqual(texts(), [6, LONG.length]);
});

test("a full disk and a failed sync strike before a step, and are drawn nowhere else", (t) => {
  for (const kind of ["disk-full", "sync-failed"] as const) {
    const at = (when: JournalMoment) => [{ kind, at: `journal step intent, ${when}` }];
    t.notThrows(() => readFaults(at("before")));
    for (const when of ["before sync", "after sync"] as const)
      t.throws(() => readFaults(at(when)), { instanceOf: RangeError, message: /strikes before a step/ });
    const moment = (when: JournalMoment): Point => ({ of: "journal", step: "intent", nth: 1, when });
    const none = { character: [], command: [], memory: [], frame: [], centre: [] };
    const positions = (...whens: JournalMoment[]): PositionsOf => ({ ...none, journal: whens.map(moment) });
    const random = seededRandom(7, 1);
    for (let times = 0; times < 20; times++)
      t.is(
        drawFault([kind], positions("before sync", "before", "after sync"), random)?.at,
        "journal step intent, before",
      );
    t.is(drawFault([kind], positions("before sync", "after sync"), random), undefined);
  }
});
