import { openAccount } from "@duka/driver/account/account";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import type { ReaderEvent } from "@duka/driver/reader/reconnecting-reader";
import test from "ava";
import { cableRig } from "../../support/reader/cable-rig.js";

test("a cable pulled and put back: the same Reader, the same account, the next sale", async (t) => {
  const { reader, pull, putBack, close, world } = await cableRig();
  const journal = await openJournal(":memory:", world.clock);
  const account = openAccount({ reader, journal });
  t.like(await account.debit({ ref: "A", amountFen: 100 }), { outcome: "committed" });
  pull();
  await t.throwsAsync(account.debit({ ref: "B", amountFen: 100 }), { name: "ReaderError" });
  putBack();
  const outcome = await account.debit({ ref: "B", amountFen: 100 });
  t.like(outcome, { outcome: "committed", balanceBeforeFen: 49900 });
  t.true(outcome.wire.ms !== null && outcome.wire.ms > 0);
  await journal.close();
  await close();
});

test("a status, and what only a Duka can do, find the reader on its new line as well", async (t) => {
  const { reader, pull, putBack, close } = await cableRig();
  const { duka } = reader;
  t.is((await duka?.persona())?.running, "pos");
  pull();
  t.like(await t.throwsAsync(duka?.memory() ?? Promise.resolve()), { code: "no-reader" });
  putBack();
  t.true((await duka?.memory())!.total > 0);
  pull();
  putBack();
  t.is(await reader.status(0), "inactive");
  await close();
});

test("a caller waits for the line no longer than he wants, while it is opened for all", async (t) => {
  const { reader, pull, close, world, hang } = await cableRig();
  pull();
  const letGo = hang();
  const began = world.clock.nowMs();
  const opening = reader.slot(0).open(5000);
  t.like(await t.throwsAsync(reader.status(0, { deadlineMs: 300 })), {
    code: "timeout",
    delivery: "not-sent",
  });
  t.is(world.clock.nowMs() - began, 300);
  const abort = new AbortController();
  const given = reader.slot(1).open(5000, abort.signal);
  abort.abort();
  t.like(await t.throwsAsync(given), { code: "aborted", delivery: "not-sent" });
  letGo();
  t.true((await opening).length > 2);
  await close();
});

test("a card session does not outlive the line: its next command is not sent", async (t) => {
  const { reader, pull, putBack, close } = await cableRig();
  const slot = reader.slot(0);
  await slot.open(5000);
  pull();
  await t.throwsAsync(slot.exchange(Uint8Array.of(0, 0x84, 0, 0, 4), 1000));
  putBack();
  t.not(await reader.status(0), "absent");
  const error = await t.throwsAsync(slot.exchange(Uint8Array.of(0, 0x84, 0, 0, 4), 1000));
  t.like(error, { code: "card-removed", delivery: "not-sent" });
  t.true((await slot.open(5000)).length > 2);
  await close();
});

test("attached and detached are told while somebody listens, and card events go on over a new line", async (t) => {
  const { reader, pull, putBack, close, world } = await cableRig();
  const events: (ReaderEvent | string)[] = [];
  let wanted = 0;
  let arrived = () => {};
  const heard = (event: string) => {
    events.push(event);
    if (events.length >= wanted) arrived();
  };
  const next = (count: number) =>
    new Promise<void>((resolve) => {
      wanted = count;
      arrived = resolve;
    });
  const stopReader = reader.onReader(heard);
  const stopCard = reader.slot(0).onCard(heard);
  const detached = next(1);
  pull();
  await detached;
  t.deepEqual(events, ["detached"]);
  const attached = next(2);
  putBack();
  await attached;
  t.deepEqual(events, ["detached", "attached"]);
  const moved = next(3);
  const delay = new Promise<void>((resolve) => void world.clock.after(1500, resolve));
  await delay;
  world.reader.slot(0).remove();
  await moved;
  t.deepEqual(events, ["detached", "attached", "removed"]);
  stopReader();
  stopCard();
  await close();
});

test("a closed reader stays closed", async (t) => {
  const { reader, close } = await cableRig();
  await close();
  await t.throwsAsync(reader.status(0), { name: "ReaderError" });
});
