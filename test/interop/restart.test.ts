/** What stock pcscd does when the reader restarts, goes away, or pcscd itself is restarted. */
import test from "ava";
import { type Rig, SLOT_0, setUpRig, TRANSFER_ATR } from "./harness/rig.js";
import {
  bytesOf,
  type Card,
  type Context,
  hexOf,
  loadSmartcard,
  type Smartcard,
} from "./harness/smartcard.js";
import { until } from "./harness/until.js";

/** A poll that was under way waits 3 s for its answer, and each slot is polled every 400 ms. */
const RECOVERED_MS = 15_000;
/** The upper half of dwEventState counts insertions and removals. */
const COUNTER_SHIFT = 16;

let rig: Rig;
let smartcard: Smartcard;

test.before(async () => {
  rig = await setUpRig(["--card", "transfer"]);
  smartcard = await loadSmartcard(rig.pcscd.environment);
});
test.after.always(() => rig?.clear());

/** One command in a connection and a context of its own; undefined when anything of it fails. */
async function tryCommand(): Promise<string | undefined> {
  let context: Context | undefined;
  let card: Card | undefined;
  try {
    context = new smartcard.Context();
    const reader = context.listReaders().find((each) => each.name === SLOT_0);
    card = await reader?.connect(smartcard.SCARD_SHARE_EXCLUSIVE, smartcard.SCARD_PROTOCOL_T0);
    return card === undefined ? undefined : hexOf(await card.transmit(bytesOf("80 12 02 00 02")));
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  } finally {
    card?.disconnect(smartcard.SCARD_LEAVE_CARD);
    context?.close();
  }
}

test.serial(
  "a reader that restarts on an open line has lost its card to pcscd, which finds it again by polling",
  async (t) => {
    const context = new smartcard.Context();
    const slot = () => context.listReaders().find((each) => each.name === SLOT_0);
    // With an open connection the card keeps its power: one without would not be missed.
    const card = await slot()!.connect(smartcard.SCARD_SHARE_SHARED, smartcard.SCARD_PROTOCOL_T0);
    t.is(hexOf(await card.transmit(bytesOf("80 12 02 00 02"))), "00 01 90 00");
    const state = () => slot()?.state ?? 0;
    const eventsBefore = state() >>> COUNTER_SHIFT;
    await rig.hand("restart");
    await until(
      "pcscd to see the card anew",
      RECOVERED_MS,
      () => {
        const now = state();
        const isPresent = (now & smartcard.SCARD_STATE_PRESENT) !== 0;
        return isPresent && now >>> COUNTER_SHIFT > eventsBefore ? true : undefined;
      },
      () => rig.pcscd.log(),
    );
    card.disconnect(smartcard.SCARD_LEAVE_CARD);
    context.close();
    t.true(rig.pcscd.isRunning());
    for (let round = 0; round < 10; round++) t.is(await tryCommand(), "00 01 90 00");
  },
);

test.serial(
  "a command that meets a reader just restarted ends at once, and the next ones work",
  async (t) => {
    t.is(await tryCommand(), "00 01 90 00");
    await rig.hand("restart");
    // Kept waiting for an answer that never comes, libccid would not let go for 232 s; the client's own limit is far
    // below.
    await tryCommand();
    await until(
      "a command to work again",
      RECOVERED_MS,
      async () => ((await tryCommand()) === "00 01 90 00" ? true : undefined),
      () => rig.pcscd.log(),
    );
    t.true(rig.pcscd.isRunning());
  },
);

test.serial(
  "pcscd restarted on the same line finds the reader as it was left, powered card included",
  async (t) => {
    t.is(await tryCommand(), "00 01 90 00");
    await rig.restartPcscd();
    t.is(await tryCommand(), "00 01 90 00");
  },
);

test.serial("a reader that was gone is there again after pcscd is restarted", async (t) => {
  await rig.restartReader();
  await rig.restartPcscd();
  const { output } = await rig.pcscd.client(["opensc-tool", "-r", "0", "-a"]);
  t.regex(output.toUpperCase().replaceAll(":", " "), new RegExp(TRANSFER_ATR));
  t.is(await tryCommand(), "00 01 90 00");
});

test.serial("pcscd started while no reader is there comes up without it", async (t) => {
  await rig.pcscd.stop();
  await rig.stopReader();
  await rig.restartPcscd();
  const { output } = await rig.pcscd.client(["opensc-tool", "-l"]);
  t.regex(output, /No smart card readers found/);
});
