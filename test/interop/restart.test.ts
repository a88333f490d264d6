/** What stock pcscd does when the reader restarts, goes away, or pcscd itself is restarted. */
import test from "ava";
import { type Desk, SLOT_0, setUpDesk, TRANSFER_ATR } from "./harness/desk.js";
import {
  bytesOf,
  type Card,
  type Context,
  hexOf,
  loadSmartcard,
  type Smartcard,
} from "./harness/smartcard.js";
import { until } from "./harness/until.js";

/** The reader is silent for 4 s, then a poll of 400 ms finds it. */
const RECOVERED_MS = 10_000;

let desk: Desk;
let smartcard: Smartcard;

test.before(async () => {
  desk = await setUpDesk(["--card", "transfer"]);
  smartcard = await loadSmartcard(desk.pcscd.environment);
});
test.after.always(() => desk?.clear());

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
  "a reader that restarts on an open line is silent until pcscd has lost patience, then serves again",
  async (t) => {
    t.is(await tryCommand(), "00 01 90 00");
    await desk.hand("restart");
    const answer = await until("the reader to be back", RECOVERED_MS, tryCommand, () =>
      desk.pcscd.log().slice(-4000),
    );
    t.is(answer, "00 01 90 00");
    t.true(desk.pcscd.isRunning());
    for (let round = 0; round < 10; round++) t.is(await tryCommand(), "00 01 90 00");
  },
);

test.serial(
  "pcscd restarted on the same line finds the reader as it was left, powered card included",
  async (t) => {
    t.is(await tryCommand(), "00 01 90 00");
    await desk.restartPcscd();
    t.is(await tryCommand(), "00 01 90 00");
  },
);

test.serial("a reader that was gone is there again after pcscd is restarted", async (t) => {
  await desk.reader.stop();
  await desk.restartReader();
  await desk.restartPcscd();
  const { output } = await desk.pcscd.client(["opensc-tool", "-r", "0", "-a"]);
  t.regex(output.toUpperCase().replaceAll(":", " "), new RegExp(TRANSFER_ATR));
  t.is(await tryCommand(), "00 01 90 00");
});

test.serial("pcscd started while no reader is there comes up without it", async (t) => {
  await desk.pcscd.stop();
  await desk.reader.stop();
  await desk.restartPcscd();
  const { output } = await desk.pcscd.client(["opensc-tool", "-l"]);
  t.regex(output, /No smart card readers found/);
});
