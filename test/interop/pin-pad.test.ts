/**
 * PIN entry through stock pcscd and libccid, whose type GemPCPinPad has FEATURE_VERIFY_PIN_DIRECT and MODIFY_PIN_DIRECT
 * (PC/SC part 10): the keys are pressed on the simulated keypad.
 */

import { changeEntry, verifyEntry } from "@duka/driver/password/pin-format";
import type { Reader } from "@duka/driver/reader/reader";
import { openReader } from "@duka/driver/readers/open-reader";
import type { PinEntryOptions, PinResult, SecurePin, Transport } from "@duka/protocol/transport";
import test from "ava";
import { changeCard } from "./harness/card-change.js";
import { type Rig, SLOT_0, setUpBench } from "./harness/rig.js";
import { bytesOf, type Context, hexOf, loadSmartcard, type Smartcard } from "./harness/smartcard.js";

const LIMIT_MS = 10_000;
/** Keys are pressed as fast as people do, so the whole world is made to live faster. */
const SPEED = 16;
const OPTIONS: PinEntryOptions = { deadlineMs: 20_000 };
const SIX = { lengthMin: 6, lengthMax: 6 };
const SELECT_PURSE = Uint8Array.from(bytesOf("00 A4 04 00 09 A0 00 00 00 03 86 98 07 01 00"));
const CM_IOCTL_GET_FEATURE_REQUEST = 0x42000000 + 3400;

let rig: Rig;
let smartcard: Smartcard;
let context: Context;
let reader: Reader;

test.before(async () => {
  rig = await setUpBench("pinpad", SPEED);
  smartcard = await loadSmartcard(rig.pcscd.environment);
  context = new smartcard.Context();
  reader = await openReader("pcsc:Duka");
});
test.after.always(async () => {
  await reader?.close();
  context?.close();
  await rig?.clear();
});

/** Each is typed when the reader asks. */
type Case = {
  readonly title: string;
  readonly keys: string;
  readonly ask: (pad: SecurePin) => Promise<PinResult>;
  /** The response, or how it ended without the card. */
  readonly result: string;
};

const verify = (pad: SecurePin) => pad.verify(verifyEntry(SIX, "zh"), OPTIONS);
/** The shortest time-out that there is. */
const verifySoon = (pad: SecurePin) => pad.verify({ ...verifyEntry(SIX, "zh"), timeOutS: 1 }, OPTIONS);
const modify = (pad: SecurePin) => pad.modify(changeEntry(SIX, "zh"), OPTIONS);
const modifySoon = (pad: SecurePin) => pad.modify({ ...changeEntry(SIX, "zh"), timeOutS: 1 }, OPTIONS);

/** One after the other with the same card: its tries are counted. */
const CASES: readonly Case[] = [
  { title: "the right PIN", keys: "123456#", ask: verify, result: "90 00" },
  { title: "a wrong PIN", keys: "999999#", ask: verify, result: "63 C5" },
  { title: "a PIN with a corrected key", keys: "129*3456#", ask: verify, result: "90 00" },
  {
    title: "a PIN too short is not taken before its last key",
    keys: "123#456#",
    ask: verify,
    result: "90 00",
  },
  { title: "a PIN too short and nothing more", keys: "123#", ask: verifySoon, result: "timedOut" },
  { title: "cancelled", keys: "123C", ask: verify, result: "cancelled" },
  { title: "nobody types", keys: "", ask: verifySoon, result: "timedOut" },
  { title: "a change", keys: "123456#654321#654321#", ask: modify, result: "90 00" },
  { title: "a change with the old PIN wrong", keys: "123456#111111#111111#", ask: modify, result: "63 C5" },
  { title: "a change whose new PINs differ", keys: "654321#111111#111112#", ask: modify, result: "mismatch" },
  { title: "a change cancelled at the new PIN", keys: "654321#11C", ask: modify, result: "cancelled" },
  { title: "a change given up at the new PIN", keys: "654321#11", ask: modifySoon, result: "timedOut" },
  { title: "the new PIN", keys: "654321#", ask: verify, result: "90 00" },
];

const CARDS: readonly (readonly [name: string, words: string])[] = [
  ["T=0", "protocol=0 ta1=97"],
  ["T=1 with LRC", "protocol=1 ta1=97"],
  ["T=1 with CRC", "protocol=1 edc=crc ta1=97"],
];

for (const [name, words] of CARDS) {
  test.serial(
    `a card of ${name}: right, wrong, too short, corrected, cancelled, timed out, changed`,
    async (t) => {
      await changeCard(rig, smartcard, context, `card hangzhou ${words}`);
      const slot = reader.slot(0);
      await slot.open(LIMIT_MS);
      await selectPurse(slot);
      for (const { title, keys, ask, result } of CASES) {
        if (keys !== "") await rig.hand(`keys ${keys}`);
        const got = await ask(slot.securePin!);
        t.is(got.outcome === "answered" ? hexOf(got.response) : got.outcome, result, title);
        t.is(await selectPurse(slot), "90 00", `the next command after ${title}`);
      }
      await slot.close();
    },
  );
}

async function selectPurse(slot: Transport): Promise<string> {
  let response = await slot.exchange(SELECT_PURSE, LIMIT_MS);
  if (response.at(-2) === 0x61) {
    response = await slot.exchange(Uint8Array.of(0x00, 0xc0, 0, 0, response.at(-1)!), LIMIT_MS);
  }
  return hexOf(response.subarray(-2));
}

test.serial(
  "any application finds the features, the keypad's properties, and has a PIN verified",
  async (t) => {
    await changeCard(rig, smartcard, context, "card hangzhou protocol=0 ta1=97");
    const slot = context.listReaders().find(({ name }) => name === SLOT_0)!;
    const card = await slot.connect(smartcard.SCARD_SHARE_EXCLUSIVE, smartcard.SCARD_PROTOCOL_T0);
    const ask = async (code: number, data = "") => hexOf(await card.control(code, bytesOf(data)));
    t.is(
      await ask(CM_IOCTL_GET_FEATURE_REQUEST),
      "06 04 42 33 00 06 07 04 42 33 00 07 0A 04 42 33 00 0A 12 04 42 33 00 12",
    );
    t.is(await ask(0x4233000a), "00 00 07 00");
    const properties = await ask(0x42330012);
    for (const property of ["06 01 04", "07 01 0C", "0A 04 00 00 01 00"])
      t.true(properties.includes(property));
    await card.transmit(bytesOf("00 A4 04 00 09 A0 00 00 00 03 86 98 07 01"));
    await rig.hand("keys 123456#");
    const structure = "1E 1E 81 03 00 06 06 02 01 09 04 00 00 00 00 08 00 00 00 00 20 00 00 03 FF FF FF";
    t.is(await ask(0x42330006, structure), "90 00");
    card.disconnect(smartcard.SCARD_UNPOWER_CARD);
  },
);
