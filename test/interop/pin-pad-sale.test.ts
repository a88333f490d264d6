/**
 * A whole sale through stock pcscd with the password typed on the reader's keypad. The type with a keypad has no slot
 * for a PSAM, so the centre's key server stands in for it.
 */
import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openAccount } from "@duka/driver/account/account";
import { realClock } from "@duka/driver/base/real-clock";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { openReader } from "@duka/driver/readers/open-reader";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import { leaksOf } from "../support/programs/secret.js";
import { openInsurance } from "../support/shop/insurance.js";
import { LONG_PASSWORDS } from "../support/shop/pin-pad-shop.js";
import { changeCard } from "./harness/card-change.js";
import { type Rig, setUpBench } from "./harness/rig.js";
import { bytesOf, type Context, loadSmartcard, type Smartcard } from "./harness/smartcard.js";

/** Twelve keys take people long. */
const SPEED = 4;

let rig: Rig;
let smartcard: Smartcard;
let context: Context;

test.before(async () => {
  rig = await setUpBench("pinpad", SPEED);
  smartcard = await loadSmartcard(rig.pcscd.environment);
  context = new smartcard.Context();
});
test.after.always(async () => {
  context?.close();
  await rig?.clear();
});

for (const [name, words] of [
  ["T=0", "protocol=0 ta1=96"],
  ["T=1", "protocol=1 ta1=96"],
] as const) {
  test.serial(`a card of ${name}: sold; the password is in no frame, log or result`, async (t) => {
    const password = Array.from({ length: 12 }, () => randomInt(10)).join("");
    await changeCard(rig, smartcard, context, `card hangzhou password=${password} ${words}`);
    const insurance = await openInsurance(realClock, findProfile("hangzhou"));
    const reader = await openReader("pcsc:Duka");
    const journal = await openJournal(":memory:", realClock);
    const { centre } = insurance;
    const account = openAccount({ reader, journal, centre, profile: LONG_PASSWORDS, pinPad: true });
    await rig.hand(`keys ${password}#`);
    const outcome = await account.debit({ ref: "S-1", amountFen: 1250 });
    t.like(outcome, { outcome: "committed", mac2: "verified", balanceAfterFen: 48750, simulated: true });
    const log = readFileSync(join(rig.folder, "log"));
    t.deepEqual(leaksOf(password, Buffer.from(JSON.stringify(outcome))), []);
    t.deepEqual(leaksOf(password, log), []);
    const frames = log.toString("latin1").match(/(?:<-|->) \S+ (?:[0-9A-F]{2} )+/g) ?? [];
    t.true(frames.length > 100);
    const bytes = frames.flatMap((frame) => bytesOf(frame.replace(/^\S+ \S+ /, "")));
    t.deepEqual(leaksOf(password, Uint8Array.from(bytes)), []);
    await reader.close();
    await journal.close();
  });
}
