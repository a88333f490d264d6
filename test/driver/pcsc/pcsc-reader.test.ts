import { listPcscReaders, openPcscReader } from "@duka/driver/pcsc/open-pcsc-reader";
import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";
import { cardNotes, pcscModel } from "../../support/pcsc/pcsc-model.js";
import { later, openPcscRig, PCSC_NAMES } from "../../support/pcsc/pcsc-rig.js";
import { hex, bytes as unhex } from "../../support/values/hex.js";

const LIMIT_MS = 1000;
const NOTHING = unhex("80 10 00 00");

test("the slots of a reader are those of its PC/SC names, each exclusive while open", async (t) => {
  const { reader, model } = await openPcscRig();
  t.is(reader.slotCount, 2);
  t.is(reader.slot(1).name, "Duka 00 01");
  t.is(hex(await reader.slot(0).open(LIMIT_MS)), "3B 05 44 75 6B 61 00");
  t.is(hex(await reader.slot(1).open(LIMIT_MS)), "3B 05 44 75 6B 61 01");
  t.is(hex(await reader.slot(0).exchange(unhex("80 12 03 00 03"), LIMIT_MS)), "00 01 02 90 00");
  t.true(model.calls.includes("connect Duka 00 00 exclusive"));
  await reader.close();
  t.is(model.openContexts(), 0);
});

test("a slot beyond the names is a RangeError; so is a command before open, and one that T=0 cannot carry", async (t) => {
  const { reader } = await openPcscRig();
  t.throws(() => reader.slot(2), { instanceOf: RangeError, message: /slots 0 to 1, no slot 2/ });
  await t.throwsAsync(reader.slot(0).exchange(NOTHING, LIMIT_MS), {
    instanceOf: RangeError,
    message: /not been opened/,
  });
  await reader.slot(0).open(LIMIT_MS);
  await t.throwsAsync(reader.slot(0).exchange(unhex("00 B0 00 00 00 02 00"), LIMIT_MS), {
    instanceOf: RangeError,
  });
  await t.throwsAsync(reader.slot(0).exchange(unhex("00 64 00 00"), LIMIT_MS), { instanceOf: RangeError });
});

test("open resets the card: what another program left in it is gone", async (t) => {
  const { reader, model } = await openPcscRig();
  await reader.slot(0).open(LIMIT_MS);
  await reader.slot(0).exchange(NOTHING, LIMIT_MS);
  await reader.slot(0).open(LIMIT_MS);
  t.is(hex(await reader.slot(0).exchange(unhex("80 1A 00 00 04"), LIMIT_MS)), "00 00 00 01 90 00");
  t.is(model.calls.filter((call) => call === "reset Duka 00 00").length, 2);
});

test("status tells absent, inactive and active; a reader that is gone is link-lost", async (t) => {
  const { reader, model } = await openPcscRig((prepared) => prepared.remove("Duka 00 01"));
  t.is(await reader.status(1), "absent");
  t.is(await reader.status(0), "inactive");
  await reader.slot(0).open(LIMIT_MS);
  t.is(await reader.status(0), "active");
  model.fail("readers", "PC/SC service stopped");
  t.like(await t.throwsAsync(reader.status(0)), { code: "link-lost", delivery: "not-sent" });
  model.fail("readers", "No readers available");
  t.like(await t.throwsAsync(reader.status(0)), { code: "link-lost", delivery: "not-sent" });
});

test("close powers the cards down and lets every context go", async (t) => {
  const { reader, model } = await openPcscRig();
  await reader.slot(0).open(LIMIT_MS);
  await reader.slot(0).close();
  t.true(model.calls.includes("disconnect Duka 00 00 2"));
  await reader.slot(0).close();
  await reader.close();
  t.is(model.openContexts(), 0);
});

test("a failed power-on is not sent; a failed transmit is unknown", async (t) => {
  const { reader, model } = await openPcscRig();
  model.fail("connect", "Sharing violation");
  t.like(await t.throwsAsync(reader.slot(0).open(LIMIT_MS)), { code: "card-in-use", delivery: "not-sent" });
  model.fail("reset", "Card is unresponsive");
  t.like(await t.throwsAsync(reader.slot(0).open(LIMIT_MS)), { code: "card-mute", delivery: "not-sent" });
  model.fail("establish", "PC/SC service not running");
  t.like(await t.throwsAsync(reader.slot(0).open(LIMIT_MS)), { code: "link-lost", delivery: "not-sent" });
  await reader.slot(0).open(LIMIT_MS);
  model.fail("transmit", "Transaction failed");
  t.like(await t.throwsAsync(reader.slot(0).exchange(NOTHING, LIMIT_MS)), {
    code: "protocol-violation",
    delivery: "unknown",
  });
  t.is(hex(await reader.slot(0).exchange(NOTHING, LIMIT_MS)), "90 00");
});

test("a card without an answer to reset is mute, one with an answer of one byte breaks the protocol", async (t) => {
  const { reader, model } = await openPcscRig();
  const chip = createTransferChip();
  model.remove("Duka 00 00");
  model.insert("Duka 00 00", { ...chip, reset: () => new Uint8Array(0) });
  t.like(await t.throwsAsync(reader.slot(0).open(LIMIT_MS)), { code: "card-mute", delivery: "not-sent" });
  model.remove("Duka 00 00");
  model.insert("Duka 00 00", { ...chip, execute: () => new Uint8Array(1) });
  await reader.slot(0).open(LIMIT_MS);
  t.like(await t.throwsAsync(reader.slot(0).exchange(NOTHING, LIMIT_MS)), {
    code: "protocol-violation",
    delivery: "unknown",
  });
});

test("a transmit that outlives its deadline is unknown; until PC/SC ends it the slot is busy, then it works again", async (t) => {
  const { reader, model } = await openPcscRig();
  await reader.slot(0).open(LIMIT_MS);
  const release = model.hang("transmit");
  t.like(await t.throwsAsync(reader.slot(0).exchange(NOTHING, 50)), { code: "timeout", delivery: "unknown" });
  t.like(await t.throwsAsync(reader.slot(0).exchange(NOTHING, 50)), {
    code: "slot-busy",
    delivery: "not-sent",
  });
  t.is(hex(await reader.slot(1).open(LIMIT_MS)), "3B 05 44 75 6B 61 01");
  release();
  await later(new VirtualClock(), 1);
  t.is(hex(await reader.slot(0).exchange(NOTHING, LIMIT_MS)), "90 00");
});

test("a caller's signal gives a call up: before it begins nothing is sent, afterwards PC/SC goes on", async (t) => {
  const { reader, model } = await openPcscRig();
  const slot = reader.slot(0);
  await slot.open(LIMIT_MS);
  const sent = () => model.calls.filter((call) => call.startsWith("transmit")).length;
  const early = await t.throwsAsync(slot.exchange(NOTHING, LIMIT_MS, AbortSignal.abort()));
  t.like(early, { code: "aborted", delivery: "not-sent" });
  t.is(sent(), 0);
  const release = model.hang("transmit");
  const control = new AbortController();
  const underWay = slot.exchange(NOTHING, LIMIT_MS, control.signal);
  control.abort();
  t.like(await t.throwsAsync(underWay), { code: "aborted", delivery: "unknown" });
  t.like(await t.throwsAsync(slot.exchange(NOTHING, LIMIT_MS)), { code: "slot-busy" });
  release();
  await later(new VirtualClock(), 1);
  t.is(hex(await slot.exchange(NOTHING, LIMIT_MS)), "90 00");
});

test("a connection that comes after the deadline of open is let go", async (t) => {
  const { reader, model, clock } = await openPcscRig();
  const release = model.hang("connect");
  t.like(await t.throwsAsync(reader.slot(0).open(50)), { code: "timeout", delivery: "not-sent" });
  release();
  await later(clock, 1);
  t.is(model.calls.at(-1), "close");
  await t.throwsAsync(reader.slot(0).exchange(NOTHING, LIMIT_MS), { instanceOf: RangeError });
});

test("close does not wait for ever for a hanging call, and lets go when that ends", async (t) => {
  const { reader, model, clock } = await openPcscRig();
  await reader.slot(0).open(LIMIT_MS);
  const release = model.hang("transmit");
  await t.throwsAsync(reader.slot(0).exchange(NOTHING, 50));
  const startMs = clock.nowMs();
  await reader.slot(0).close();
  t.is(clock.nowMs() - startMs, 3000);
  t.false(model.calls.includes("disconnect Duka 00 00 2"));
  release();
  await later(clock, 1);
  t.true(model.calls.includes("disconnect Duka 00 00 2"));
});

test("close waits for a call that ends in time, then lets go", async (t) => {
  const { reader, model, clock } = await openPcscRig();
  await reader.slot(0).open(LIMIT_MS);
  const release = model.hang("transmit");
  await t.throwsAsync(reader.slot(0).exchange(NOTHING, 50));
  clock.driver.after(100, release);
  const startMs = clock.nowMs();
  await reader.slot(0).close();
  t.is(clock.nowMs() - startMs, 100);
  t.true(model.calls.includes("disconnect Duka 00 00 2"));
});

test("a pulled card is removed, unknown; open then says that there is none", async (t) => {
  const { reader, model } = await openPcscRig();
  await reader.slot(0).open(LIMIT_MS);
  model.remove("Duka 00 00");
  t.like(await t.throwsAsync(reader.slot(0).exchange(NOTHING, LIMIT_MS)), {
    code: "card-removed",
    delivery: "unknown",
  });
  model.fail("disconnect", "Card was removed");
  t.like(await t.throwsAsync(reader.slot(0).open(LIMIT_MS)), { code: "card-absent", delivery: "not-sent" });
  model.insert("Duka 00 00", createTransferChip());
  t.is((await reader.slot(0).open(LIMIT_MS)).length, 7);
});

test("a reader that tells a simulated serial number is simulated; only a Duka is asked for its identity", async (t) => {
  const stub = await openPcscRig();
  t.false(stub.reader.simulated);
  t.is(stub.reader.firmwareText, "Stub 1.0");
  t.is(stub.model.calls.filter((call) => call.startsWith("control")).length, 1);
  const duka = await openPcscRig((model) => {
    model.firmwareText = "Duka 0.1.0 PICO_R1_3 SIM-00000001";
  });
  t.true(duka.reader.simulated);
  t.is(duka.reader.identity, undefined);
  t.is(duka.model.calls.filter((call) => call.startsWith("control")).length, 2);
  const refusing = await openPcscRig((model) => model.fail("control", "Transaction failed"));
  t.is(refusing.reader.firmwareText, "");
});

test("a reader that tells nothing is simulated when its name says so", async (t) => {
  for (const [name, simulated] of [
    ["Duka simulated 00 00", true],
    ["Simulated Duka 00 00", true],
    ["Duka 00 00", false],
    ["Dissimulated 00 00", false],
  ] as const) {
    const clock = new VirtualClock().driver;
    const model = pcscModel(clock, [name]);
    model.fail("control", "Transaction failed");
    const setup = { clock, service: model, notes: cardNotes("till", 4711) };
    t.is((await openPcscReader({ ...setup, address: `pcsc:${name}`, wanted: name })).simulated, simulated);
  }
});

test("the wire meter counts the time of each command, with no limit: PC/SC tells no line speed", async (t) => {
  const { reader, model, clock } = await openPcscRig();
  await reader.slot(0).open(LIMIT_MS);
  const release = model.hang("transmit");
  clock.driver.after(25, release);
  await reader.slot(0).exchange(NOTHING, LIMIT_MS);
  t.is(reader.meter.ms, 25);
  t.is(reader.meter.limitMs, 0);
  t.like(reader.slot(0).line(), { protocol: 0, fiDi: 0, clockHz: 0 });
});

test("no name that fits: no-reader, with the names that there are", async (t) => {
  const clock = new VirtualClock().driver;
  const model = pcscModel(clock, ["Other 01 00"]);
  const error = await t.throwsAsync(
    openPcscReader({
      address: "pcsc:Duka",
      wanted: "Duka",
      clock,
      service: model,
      notes: cardNotes("till", 4711),
    }),
  );
  t.is(Reflect.get(error, "code"), "no-reader");
  t.regex(error.message, /there are: Other 01 00$/);
  t.is(model.openContexts(), 0);
  const none = await t.throwsAsync(
    openPcscReader({ address: "pcsc:Duka", wanted: "Duka", clock, service: pcscModel(clock, []) }),
  );
  t.regex(none.message, /there is none$/);
  model.fail("establish", "PC/SC service not running");
  const lost = await t.throwsAsync(
    openPcscReader({
      address: "pcsc:Duka",
      wanted: "Duka",
      clock,
      service: model,
      notes: cardNotes("till", 4711),
    }),
  );
  t.like(lost, { code: "link-lost" });
});

test("the PC/SC readers of a machine are listed by name", async (t) => {
  const model = pcscModel(new VirtualClock().driver, PCSC_NAMES);
  t.deepEqual(await listPcscReaders(model), PCSC_NAMES);
  t.is(model.openContexts(), 0);
});
