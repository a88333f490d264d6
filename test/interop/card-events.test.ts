/**
 * Card movement, through stock pcscd and libccid: it polls each slot every 400 ms, and movement is what two polls
 * differ in.
 */
import test from "ava";
import { OTHER_TRANSFER_ATR, type Rig, SLOT_0, SLOT_1, setUpRig, TRANSFER_ATR } from "./harness/rig.js";
import { bytesOf, type Context, hexOf, loadSmartcard, type Smartcard } from "./harness/smartcard.js";
import { until } from "./harness/until.js";

/** Two polls, and the answer to reset of the new card. */
const SEEN_MS = 3000;
/** SCARD_STATE_CHANGED is told by PC/SC, never to it. */
const CHANGED = 0x0002;

let rig: Rig;
let smartcard: Smartcard;
let context: Context;

test.before(async () => {
  rig = await setUpRig(["--card", "transfer"]);
  smartcard = await loadSmartcard(rig.pcscd.environment);
  context = new smartcard.Context();
});
test.after.always(async () => {
  context?.close();
  await rig?.clear();
});

function slot(name: string) {
  const reader = context.listReaders().find((each) => each.name === name);
  if (reader === undefined) throw new Error(`${name} is not listed`);
  return {
    ...reader,
    atr: hexOf(reader.atr),
    isPresent: (reader.state & smartcard.SCARD_STATE_PRESENT) !== 0,
    reader,
  };
}

function seen(what: string, look: () => boolean): Promise<true> {
  return until(
    what,
    SEEN_MS,
    () => (look() ? true : undefined),
    () => rig.pcscd.log(),
  );
}

test.serial(
  "a removed card is gone, an inserted one is there with its ATR; the other slot is not touched",
  async (t) => {
    const samBefore = slot(SLOT_1).state;
    await rig.hand("out");
    await seen("the removal", () => !slot(SLOT_0).isPresent);
    t.is(slot(SLOT_0).atr, "");
    await rig.hand("in");
    await seen("the insertion", () => slot(SLOT_0).isPresent);
    t.is(slot(SLOT_0).atr, TRANSFER_ATR);
    t.is(slot(SLOT_1).state, samBefore);
  },
);

test.serial("a removal in slot 1 is seen there alone", async (t) => {
  const userBefore = slot(SLOT_0).state;
  await rig.hand("out 1");
  await seen("the removal", () => !slot(SLOT_1).isPresent);
  t.is(slot(SLOT_0).state, userBefore);
  await rig.hand("in 1");
  await seen("the insertion", () => slot(SLOT_1).isPresent);
});

test.serial(
  "a card swapped between two polls ends the connection to the former one, and the new ATR is told",
  async (t) => {
    const card = await slot(SLOT_0).reader.connect(smartcard.SCARD_SHARE_SHARED, smartcard.SCARD_PROTOCOL_T0);
    t.is(hexOf(await card.transmit(bytesOf("80 10 00 00"))), "90 00");
    await rig.hand("swap");
    await seen("the other card", () => slot(SLOT_0).atr === OTHER_TRANSFER_ATR);
    await t.throwsAsync(card.transmit(bytesOf("80 10 00 00")));
    card.disconnect(smartcard.SCARD_LEAVE_CARD);
    const other = await slot(SLOT_0).reader.connect(
      smartcard.SCARD_SHARE_SHARED,
      smartcard.SCARD_PROTOCOL_T0,
    );
    t.is(hexOf(await other.transmit(bytesOf("80 10 00 00"))), "90 00");
    other.disconnect(smartcard.SCARD_LEAVE_CARD);
    await rig.hand("swap");
    await seen("the first card", () => slot(SLOT_0).atr === TRANSFER_ATR);
  },
);

test.serial("a command after the card was pulled fails at once, and a card put back works", async (t) => {
  const card = await slot(SLOT_0).reader.connect(smartcard.SCARD_SHARE_SHARED, smartcard.SCARD_PROTOCOL_T0);
  await rig.hand("out");
  const startMs = performance.now();
  await t.throwsAsync(card.transmit(bytesOf("80 10 00 00")));
  t.true(performance.now() - startMs < 1000);
  card.disconnect(smartcard.SCARD_LEAVE_CARD);
  await seen("the removal", () => !slot(SLOT_0).isPresent);
  await rig.hand("in");
  await seen("the insertion", () => slot(SLOT_0).isPresent);
  const again = await slot(SLOT_0).reader.connect(smartcard.SCARD_SHARE_SHARED, smartcard.SCARD_PROTOCOL_T0);
  t.is(hexOf(await again.transmit(bytesOf("80 10 00 00"))), "90 00");
  again.disconnect(smartcard.SCARD_LEAVE_CARD);
});

test.serial("waitForChange tells each movement", async (t) => {
  let state = slot(SLOT_0).state;
  for (const word of ["out", "in"]) {
    const before = state & smartcard.SCARD_STATE_PRESENT;
    const moved = (async () => {
      // Other changes, such as that nobody uses the card any more, may come between.
      while ((state & smartcard.SCARD_STATE_PRESENT) === before) {
        const changed = await context.waitForChange([{ name: SLOT_0, state: state & ~CHANGED }], SEEN_MS);
        if (changed?.[0] === undefined) return false;
        state = changed[0].state;
      }
      return true;
    })();
    await rig.hand(word);
    t.true(await moved, word);
  }
});
