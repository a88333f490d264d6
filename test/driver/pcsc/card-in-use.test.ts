/** A card that somebody else has for himself: refused before anything is sent, naming him when he is one of ours. */

import type { Holder } from "@duka/driver/link/holder";
import { openPcscReader } from "@duka/driver/pcsc/open-pcsc-reader";
import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";
import { cardNotes, type PcscModel, pcscModel } from "../../support/pcsc/pcsc-model.js";

const LIMIT_MS = 1000;
const SLOTS = ["Duka 00 00", "Duka 00 01"];

function rig(names: readonly string[] = SLOTS) {
  const clock = new VirtualClock().driver;
  const model = pcscModel(clock, names);
  model.firmwareText = "Duka 0.1.0 PICO_R1_3 SIM-00000001";
  for (const name of names) model.insert(name, createTransferChip());
  const all = new Map<string, Holder>();
  const open = (program: string, pid: number) =>
    openPcscReader({
      address: "pcsc:Duka",
      wanted: "Duka",
      clock,
      service: model,
      notes: cardNotes(program, pid, all),
    });
  return { model, open };
}

/** A program that is none of ours. */
async function theirs(model: PcscModel, name: string) {
  return (await model.establish()).connect(name, "exclusive");
}

test("a card that another of our processes has is card-in-use by its name; afterwards it is free", async (t) => {
  const { open } = rig();
  const till = await open("pharmacy-till", 4711);
  const kiosk = await open("kiosk", 4712);
  await till.slot(0).open(LIMIT_MS);
  const error = await t.throwsAsync(kiosk.slot(0).open(LIMIT_MS));
  t.like(error, { name: "ReaderError", code: "card-in-use", delivery: "not-sent" });
  t.is(error.message, "Duka 00 00: power on: in use by pharmacy-till (process 4711)");
  await kiosk.slot(1).open(LIMIT_MS);
  await till.slot(0).close();
  t.truthy(await kiosk.slot(0).open(LIMIT_MS));
});

test("a card that another program has is card-in-use by another program", async (t) => {
  const { open, model } = rig();
  const till = await open("pharmacy-till", 4711);
  await theirs(model, SLOTS[0]!);
  const error = await t.throwsAsync(till.slot(0).open(LIMIT_MS));
  t.is(error.message, "Duka 00 00: power on: in use by another program");
  t.regex(String(Reflect.get(error, "remedy")), /end the other program/);
});

test("a reader is asked who it is at a slot whose card nobody has: a simulated one is known as such", async (t) => {
  const { open, model } = rig();
  await theirs(model, SLOTS[0]!);
  t.true((await open("pharmacy-till", 4711)).simulated);
});

test("a reader whose every card somebody has cannot be opened: it might be simulated", async (t) => {
  const { open, model } = rig(["Duka 00 00"]);
  const till = await open("pharmacy-till", 4711);
  await till.slot(0).open(LIMIT_MS);
  const error = await t.throwsAsync(open("kiosk", 4712));
  t.like(error, { code: "card-in-use", message: "pcsc:Duka: in use by pharmacy-till (process 4711)" });
  await till.close();
  t.is(model.openContexts(), 0);
});

test("a reader that PC/SC cannot reach is link-lost when it is asked who it is", async (t) => {
  const { open, model } = rig();
  model.fail("connect", "Reader unavailable");
  t.like(await t.throwsAsync(open("pharmacy-till", 4711)), { code: "link-lost", delivery: "not-sent" });
  t.is(model.openContexts(), 0);
});
