/**
 * The npm package smartcard, through stock pcscd and libccid: TPDU level, so 61xx and 6Cxx are seen as the card sends
 * them.
 */
import test from "ava";
import { type Rig, SLOT_0, SLOT_1, setUpRig, TRANSFER_ATR } from "./harness/rig.js";
import {
  bytesOf,
  type Card,
  type Context,
  hexOf,
  loadSmartcard,
  type Smartcard,
} from "./harness/smartcard.js";
import { until } from "./harness/until.js";

let rig: Rig;
let smartcard: Smartcard;
let context: Context;

test.before(async () => {
  rig = await setUpRig(["--card", "transfer", "--control", "127.0.0.1:0"]);
  smartcard = await loadSmartcard(rig.pcscd.environment);
  context = new smartcard.Context();
});
test.after.always(async () => {
  context?.close();
  await rig?.clear();
});

async function connected<T>(name: string, use: (card: Card) => Promise<T>): Promise<T> {
  const reader = context.listReaders().find((each) => each.name === name);
  if (reader === undefined) throw new Error(`${name} is not listed`);
  const { SCARD_PROTOCOL_T0, SCARD_PROTOCOL_T1 } = smartcard;
  const card = await reader.connect(smartcard.SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1);
  try {
    return await use(card);
  } finally {
    card.disconnect(smartcard.SCARD_LEAVE_CARD);
  }
}

function countingUp(length: number): string {
  return Array.from({ length }, (_, at) => (at & 0xff).toString(16).toUpperCase().padStart(2, "0")).join(" ");
}

test.serial("the five slots are five readers, with cards in the first two", (t) => {
  const readers = context.listReaders();
  t.deepEqual(
    readers.map(({ name, state }) => [name, (state & smartcard.SCARD_STATE_PRESENT) !== 0]),
    [
      ["Duka 00 00", true],
      ["Duka 00 01", true],
      ["Duka 00 02", false],
      ["Duka 00 03", false],
      ["Duka 00 04", false],
    ],
  );
  t.is(hexOf(readers[0]!.atr), TRANSFER_ATR);
});

test.serial("a card of T=0 alone is connected with T=0, and its ATR told", async (t) => {
  await connected(SLOT_0, async (card) => {
    t.is(card.protocol, smartcard.SCARD_PROTOCOL_T0);
    t.is(hexOf(card.atr), TRANSFER_ATR);
  });
});

const CASES: readonly { title: string; sent: string; answer: string }[] = [
  { title: "case 1: four bytes, P3 is added by the reader", sent: "80 10 00 00", answer: "90 00" },
  { title: "case 2", sent: "80 12 08 00 08", answer: `${countingUp(8)} 90 00` },
  { title: "case 2, 255 bytes out", sent: "80 12 FF 00 FF", answer: `${countingUp(255)} 90 00` },
  { title: "case 2, P3 = 00: 256 bytes out", sent: "80 12 00 00 00", answer: `${countingUp(256)} 90 00` },
  { title: "case 2, wrong Le: 6Cxx", sent: "80 12 08 00 09", answer: "6C 08" },
  { title: "case 2, wrong Le with 256 to give: 6C00", sent: "80 12 00 00 10", answer: "6C 00" },
  { title: "case 3", sent: "80 14 00 00 04 01 02 03 04", answer: "90 00" },
  { title: "case 3, 255 bytes in", sent: `80 14 00 00 FF ${countingUp(255)}`, answer: "90 00" },
  { title: "the 255 bytes have arrived", sent: "80 18 00 00 FF", answer: `${countingUp(255)} 90 00` },
  { title: "case 3, Lc 00: refused", sent: "80 14 00 00 00", answer: "67 00" },
  { title: "case 4: 61xx", sent: "80 16 00 00 02 AA BB", answer: "61 02" },
  { title: "GET RESPONSE fetches it", sent: "00 C0 00 00 02", answer: "AA BB 90 00" },
  { title: "case 4 with Le: the reader drops Le", sent: "80 16 00 00 02 AA BB 02", answer: "61 02" },
  { title: "GET RESPONSE with a wrong Le: 6Cxx", sent: "00 C0 00 00 05", answer: "6C 02" },
  { title: "case 4, 255 bytes in and out", sent: `80 16 00 00 FF ${countingUp(255)}`, answer: "61 FF" },
  { title: "GET RESPONSE of 255 bytes", sent: "00 C0 00 00 FF", answer: `${countingUp(255)} 90 00` },
  { title: "unknown INS", sent: "80 FE 00 00 00", answer: "6D 00" },
  { title: "unknown CLA", sent: "D0 10 00 00 00", answer: "6E 00" },
];

test.serial("cases 1 to 4 of ISO/IEC 7816-3, 12.1, in one connection", async (t) => {
  await connected(SLOT_0, async (card) => {
    for (const { title, sent, answer } of CASES)
      t.is(hexOf(await card.transmit(bytesOf(sent))), answer, title);
  });
});

test.serial("a message whose length fits no case is answered, and the next one too", async (t) => {
  await connected(SLOT_0, async (card) => {
    // P3 announces four bytes, two are there.
    await t.throwsAsync(card.transmit(bytesOf("80 14 00 00 04 01 02")));
    t.is(hexOf(await card.transmit(bytesOf("80 10 00 00"))), "90 00");
  });
});

test.serial("two slots in turn keep their own cards", async (t) => {
  await connected(SLOT_0, async (user) => {
    await connected(SLOT_1, async (sam) => {
      for (let round = 0; round < 5; round++) {
        t.is(hexOf(await user.transmit(bytesOf("80 12 04 00 04"))), "00 01 02 03 90 00");
        t.is((await sam.transmit(bytesOf("00 84 00 00 04"))).length, 6);
      }
      t.not(hexOf(user.atr), hexOf(sam.atr));
    });
  });
});

test.serial("SCARD_RESET_CARD and SCARD_UNPOWER_CARD start the card anew", async (t) => {
  const count = "80 1A 00 00 04";
  const { SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0, SCARD_RESET_CARD, SCARD_UNPOWER_CARD } = smartcard;
  await connected(SLOT_0, async (card) => {
    for (const initialization of [SCARD_RESET_CARD, SCARD_UNPOWER_CARD]) {
      await card.transmit(bytesOf("80 10 00 00"));
      t.not(hexOf(await card.transmit(bytesOf(count))), "00 00 00 01 90 00");
      await card.reconnect(SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0, initialization);
      t.is(hexOf(await card.transmit(bytesOf(count))), "00 00 00 01 90 00");
    }
  });
});

test.serial("200 commands through pcscd: every answer is the right one, none executed twice", async (t) => {
  await connected(SLOT_0, async (card) => {
    const { SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0, SCARD_RESET_CARD } = smartcard;
    await card.reconnect(SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0, SCARD_RESET_CARD);
    for (let at = 1; at <= 200; at++) {
      const answer = await card.transmit(bytesOf("80 1A 00 00 04"));
      if (((answer[2]! << 8) | answer[3]!) !== at)
        return t.fail(`command ${at} was answered ${hexOf(answer)}`);
    }
    t.pass();
  });
});

const CARD_MS = 10_000;
const SELECT_PURSE = "00 A4 04 00 09 A0 00 00 00 03 86 98 07 01";
const GET_BALANCE = "80 5C 00 02 04";
const BALANCE = "00 00 C3 50 90 00";

type Fault = { readonly kind: string; readonly at: string; readonly ms?: number; readonly bits?: number };

/** The control API of the reader that stands behind pcscd. */
async function steer(operation: string, params?: object) {
  const [, url] = /control is at (http:\S+),/.exec(rig.reader.printed())!;
  const body = params === undefined ? {} : { method: "POST", body: JSON.stringify(params) };
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}/v1/${operation}`, { headers, ...body });
  const told = (await answer.json()) as { readonly faults?: readonly { readonly state: string }[] };
  if (answer.status !== 200) throw new Error(JSON.stringify(told));
  return told;
}

function isCardThere(): boolean {
  const slot = context.listReaders().find(({ name }) => name === SLOT_0);
  return slot !== undefined && (slot.state & smartcard.SCARD_STATE_PRESENT) !== 0;
}

async function untilCard(isThere: boolean): Promise<void> {
  await until(`the card to be ${isThere ? "in" : "out"}`, CARD_MS, () =>
    isCardThere() === isThere ? true : undefined,
  );
}

/** The balance that an application reads while this strikes; undefined where it gets no answer. */
async function balanceWhile(...faults: readonly Fault[]): Promise<string | undefined> {
  return connected(SLOT_0, async (card) => {
    await card.transmit(bytesOf(SELECT_PURSE));
    if (faults.length > 0) await steer("arm", { faults });
    try {
      return hexOf(await card.transmit(bytesOf(GET_BALANCE)));
    } catch {
      return undefined;
    }
  });
}

test.serial(
  "struck by the control API at three positions: the application sees what the vocabulary says",
  async (t) => {
    await rig.reader.saying(/control is at/);
    await steer("takeOut", {});
    await untilCard(false);
    await steer("putIn", { card: "other" });
    await untilCard(true);
    t.is(await balanceWhile(), BALANCE);

    const flipped = { kind: "byte-flipped", at: "GET BALANCE, answer byte 3", bits: 1 };
    t.is(await balanceWhile(flipped), "00 01 C3 50 90 00", "the second byte behind the procedure byte");
    t.is(await balanceWhile(), BALANCE);

    t.is(await balanceWhile({ kind: "answer-withheld", at: "GET BALANCE" }), undefined);
    await steer("takeOut", {});
    await untilCard(false);
    await steer("putIn", { card: "other" });
    await untilCard(true);
    t.is(await balanceWhile(), BALANCE);

    t.is(await balanceWhile({ kind: "card-removed", at: "GET BALANCE, answer byte 2" }), undefined);
    await untilCard(false);
    await steer("repair", {});
    await untilCard(true);
    t.is(await balanceWhile(), BALANCE);

    const { faults = [] } = await steer("faults");
    t.deepEqual(
      faults.map(({ state }) => state),
      ["struck", "struck", "struck"],
    );
  },
);
