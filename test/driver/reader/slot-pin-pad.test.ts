import { ReaderError } from "@duka/driver/base/errors";
import { changeEntry, verifyEntry } from "@duka/driver/password/pin-format";
import type { Reader } from "@duka/driver/reader/reader";
import type { PinEntry, SecurePin } from "@duka/protocol/transport";
import test, { type ExecutionContext } from "ava";
import {
  answer,
  type FakeReader,
  type FakeReaderOptions,
  framed,
  type Heard,
  identity,
} from "../../support/reader/fake-reader.js";
import { openFake } from "../../support/reader/open-fake.js";
import { bytes, hex } from "../../support/values/hex.js";

const SECURE = 0x69;
const ABORT = 0x72;
const XFR_BLOCK = 0x6f;
const READER_KEYPAD = 0x01;
const CARD_BAUD_MAX = bytes("00 07 A1 20");
const LIMITS = { deadlineMs: 60_000 };
/** T=1 alone, LRC, IFSC 254: TS T0 TD1 TD2 TA3 TB3 TCK. */
const ATR_T1_IFSC_5 = bytes("3B 80 81 31 05 45 70");
const ATR_T1 = bytes("3B 80 81 31 FE 45 8B");

type Answer = (heard: Heard) => Uint8Array;

/** What the reader says to PC_to_RDR_Secure, by how often it was asked. */
function keypadReader(secure: readonly Answer[], more: Partial<FakeReaderOptions> = {}) {
  return openFake({
    ...more,
    message: (heard, usual) => {
      const isIdentity = heard.type === 0x6b && hex(heard.data) === "44 4B 01";
      const told = Uint8Array.of(...identity(more.slots ?? 1, "SIM-1"), ...CARD_BAUD_MAX, READER_KEYPAD);
      if (isIdentity) return answer(heard, 0x83, 0, 0, told);
      if (heard.type === SECURE) return secure[heard.count - 1]?.(heard);
      return more.message?.(heard, usual);
    },
  });
}

const block =
  (data: string): Answer =>
  (heard) =>
    answer(heard, 0x80, 0, 0, bytes(data));
const failed =
  (status: number, bError: number): Answer =>
  (heard) =>
    answer(heard, 0x80, status, bError);

async function powered({ reader }: { reader: Reader; fake: FakeReader }): Promise<SecurePin> {
  const slot = reader.slot(0);
  await slot.open(5000);
  return slot.securePin!;
}

function heardOf(fake: FakeReader, type: number): string[] {
  return fake.heard.filter((heard) => heard.type === type).map((heard) => hex(heard.data));
}

async function fails(t: ExecutionContext, work: Promise<unknown>, like: Partial<ReaderError>) {
  t.like(await t.throwsAsync(work, { instanceOf: ReaderError }), like);
}

const SIX = verifyEntry({ lengthMin: 6, lengthMax: 6 }, "zh");

test("VERIFY of six digits is asked for as BCD in a block of three bytes (CCID 6.1.11)", async (t) => {
  const both = await keypadReader([block("90 00")]);
  const pinPad = await powered(both);
  t.deepEqual(await pinPad.verify(SIX, LIMITS), { outcome: "answered", response: bytes("90 00") });
  t.deepEqual(heardOf(both.fake, SECURE), [
    "00 1E 81 03 00 06 06 02 00 04 08 00 00 00 00 00 20 00 00 03 FF FF FF",
  ]);
});

test("passwords of different lengths have no block of their own: the reader inserts what was typed", async (t) => {
  const both = await keypadReader([block("63 C5")]);
  const entry = verifyEntry({ lengthMin: 6, lengthMax: 12 }, "en");
  t.deepEqual(await (await powered(both)).verify(entry, LIMITS), {
    outcome: "answered",
    response: bytes("63 C5"),
  });
  t.deepEqual(heardOf(both.fake, SECURE), ["00 1E 81 00 00 0C 06 02 00 09 04 00 00 00 00 00 20 00 00 00"]);
});

test("CHANGE PIN has the old one, FF and the new one; the new one is asked for twice", async (t) => {
  const both = await keypadReader([block("90 00")]);
  const entry = changeEntry({ lengthMin: 6, lengthMax: 6 }, "en");
  t.deepEqual(await (await powered(both)).modify(entry, LIMITS), {
    outcome: "answered",
    response: bytes("90 00"),
  });
  t.deepEqual(heardOf(both.fake, SECURE), [
    "01 1E 81 03 00 00 04 06 06 03 02 03 09 04 00 01 02 00 00 00 80 5E 01 00 07 FF FF FF FF FF FF FF",
  ]);
});

test("what ended without the card is a value", async (t) => {
  const both = await keypadReader([failed(0x40, 0xef), failed(0x40, 0xf0), block("64 02"), block("90 00")]);
  const pinPad = await powered(both);
  t.deepEqual(await pinPad.verify(SIX, LIMITS), { outcome: "cancelled" });
  t.deepEqual(await pinPad.verify(SIX, LIMITS), { outcome: "timedOut" });
  t.deepEqual(await pinPad.verify(SIX, LIMITS), { outcome: "mismatch" });
  t.deepEqual(await pinPad.verify(SIX, LIMITS), { outcome: "answered", response: bytes("90 00") });
});

test("T=1: the prologue of the I-block goes along, sequence numbers move only when the card was asked", async (t) => {
  const both = await keypadReader(
    [block("00 00 02 90 00 92"), failed(0x40, 0xef), block("64 02"), block("00 40 02 63 C5 E4")],
    {
      atr: ATR_T1,
      card: (tpdu) => (tpdu[1] === 0xc1 ? bytes("00 E1 01 FE 1E") : bytes("00 00 02 90 00 92")),
    },
  );
  const pinPad = await powered(both);
  t.deepEqual(await pinPad.verify(SIX, LIMITS), { outcome: "answered", response: bytes("90 00") });
  t.deepEqual(await pinPad.verify(SIX, LIMITS), { outcome: "cancelled" });
  t.deepEqual(await pinPad.verify(SIX, LIMITS), { outcome: "mismatch" });
  t.deepEqual(await pinPad.verify(SIX, LIMITS), { outcome: "answered", response: bytes("63 C5") });
  t.deepEqual(
    heardOf(both.fake, SECURE).map((message) => message.slice(36, 44)),
    ["00 00 08", "00 40 08", "00 40 08", "00 40 08"],
  );
  await both.reader.slot(0).exchange(bytes("00 84 00 00 04"), 5000);
  t.deepEqual(heardOf(both.fake, XFR_BLOCK), ["00 C1 01 FE 3E", "00 00 05 00 84 00 00 04 85"]);
});

test("T=1: a card that asks for the block with the PIN again gets no other, and never the bare template", async (t) => {
  const both = await keypadReader([block("00 80 00 80"), block("90 00")], {
    atr: ATR_T1,
    card: (tpdu) => {
      if (tpdu[1] === 0xc1) return bytes("00 E1 01 FE 1E");
      return tpdu[1] === 0xc0 ? bytes("00 E0 00 E0") : bytes("00 80 00 80");
    },
  });
  const pinPad = await powered(both);
  await fails(t, pinPad.verify(SIX, LIMITS), { code: "parity", delivery: "unknown" });
  t.is(heardOf(both.fake, SECURE).length, 1);
  t.deepEqual(heardOf(both.fake, XFR_BLOCK), ["00 C1 01 FE 3E"]);
});

test("T=1: an answer that was lost is asked for again, the block with the PIN is not sent again", async (t) => {
  for (const lost of [failed(0x40, 0xfe), failed(0x40, 0xfd)]) {
    const both = await keypadReader([lost], {
      atr: ATR_T1,
      card: (tpdu) => (tpdu[1] === 0xc1 ? bytes("00 E1 01 FE 1E") : bytes("00 00 02 90 00 92")),
    });
    const pinPad = await powered(both);
    t.deepEqual(await pinPad.verify(SIX, LIMITS), { outcome: "answered", response: bytes("90 00") });
    t.is(heardOf(both.fake, SECURE).length, 1);
    t.regex(heardOf(both.fake, XFR_BLOCK)[1] ?? "", /^00 8[012] 00 /);
  }
});

test("T=1: a command that needs more than one block is refused before anything is sent, and the card stays in step", async (t) => {
  const both = await keypadReader([block("90 00")], {
    atr: ATR_T1_IFSC_5,
    card: (tpdu) => (tpdu[1] === 0xc1 ? bytes("00 E1 01 FE 1E") : bytes("00 00 02 90 00 92")),
  });
  const pinPad = await powered(both);
  await fails(t, pinPad.verify(SIX, LIMITS), { code: "unsupported", delivery: "not-sent" });
  t.deepEqual(heardOf(both.fake, SECURE), []);
  await both.reader.slot(0).exchange(bytes("00 84 00 00 04"), 5000);
  t.deepEqual(heardOf(both.fake, XFR_BLOCK), ["00 C1 01 FE 3E", "00 00 05 00 84 00 00 04 85"]);
});

test("what the reader itself cannot do is an error, over either protocol", async (t) => {
  for (const atr of [bytes("3B 02 14 50"), ATR_T1]) {
    const both = await keypadReader([failed(0x40, 0xfb), failed(0x40, 0x00)], {
      atr,
      card: (tpdu) => (tpdu[1] === 0xc0 ? bytes("00 E0 00 E0") : bytes("00 E1 01 FE 1E")),
    });
    const pinPad = await powered(both);
    await fails(t, pinPad.verify(SIX, LIMITS), { delivery: "unknown" });
    await fails(t, pinPad.verify(SIX, LIMITS), { code: "unsupported", delivery: "not-sent" });
  }
});

test("a card that is taken out during the entry is an error, and was perhaps asked", async (t) => {
  const both = await keypadReader([failed(0x42, 0xfe), block("90 00")]);
  const pinPad = await powered(both);
  await fails(t, pinPad.verify(SIX, LIMITS), { code: "card-removed", delivery: "unknown" });
  await fails(t, pinPad.verify(SIX, LIMITS), { code: "card-removed", delivery: "not-sent" });
  t.is(heardOf(both.fake, SECURE).length, 1);
});

test("what is no answer of a card is a protocol violation", async (t) => {
  const both = await keypadReader([block("90")]);
  await fails(t, (await powered(both)).verify(SIX, LIMITS), {
    code: "protocol-violation",
    delivery: "unknown",
  });
});

/** A reader whose keypad nobody touches: it answers Secure only when Abort tells it to, by `ended`. */
async function untouched(ended: Answer | undefined) {
  let asked: Heard | undefined;
  const both = await keypadReader([], {
    reply: (heard, usual) => {
      if (heard.type === SECURE) {
        asked = heard;
        // It needs time, and says so.
        return Array.from({ length: 100 }, () => [1000, bytes("80")] as const);
      }
      if (heard.type !== ABORT || asked === undefined) return undefined;
      const first = ended === undefined ? [] : [[1, framed(ended(asked))] as const];
      return [...first, [1, usual]];
    },
    message: (heard) => (heard.type === ABORT ? answer(heard, 0x81, 0, 0) : undefined),
  });
  return { both, pinPad: await powered(both) };
}

test("an abort signal has the reader end the entry; the card was not asked", async (t) => {
  const { both, pinPad } = await untouched(failed(0x40, 0xff));
  const giveUp = new AbortController();
  both.reader.clock.after(5000, () => giveUp.abort());
  await fails(t, pinPad.verify(SIX, { ...LIMITS, signal: giveUp.signal }), {
    code: "aborted",
    delivery: "not-sent",
  });
  t.is(both.reader.clock.nowMs() < 6000, true);
  t.deepEqual(heardOf(both.fake, ABORT), [""]);
  t.deepEqual(await both.reader.slot(0).exchange(bytes("00 84 00 00 04"), 5000), bytes("90 00"));
});

test("so does a deadline that has passed", async (t) => {
  const { both, pinPad } = await untouched(failed(0x40, 0xff));
  await fails(t, pinPad.verify(SIX, { deadlineMs: 2500 }), { code: "timeout", delivery: "not-sent" });
  t.is(heardOf(both.fake, ABORT).length, 1);
});

test("an abort that the card's power did not outlive came while the card was at work", async (t) => {
  const { pinPad } = await untouched(failed(0x41, 0xff));
  await fails(t, pinPad.verify(SIX, { deadlineMs: 2500 }), { code: "timeout", delivery: "unknown" });
});

test("an answer that crosses the abort is the answer", async (t) => {
  const { pinPad } = await untouched(block("90 00"));
  t.deepEqual(await pinPad.verify(SIX, { deadlineMs: 2500 }), {
    outcome: "answered",
    response: bytes("90 00"),
  });
});

test("an abort that gets only its own answer leaves the outcome unknown", async (t) => {
  const { pinPad } = await untouched(undefined);
  await fails(t, pinPad.verify(SIX, { deadlineMs: 2500 }), { code: "timeout", delivery: "unknown" });
});

test("a signal that was aborted before sends nothing", async (t) => {
  const both = await keypadReader([block("90 00")]);
  const pinPad = await powered(both);
  await fails(t, pinPad.verify(SIX, { ...LIMITS, signal: AbortSignal.abort() }), {
    code: "aborted",
    delivery: "not-sent",
  });
  t.deepEqual(heardOf(both.fake, SECURE), []);
});

test("a reader without a keypad has no PIN entry", async (t) => {
  const { reader } = await openFake();
  t.is(reader.slot(0).securePin, undefined);
  t.is(reader.identity?.keypad, false);
});

const MISTAKES: readonly (readonly [string, Partial<PinEntry>, RegExp])[] = [
  ["no Lc", { apdu: bytes("00 20 00 00") }, /Lc/],
  ["an Lc that counts other bytes", { apdu: bytes("00 20 00 00 03 FF FF") }, /Lc bytes of data/],
  ["a time-out of a day", { timeOutS: 86400 }, /timeOutS must be a whole number from 1 to 255/],
  ["more digits than there are", { digitsMax: 17 }, /digitsMax/],
  ["a least above the most", { digitsMin: 7 }, /digitsMin must be a whole number from 1 to 6, not 7/],
];

for (const [what, mistake, message] of MISTAKES) {
  test(`a caller's mistake is refused before anything is sent: ${what}`, async (t) => {
    const both = await keypadReader([block("90 00")]);
    const pinPad = await powered(both);
    await t.throwsAsync(pinPad.verify({ ...SIX, ...mistake }, LIMITS), { instanceOf: RangeError, message });
    t.deepEqual(heardOf(both.fake, SECURE), []);
  });
}

test("a PIN goes into VERIFY, CHANGE and unblock only: anything else is refused before the reader is asked", async (t) => {
  const both = await keypadReader([]);
  const pinPad = await powered(both);
  for (const header of ["80 FA", "80 14", "00 D6", "00 DC", "10 20", "0C 20", "80 20", "84 5E", "00 5E"]) {
    const apdu = bytes(`${header} 00 00 03 FF FF FF`);
    const change = { ...changeEntry({ lengthMin: 6, lengthMax: 6 }, "en"), apdu };
    for (const entry of [
      () => pinPad.verify({ ...SIX, apdu }, LIMITS),
      () => pinPad.modify(change, LIMITS),
    ]) {
      const error = await t.throwsAsync(entry, { instanceOf: RangeError });
      t.regex(error.message, /is no password command; a PIN goes into VERIFY/, header);
    }
  }
  t.deepEqual(heardOf(both.fake, SECURE), []);
});

test("only the user card's slot has a keypad: a PSAM would encipher what was typed for the program that asks", async (t) => {
  const { reader } = await keypadReader([], { slots: 2 });
  t.truthy(reader.slot(0).securePin);
  for (let index = 1; index < reader.slotCount; index++)
    t.is(reader.slot(index).securePin, undefined, `${index}`);
  t.true(reader.slotCount > 1);
});
