/** The prebuilt npm package pcsc-mini, which is taken where smartcard is missing, through stock pcscd and libccid. */
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { openAccount } from "@duka/driver/account/account";
import { realClock } from "@duka/driver/base/real-clock";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { openPcscReader } from "@duka/driver/pcsc/open-pcsc-reader";
import { loadPcscPackage } from "@duka/driver/pcsc/pcsc-package";
import type { Reader } from "@duka/driver/reader/reader";
import type { CardEvent } from "@duka/protocol/transport";
import test from "ava";
import { folderOf } from "../support/values/folder.js";
import { type Rig, SLOT_0, setUpRig } from "./harness/rig.js";
import { until } from "./harness/until.js";

const LIMIT_MS = 5000;
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
let rig: Rig;

test.before(async () => {
  rig = await setUpRig([]);
  Object.assign(process.env, rig.pcscd.environment);
});
test.after.always(() => rig?.clear());

/** As on a machine where smartcard did not compile. */
async function open(): Promise<Reader> {
  const service = await loadPcscPackage("smartcard-that-nobody-has");
  return openPcscReader({ address: "pcsc:Duka", wanted: "Duka", clock: realClock, service });
}

test.serial("a sale, with the PSAM in slot 1; the first four slots are there", async (t) => {
  const reader = await open();
  const journal = await openJournal(join(folderOf(t), "j.db"), realClock);
  try {
    t.true(reader.simulated);
    t.deepEqual(
      Array.from({ length: reader.slotCount }, (_, at) => reader.slot(at).name),
      [SLOT_0, "Duka 00 01", "Duka 00 02", "Duka 00 03"],
    );
    t.is(await reader.status(2), "absent");
    const account = openAccount({ reader, journal });
    for (const ref of ["S-1", "S-2", "S-2"])
      t.is((await account.debit({ ref, amountFen: 1250 })).outcome, "committed");
    t.like(await account.balance("purse"), { balanceFen: 47_500 });
  } finally {
    await reader.close();
    await journal.close();
  }
});

test.serial("an open card is ours alone, and free when it is closed", async (t) => {
  const [one, other] = [await open(), await open()];
  try {
    await one.slot(0).open(LIMIT_MS);
    t.like(await t.throwsAsync(other.slot(0).open(LIMIT_MS)), { code: "card-in-use", delivery: "not-sent" });
    await one.slot(0).close();
    await other.slot(0).open(LIMIT_MS);
    await other.slot(0).close();
    t.like(await t.throwsAsync(one.slot(2).open(LIMIT_MS)), { code: "card-absent", delivery: "not-sent" });
  } finally {
    await one.close();
    await other.close();
  }
});

test.serial("a card that is pulled and put back is told, and answers again", async (t) => {
  const reader = await open();
  try {
    const slot = reader.slot(0);
    const events: CardEvent[] = [];
    await slot.open(LIMIT_MS);
    const stop = slot.onCard((event) => events.push(event));
    await rig.hand("out");
    await t.throwsAsync(slot.exchange(Uint8Array.of(0, 0x84, 0, 0, 8), LIMIT_MS), { name: "ReaderError" });
    await until("the removal", LIMIT_MS, () => (events.length === 1 ? true : undefined));
    await rig.hand("in");
    await until("the insertion", LIMIT_MS, () => (events.length === 2 ? true : undefined));
    t.deepEqual(events, ["removed", "inserted"]);
    await slot.open(LIMIT_MS);
    t.is((await slot.exchange(Uint8Array.of(0, 0x84, 0, 0, 8), LIMIT_MS)).length, 10);
    stop();
  } finally {
    await reader.close();
  }
});

test.serial(
  "a service that goes ends no process, also when what was open is collected; without it PC/SC does not run",
  async (t) => {
    const readers = [await open(), await open(), await open(), await open()];
    await rig.pcscd.stop();
    for (const reader of readers.splice(0)) await reader.close();
    for (let round = 0; round < 20; round++) {
      collectGarbage();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const error = await t.throwsAsync(open());
    t.like(error, { name: "ReaderError", code: "link-lost", delivery: "not-sent" });
    t.regex(error.message, /SCARD_E_NO_SERVICE/);
  },
);
