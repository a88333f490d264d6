/** A card that speaks T=1, through PC/SC: whole APDUs, short and extended, within what the reader says it takes. */
import { deadlineAfter } from "@duka/driver/base/deadline";
import { exchangeWhole } from "@duka/driver/card/response-chaining";
import { openPcscReader } from "@duka/driver/pcsc/open-pcsc-reader";
import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";
import { cardNotes, type PcscModel, pcscModel } from "../../support/pcsc/pcsc-model.js";
import { hex, bytes as unhex } from "../../support/values/hex.js";

const LIMIT_MS = 1000;
const SLOT = "Duka 00 00";
const REQUEST_FEATURES = 0x42000000 + 3400;
const GET_PROPERTIES = 0x42330012;

async function opened(prepare: (model: PcscModel) => void) {
  const clock = new VirtualClock().driver;
  const model = pcscModel(clock, [SLOT]);
  prepare(model);
  const reader = await openPcscReader({
    address: "pcsc:Duka",
    wanted: "Duka",
    clock,
    service: model,
    notes: cardNotes("till", 4711),
  });
  const slot = reader.slot(0);
  const send = async (command: string) => hex(await slot.exchange(unhex(command), LIMIT_MS));
  return { model, slot, send, clock };
}

async function withT1(dataMax?: string) {
  const all = await opened((model) => {
    model.insert(SLOT, createTransferChip(), 1);
    if (dataMax === undefined) return;
    model.controls.set(REQUEST_FEATURES, () => unhex("12 04 42 33 00 12"));
    model.controls.set(GET_PROPERTIES, () => unhex(`09 01 00 0A 04 ${dataMax}`));
  });
  await all.slot.open(LIMIT_MS);
  return all;
}

function countingUp(length: number): string {
  return hex(Uint8Array.from({ length }, (_, at) => at));
}

test("the protocol that came out is told; speed and clock are not known", async (t) => {
  const { slot } = await withT1();
  t.deepEqual(slot.line(), { protocol: 1, fiDi: 0, clockHz: 0, extraGuardTimeEtu: 0 });
  await slot.close();
  t.is(slot.line(), undefined);
});

const CASES: readonly (readonly [title: string, command: string, answer: string])[] = [
  ["case 1 goes as four bytes", "80 10 00 00", "90 00"],
  ["case 2 with Le 00", "80 12 00 00 00", `${countingUp(256)} 90 00`],
  ["case 3", "80 14 00 00 02 01 02", "90 00"],
  ["case 4 keeps its Le and has its answer at once", "80 16 00 00 03 0A 0B 0C 03", "0A 0B 0C 90 00"],
  ["INS 6X exists", "80 64 00 00", "6D 00"],
  ["512 bytes in", `80 14 00 00 00 02 00 ${countingUp(512)}`, "90 00"],
  ["400 bytes in and out", `80 16 00 00 00 01 90 ${countingUp(400)} 01 90`, `${countingUp(400)} 90 00`],
];

for (const [title, command, answer] of CASES) {
  test(`ISO/IEC 7816-3, 12.3: ${title}`, async (t) => {
    const { send } = await withT1();
    t.is(await send(command), answer);
  });
}

test("61xx and 6Cxx of a T=1 card are settled as those of T=0 are (ISO/IEC 7816-4, 5.3.4)", async (t) => {
  const { slot, clock } = await withT1();
  const whole = async (command: string) => {
    const deadline = deadlineAfter(clock, LIMIT_MS);
    return hex(await exchangeWhole(slot, unhex(command), { clock, deadline, mayRepeat: true }));
  };
  t.is(await whole("80 16 00 00 03 0A 0B 0C"), "0A 0B 0C 90 00");
  t.is(await whole("80 12 05 00 02"), "00 01 02 03 04 90 00");
});

const EXTENDED = "80 18 00 00 00 01 80";

test("a reader for 65536 bytes of data takes an extended APDU, one that does not tell is tried", async (t) => {
  for (const dataMax of ["00 00 01 00", undefined]) {
    const { send } = await withT1(dataMax);
    await send(`80 14 00 00 00 02 00 ${countingUp(512)}`);
    t.is(await send(EXTENDED), `${countingUp(384)} 62 82`);
  }
});

test("an extended APDU that the reader does not take is a RangeError, and nothing is sent", async (t) => {
  for (const [dataMax, message] of [
    ["00 00 00 00", /takes no extended length/],
    ["00 01 00 00", /takes no extended length/],
    ["7F 01 00 00", /takes at most 383 bytes of data/],
  ] as const) {
    const { send, model } = await withT1(dataMax);
    await t.throwsAsync(send(EXTENDED), { instanceOf: RangeError, message });
    t.false(model.calls.some((call) => call.startsWith("transmit")));
    t.is(await send("80 10 00 00"), "90 00");
  }
});

test("an answer longer than the command asked for is lost, and unknown", async (t) => {
  const { slot, model } = await withT1();
  model.fail("transmit", "Insufficient buffer");
  const error = await t.throwsAsync(slot.exchange(unhex("80 10 00 00"), LIMIT_MS));
  t.like(error, { code: "protocol-violation", layer: "t1", delivery: "unknown" });
});

test("an answer without a status word is a protocol violation", async (t) => {
  const { slot, model } = await withT1();
  for (const answer of ["90", "01 02 03", "60 00", ""]) {
    model.insert(SLOT, { ...createTransferChip(), execute: () => unhex(answer) }, 0);
    await slot.open(LIMIT_MS);
    t.like(await t.throwsAsync(slot.exchange(unhex("80 10 00 00"), LIMIT_MS)), {
      code: "protocol-violation",
      delivery: "unknown",
    });
  }
});

test("a protocol that is neither T=0 nor T=1 is unsupported, and the card let go", async (t) => {
  const { slot, model } = await opened((prepared) => prepared.insert(SLOT, createTransferChip(), undefined));
  t.like(await t.throwsAsync(slot.open(LIMIT_MS)), { code: "unsupported", delivery: "not-sent" });
  t.true(model.calls.includes(`disconnect ${SLOT} 0`));
});
