/** PIN entry on the keypad of a PC/SC reader (PC/SC part 10), on a model whose driver answers as stock ones do. */
import { openPcscReader } from "@duka/driver/pcsc/open-pcsc-reader";
import type { PinEntry, PinModification, PinResult } from "@duka/protocol/transport";
import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";
import { cardNotes, type PcscModel, pcscModel } from "../../support/pcsc/pcsc-model.js";
import { hex, bytes as unhex } from "../../support/values/hex.js";

const SLOT = "Duka 00 00";
const REQUEST_FEATURES = 0x42000000 + 3400;
const VERIFY_PIN_DIRECT = 0x42330006;
const MODIFY_PIN_DIRECT = 0x42330007;
const IFD_PIN_PROPERTIES = 0x4233000a;
const GET_PROPERTIES = 0x42330012;
const OPTIONS = { deadlineMs: 60_000 };

const ENTRY: PinEntry = {
  apdu: unhex("00 20 00 00 08 FF FF FF FF FF FF FF FF"),
  timeOutS: 30,
  formatString: 0x81,
  blockString: 0x08,
  lengthFormat: 0,
  digitsMin: 4,
  digitsMax: 12,
  langId: 0x0409,
};
const CHANGE: PinModification = {
  ...ENTRY,
  insertionOffsetOld: 0,
  insertionOffsetNew: 8,
  confirmNew: true,
  askOld: true,
};

async function opened(prepare: (model: PcscModel) => void = () => {}) {
  const world = new VirtualClock();
  const clock = world.driver;
  const model = pcscModel(clock, [SLOT]);
  model.insert(SLOT, createTransferChip());
  model.controls.set(REQUEST_FEATURES, () =>
    unhex("06 04 42 33 00 06 07 04 42 33 00 07 0A 04 42 33 00 0A 12 04 42 33 00 12"),
  );
  model.controls.set(IFD_PIN_PROPERTIES, () => unhex("00 00 02 00"));
  model.controls.set(GET_PROPERTIES, () => unhex("06 01 04 07 01 0C"));
  prepare(model);
  const reader = await openPcscReader({
    address: "pcsc:Duka",
    wanted: "Duka",
    clock,
    service: model,
    notes: cardNotes("till", 4711),
  });
  return { model, clock, slot: reader.slot(0) };
}

/** What the reader was asked, and what it answers. */
function answering(code: number, answer: string) {
  const asked: string[] = [];
  const prepare = (model: PcscModel) => {
    model.controls.set(code, (structure) => {
      asked.push(hex(structure));
      return unhex(answer);
    });
  };
  return { asked, prepare };
}

test("a reader with FEATURE_VERIFY_PIN_DIRECT has a PIN pad while its card is open, another one has none", async (t) => {
  const { slot, model } = await opened();
  t.is(slot.securePin, undefined);
  await slot.open(1000);
  t.truthy(slot.securePin);
  await slot.close();
  t.is(slot.securePin, undefined);
  for (const features of ["12 04 42 33 00 12", ""]) {
    model.controls.set(REQUEST_FEATURES, () => unhex(features));
    await slot.open(1000);
    t.is(slot.securePin, undefined);
  }
  model.controls.delete(REQUEST_FEATURES);
  await slot.open(1000);
  t.is(slot.securePin, undefined);
});

const RESULTS: readonly (readonly [answer: string, outcome: PinResult["outcome"]])[] = [
  ["90 00", "answered"],
  ["63 C2", "answered"],
  ["64 00", "timedOut"],
  ["64 01", "cancelled"],
  ["64 03", "wrongLength"],
];

for (const [answer, outcome] of RESULTS) {
  test(`a verify that is answered ${answer} is ${outcome}`, async (t) => {
    const { asked, prepare } = answering(VERIFY_PIN_DIRECT, answer);
    const { slot } = await opened(prepare);
    await slot.open(1000);
    const result = await slot.securePin!.verify(ENTRY, OPTIONS);
    t.is(result.outcome, outcome);
    if (result.outcome === "answered") t.is(hex(result.response), answer);
    t.deepEqual(asked, [
      "1E 1E 81 08 00 0C 04 02 01 09 04 00 00 00 00 0D 00 00 00 00 20 00 00 08 FF FF FF FF FF FF FF FF",
    ]);
  });
}

test("a modify goes to its own control code; two new PINs that differ are a mismatch", async (t) => {
  const { asked, prepare } = answering(MODIFY_PIN_DIRECT, "64 02");
  const { slot } = await opened(prepare);
  await slot.open(1000);
  t.deepEqual(await slot.securePin!.modify(CHANGE, OPTIONS), { outcome: "mismatch" });
  t.regex(asked.join(), /^1E 1E 81 08 00 00 08 0C 04 03 02 03/);
});

test("the entry ends as PIN_PROPERTIES says", async (t) => {
  const { asked, prepare } = answering(VERIFY_PIN_DIRECT, "90 00");
  const { slot, model } = await opened(prepare);
  model.controls.set(IFD_PIN_PROPERTIES, () => unhex("00 00 01 00"));
  await slot.open(1000);
  await slot.securePin!.verify(ENTRY, OPTIONS);
  t.regex(asked.join(), /^1E 1E 81 08 00 0C 04 01/);
});

test("a reader that tells nothing of its keypad is asked with the confirm key, for any number of digits", async (t) => {
  const { asked, prepare } = answering(VERIFY_PIN_DIRECT, "90 00");
  const { slot, model } = await opened(prepare);
  model.controls.set(REQUEST_FEATURES, () => unhex("06 04 42 33 00 06"));
  await slot.open(1000);
  await slot.securePin!.verify({ ...ENTRY, digitsMin: 1, digitsMax: 16 }, OPTIONS);
  t.regex(asked.join(), /^1E 1E 81 08 00 10 01 02/);
});

test("what the keypad cannot do is unsupported before anybody types", async (t) => {
  const { asked, prepare } = answering(VERIFY_PIN_DIRECT, "90 00");
  const { slot, model } = await opened(prepare);
  await slot.open(1000);
  for (const digits of [
    { digitsMin: 3, digitsMax: 12 },
    { digitsMin: 4, digitsMax: 13 },
  ]) {
    const error = await t.throwsAsync(slot.securePin!.verify({ ...ENTRY, ...digits }, OPTIONS));
    t.like(error, { code: "unsupported", delivery: "not-sent" });
    t.regex(error.message, /takes PINs of 4 to 12 digits/);
  }
  t.deepEqual(asked, []);
  model.controls.set(REQUEST_FEATURES, () => unhex("06 04 42 33 00 06"));
  await slot.open(1000);
  const error = await t.throwsAsync(slot.securePin!.modify(CHANGE, OPTIONS));
  t.like(error, { code: "unsupported", delivery: "not-sent" });
});

test("a reader that does not know the structure says 6B80: unsupported, and the card was not asked", async (t) => {
  const { slot } = await opened(answering(VERIFY_PIN_DIRECT, "6B 80").prepare);
  await slot.open(1000);
  t.like(await t.throwsAsync(slot.securePin!.verify(ENTRY, OPTIONS)), {
    code: "unsupported",
    delivery: "not-sent",
  });
});

test("an answer that is no card's is a protocol violation, unknown", async (t) => {
  for (const answer of ["", "90", "12 34", "90 00 12"]) {
    const { slot } = await opened(answering(VERIFY_PIN_DIRECT, answer).prepare);
    await slot.open(1000);
    const error = await t.throwsAsync(slot.securePin!.verify(ENTRY, OPTIONS));
    t.like(error, { code: "protocol-violation", delivery: "unknown" });
  }
});

test("a value that does not fit is a RangeError, a broken conversation unknown; neither names a digit", async (t) => {
  const { slot, model } = await opened();
  await slot.open(1000);
  await t.throwsAsync(slot.securePin!.verify({ ...ENTRY, timeOutS: 0 }, OPTIONS), { instanceOf: RangeError });
  model.fail(`control ${SLOT} 42330006`, "Transaction failed");
  const error = await t.throwsAsync(slot.securePin!.verify(ENTRY, OPTIONS));
  t.like(error, { code: "protocol-violation", delivery: "unknown" });
  t.regex(error.message, /^Duka 00 00: verify the PIN \(00 20 00 00\): /);
  t.false(error.message.includes("FF"));
});

test("an entry that the caller gives up goes on at the keypad: aborted, unknown, and the slot busy until it ends", async (t) => {
  const { slot, model, clock } = await opened(answering(VERIFY_PIN_DIRECT, "90 00").prepare);
  await slot.open(1000);
  const release = model.hang(`control ${SLOT} 42330006`);
  const control = new AbortController();
  const entry = slot.securePin!.verify(ENTRY, { ...OPTIONS, signal: control.signal });
  await new Promise<void>((resolve) => clock.after(5, resolve));
  control.abort();
  t.like(await t.throwsAsync(entry), { code: "aborted", delivery: "unknown" });
  t.like(await t.throwsAsync(slot.open(1000)), { code: "slot-busy" });
  release();
  await new Promise<void>((resolve) => clock.after(1, resolve));
  t.truthy(await slot.open(1000));
});

test("a PIN goes into VERIFY, CHANGE and unblock only: anything else is refused before the reader is asked", async (t) => {
  const { slot } = await opened();
  await slot.open(5000);
  for (const header of ["80 FA", "80 14", "00 D6", "0C 20", "84 5E"]) {
    const apdu = unhex(`${header} 00 00 08 FF FF FF FF FF FF FF FF`);
    for (const entry of [
      () => slot.securePin!.verify({ ...ENTRY, apdu }, OPTIONS),
      () => slot.securePin!.modify({ ...CHANGE, apdu }, OPTIONS),
    ]) {
      t.regex(
        (await t.throwsAsync(entry, { instanceOf: RangeError })).message,
        /is no password command/,
        header,
      );
    }
  }
});

test("only the user card's slot has a keypad, whatever features the others name", async (t) => {
  const world = new VirtualClock();
  const model = pcscModel(world.driver, [SLOT, "Duka 00 01"]);
  model.insert(SLOT, createTransferChip());
  model.insert("Duka 00 01", createTransferChip());
  model.controls.set(REQUEST_FEATURES, () => unhex("06 04 42 33 00 06"));
  const reader = await openPcscReader({
    address: "pcsc:Duka",
    wanted: "Duka",
    clock: world.driver,
    service: model,
    notes: cardNotes("till", 4711),
  });
  for (const index of [0, 1]) await reader.slot(index).open(5000);
  t.truthy(reader.slot(0).securePin);
  t.is(reader.slot(1).securePin, undefined);
});
