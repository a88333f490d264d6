/** Card movement as PC/SC tells it. */
import { openPcscReader } from "@duka/driver/pcsc/open-pcsc-reader";
import type { CardEvent } from "@duka/protocol/transport";
import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import test from "ava";
import { cardNotes } from "../../support/pcsc/pcsc-model.js";
import { later, openPcscRig } from "../../support/pcsc/pcsc-rig.js";

test("movement is told per slot, in order; a swap between two looks is removal and insertion", async (t) => {
  const { reader, model, clock } = await openPcscRig();
  const events: string[] = [];
  const told = (slot: number) => (event: CardEvent) => events.push(`${slot} ${event}`);
  const stops = [reader.slot(0).onCard(told(0)), reader.slot(1).onCard(told(1))];
  await later(clock, 10);
  model.remove("Duka 00 00");
  await later(clock, 10);
  model.insert("Duka 00 00", createTransferChip());
  await later(clock, 3000);
  model.remove("Duka 00 01");
  model.insert("Duka 00 01", createTransferChip());
  await later(clock, 10);
  t.deepEqual(events, ["0 removed", "0 inserted", "1 removed", "1 inserted"]);
  for (const stop of stops) stop();
  model.remove("Duka 00 00");
  await later(clock, 10);
  t.is(events.length, 4);
  await reader.close();
  t.is(model.openContexts(), 0);
});

test("what moves after the listener came is told, also while the service still answers the watch", async (t) => {
  const { model, clock } = await openPcscRig();
  let answer: () => void = () => undefined;
  let isSlow = false;
  const service = {
    ...model,
    // As with a package that has to ask the service first: its answer takes a while.
    establish: () =>
      isSlow
        ? new Promise<void>((resolve) => (answer = resolve)).then(() => model.establish())
        : model.establish(),
  };
  const setup = { clock: clock.driver, service, notes: cardNotes("till", 4711) };
  const reader = await openPcscReader({ ...setup, address: "pcsc:Duka", wanted: "Duka" });
  isSlow = true;
  const events: string[] = [];
  reader.slot(0).onCard((event) => events.push(`0 ${event}`));
  reader.slot(1).onCard((event) => events.push(`1 ${event}`));
  model.remove("Duka 00 00");
  await later(clock, 10);
  t.deepEqual(events, []);
  answer();
  await later(clock, 10);
  t.deepEqual(events, ["0 removed"]);
  model.insert("Duka 00 00", createTransferChip());
  await later(clock, 10);
  t.deepEqual(events, ["0 removed", "0 inserted"]);
  await reader.close();
});

test("a watch whose service went away looks for it again, and tells what has moved meanwhile", async (t) => {
  const { reader, model, clock } = await openPcscRig();
  const events: string[] = [];
  reader.slot(0).onCard((event) => events.push(`0 ${event}`));
  reader.slot(1).onCard((event) => events.push(`1 ${event}`));
  await later(clock, 10);
  model.fail("wait", "PC/SC service stopped");
  model.insert("Other 01 00", createTransferChip());
  model.fail("establish", "PC/SC service not running");
  model.remove("Duka 00 01");
  await later(clock, 5000);
  t.deepEqual(events, ["1 removed"]);
  model.remove("Duka 00 00");
  await later(clock, 10);
  t.deepEqual(events, ["1 removed", "0 removed"]);
  model.fail("wait", "PC/SC service stopped");
  model.insert("Other 01 00", createTransferChip());
  await later(clock, 10);
  await reader.close();
  t.is(model.openContexts(), 0);
});

test("readers of a process share one watch; closing one leaves the others theirs", async (t) => {
  const { reader, model, clock } = await openPcscRig();
  const setup = { clock: clock.driver, service: model, notes: cardNotes("till", 4711) };
  const other = await openPcscReader({ ...setup, address: "pcsc:Other", wanted: "Other" });
  const events: string[] = [];
  reader.slot(0).onCard((event) => events.push(`Duka ${event}`));
  await later(clock, 10);
  const contextsBefore = model.openContexts();
  other.slot(0).onCard((event) => events.push(`Other ${event}`));
  await later(clock, 10);
  t.is(model.openContexts(), contextsBefore);
  model.insert("Other 01 00", createTransferChip());
  await later(clock, 10);
  await reader.close();
  model.remove("Duka 00 00");
  model.remove("Other 01 00");
  await later(clock, 10);
  t.deepEqual(events, ["Other inserted", "Other removed"]);
  await other.close();
  t.is(model.openContexts(), 0);
});

test("a slot that PC/SC has only now is watched too", async (t) => {
  const { reader, model, clock } = await openPcscRig();
  const events: string[] = [];
  reader.slot(0).onCard((event) => events.push(`0 ${event}`));
  await later(clock, 10);
  model.plug("New 02 00");
  const setup = { clock: clock.driver, service: model, notes: cardNotes("till", 4711) };
  const plugged = await openPcscReader({ ...setup, address: "pcsc:New", wanted: "New" });
  plugged.slot(0).onCard((event) => events.push(`New ${event}`));
  await later(clock, 1);
  model.insert("New 02 00", createTransferChip());
  await later(clock, 1);
  t.deepEqual(events, ["New inserted"]);
  await reader.close();
  await plugged.close();
});

test("a listener that comes as the watch ends is told all the same", async (t) => {
  const { reader, model, clock } = await openPcscRig();
  const events: string[] = [];
  reader.slot(0).onCard(() => undefined)();
  reader.slot(0).onCard((event) => events.push(event));
  await later(clock, 10);
  model.remove("Duka 00 00");
  await later(clock, 10);
  t.deepEqual(events, ["removed"]);
  await reader.close();
});

test("a service that is gone cannot be told to end a wait, and close ends all the same", async (t) => {
  const { reader, model, clock } = await openPcscRig();
  reader.slot(0).onCard(() => undefined);
  await later(clock, 10);
  model.fail("cancel", "PC/SC service not running");
  await reader.close();
  t.is(model.openContexts(), 0);
});

test("a watch whose service fails ends quietly; a new listener starts it again", async (t) => {
  const { reader, model, clock } = await openPcscRig();
  const events: CardEvent[] = [];
  model.fail("wait", "PC/SC service stopped");
  const stop = reader.slot(0).onCard((event) => events.push(event));
  await later(clock, 10);
  stop();
  reader.slot(0).onCard((event) => events.push(event));
  await later(clock, 10);
  model.remove("Duka 00 00");
  await later(clock, 10);
  t.deepEqual(events, ["removed"]);
  await reader.close();
});
