/** The driver's own `pcsc:` transport, through stock pcscd and libccid. */
import { fileURLToPath } from "node:url";
import type { Reader } from "@duka/driver/reader/reader";
import { openReader } from "@duka/driver/readers/open-reader";
import type { CardEvent } from "@duka/protocol/transport";
import test from "ava";
import { start } from "./harness/child.js";
import { type Rig, SLOT_0, setUpRig, TRANSFER_ATR } from "./harness/rig.js";
import { bytesOf, hexOf, loadSmartcard, type Smartcard } from "./harness/smartcard.js";
import { until } from "./harness/until.js";

const LIMIT_MS = 5000;
const TILL = fileURLToPath(new URL("harness/till.js", import.meta.url));
let rig: Rig;
let smartcard: Smartcard;
let reader: Reader;

test.before(async () => {
  rig = await setUpRig(["--card", "transfer"]);
  smartcard = await loadSmartcard(rig.pcscd.environment);
  reader = await openReader("pcsc:Duka");
});
test.after.always(async () => {
  await reader?.close();
  await rig?.clear();
});

function apdu(hex: string): Uint8Array {
  return Uint8Array.from(bytesOf(hex));
}

test.serial(
  "pcsc:NAME finds the reader by part of its name; its slots are the names' slot numbers",
  async (t) => {
    t.is(reader.slotCount, 5);
    t.is(reader.slot(0).name, SLOT_0);
    t.is(reader.slot(1).name, "Duka 00 01");
    t.is(await reader.status(2), "absent");
    t.throws(() => reader.slot(5), { instanceOf: RangeError });
  },
);

test.serial("a simulated reader is known as one through PC/SC too", (t) => {
  t.true(reader.simulated);
});

test.serial("open resets the card and answers its ATR; exchange carries every case", async (t) => {
  const slot = reader.slot(0);
  t.is(hexOf(await slot.open(LIMIT_MS)), TRANSFER_ATR);
  t.is(await reader.status(0), "active");
  t.is(hexOf(await slot.exchange(apdu("80 10 00 00"), LIMIT_MS)), "90 00");
  t.is((await slot.exchange(apdu("80 12 00 00 00"), LIMIT_MS)).length, 258);
  t.is(hexOf(await slot.exchange(apdu("80 14 00 00 02 01 02"), LIMIT_MS)), "90 00");
  t.is(hexOf(await slot.exchange(apdu("80 16 00 00 02 01 02 02"), LIMIT_MS)), "61 02");
  await slot.open(LIMIT_MS);
  t.is(hexOf(await slot.exchange(apdu("80 1A 00 00 04"), LIMIT_MS)), "00 00 00 01 90 00");
  await slot.close();
});

test.serial(
  "an open card is ours alone: nobody else can connect, and an open one of others is card-in-use",
  async (t) => {
    const context = new smartcard.Context();
    const other = context.listReaders().find((each) => each.name === SLOT_0)!;
    await reader.slot(0).open(LIMIT_MS);
    await t.throwsAsync(other.connect(smartcard.SCARD_SHARE_SHARED, smartcard.SCARD_PROTOCOL_T0), {
      message: "Sharing violation",
    });
    await reader.slot(0).close();
    const theirs = await other.connect(smartcard.SCARD_SHARE_SHARED, smartcard.SCARD_PROTOCOL_T0);
    const error = await t.throwsAsync(reader.slot(0).open(LIMIT_MS));
    t.like(error, { name: "ReaderError", code: "card-in-use", delivery: "not-sent" });
    t.regex(error.message, /in use by another program$/);
    theirs.disconnect(smartcard.SCARD_LEAVE_CARD);
    context.close();
  },
);

test.serial("a card that another of our processes has is told by its name and number", async (t) => {
  const till = start([process.execPath, TILL], rig.pcscd.environment);
  const isHolding = () => (till.printed().includes("has the card") ? true : undefined);
  await until("the till", LIMIT_MS, isHolding, () => till.printed());
  const error = await t.throwsAsync(reader.slot(0).open(LIMIT_MS));
  t.is(error.message, `${SLOT_0}: power on: in use by pharmacy-till (process ${till.pid})`);
  await till.stop();
  // pcscd needs a moment to see that its client has died.
  await until("the card to be free", LIMIT_MS, () =>
    reader
      .slot(0)
      .open(LIMIT_MS)
      .catch(() => undefined),
  );
  await reader.slot(0).close();
});

test.serial("an empty slot is card-absent, not sent", async (t) => {
  const error = await t.throwsAsync(reader.slot(2).open(LIMIT_MS));
  t.like(error, { name: "ReaderError", code: "card-absent", delivery: "not-sent" });
});

test.serial("a card pulled before a command: card-removed, unknown; movement is told", async (t) => {
  const slot = reader.slot(0);
  const events: CardEvent[] = [];
  await slot.open(LIMIT_MS);
  const stop = slot.onCard((event) => events.push(event));
  await rig.hand("out");
  const error = await t.throwsAsync(slot.exchange(apdu("80 10 00 00"), LIMIT_MS));
  t.like(error, { name: "ReaderError", delivery: "unknown" });
  await until("the removal", LIMIT_MS, () => (events.length === 1 ? true : undefined));
  await rig.hand("in");
  await until("the insertion", LIMIT_MS, () => (events.length === 2 ? true : undefined));
  t.deepEqual(events, ["removed", "inserted"]);
  stop();
  t.is(hexOf(await slot.open(LIMIT_MS)), TRANSFER_ATR);
  await slot.close();
});

test.serial("an unknown name says which readers there are", async (t) => {
  const error = await t.throwsAsync(openReader("pcsc:Nothing"));
  t.like(error, { name: "ReaderError", code: "no-reader" });
  t.regex(error.message, /Duka 00 00, Duka 00 01/);
});
