/**
 * A reader that has become mute: every call that speaks to it ends at its deadline and when it is given up. The rows
 * are held against what the objects really offer, so that no call can be added without its end.
 */
import * as driver from "@duka/driver";
import { openAccount } from "@duka/driver/account/account";
import type { Limits } from "@duka/driver/base/deadline";
import { openCardSession } from "@duka/driver/card/card-session";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { noReader } from "@duka/driver/reader/reader-loss";
import { createReconnectingReader } from "@duka/driver/reader/reconnecting-reader";
import { getChallenge } from "@duka/protocol/commands/iso7816";
import test from "ava";
import { openFake } from "../../support/reader/open-fake.js";
import { VOUCHING } from "../../support/shop/insurance.js";

const DEADLINE_MS = 700;
const GIVEN_UP_MS = 200;
const GET_CHALLENGE = Uint8Array.of(0x00, 0x84, 0x00, 0x00, 0x04);
/** What letting go may take: every open slot is told to power down, for 1500 ms each. */
const CLOSE_MS = 3000;

/** Everything is open, and from now on the reader says nothing. */
async function muteRig() {
  let isMute = false;
  const { reader: first, clock } = await openFake({ slots: 2, reply: () => (isMute ? [] : undefined) });
  const reader = createReconnectingReader({
    first,
    reopen: async () => {
      throw noReader("gone", { en: "put it back", zh: "请插回" });
    },
  });
  const session = await openCardSession(reader.slot(0), clock.driver);
  const journal = await openJournal(":memory:", clock.driver);
  const account = openAccount({
    reader,
    journal,
    cardSlot: 1,
    centre: {
      institutionId: "H1",
      simulated: true,
      call: async () => {
        throw new Error("the card comes first");
      },
    },
  });
  isMute = true;
  return { reader, duka: reader.duka!, slot: reader.slot(0), other: reader.slot(1), session, account, clock };
}

type Rig = Awaited<ReturnType<typeof muteRig>>;
type Call = (rig: Rig, limits: Limits) => Promise<unknown>;
type Rows = { readonly [name: string]: Call };

const AT_WINDOW = { ref: "W-1", window: "W-1", operator: "clerk", vouching: VOUCHING } as const;
/** A bill that was paid in cash elsewhere. */
const REIMBURSED = {
  ...AT_WINDOW,
  ref: "R-1",
  visit: "treatment",
  totalFen: 1,
  of: { institutionId: "H2", ref: "B-1" },
} as const;

const READER: Rows = { status: ({ reader }, limits) => reader.status(0, limits) };
const SLOT: Rows = {
  open: ({ slot }, { deadlineMs = DEADLINE_MS, signal }) => slot.open(deadlineMs, signal),
  exchange: ({ slot }, { deadlineMs = DEADLINE_MS, signal }) =>
    slot.exchange(GET_CHALLENGE, deadlineMs, signal),
};
const SESSION: Rows = {
  send: ({ session }, limits) => session.send(getChallenge, { le: 4 }, limits),
};
const DUKA: Rows = {
  prompt: ({ duka }, limits) => duka.prompt("insertCard", limits),
  pinTexts: ({ duka }, limits) => duka.pinTexts(["enterOld", "enterNew", "enterAgain"], "en", limits),
  persona: ({ duka }, limits) => duka.persona(limits),
  setPersona: ({ duka }, limits) => duka.setPersona("pinpad", limits),
  selfTest: ({ duka }, limits) => duka.selfTest(limits),
  restart: ({ duka }, limits) => duka.restart(limits),
  statistics: ({ duka }, limits) => duka.statistics(limits),
  memory: ({ duka }, limits) => duka.memory(limits),
};
const ACCOUNT: Rows = {
  debit: ({ account }, limits) => account.debit({ ref: "S-1", amountFen: 1, ...given(limits) }),
  credit: ({ account }, limits) => account.credit({ ref: "L-1", amountFen: 1, ...given(limits) }),
  settleBill: ({ account }, limits) =>
    account.settleBill({ ref: "V-1", visit: "treatment", totalFen: 1, ...given(limits) }),
  reimburse: ({ account }, limits) => account.reimburse(REIMBURSED, limits),
  changePassword: ({ account }, limits) => account.changePassword(limits),
  resetPassword: ({ account }, limits) => account.resetPassword(AT_WINDOW, limits),
  unblockPassword: ({ account }, limits) => account.unblockPassword(AT_WINDOW, limits),
  verifyOldCard: ({ account }, limits) => account.verifyOldCard(limits),
  activate: ({ account }, limits) => account.activate(AT_WINDOW, limits),
  log: ({ account }, limits) => account.log("purse", limits),
  recover: ({ account }, limits) => account.recover(limits),
  balance: ({ account }, limits) => account.balance("purse", limits),
  card: ({ account }, limits) => account.card(limits),
};
const EXPORTED: Rows = {
  openCardSession: ({ other, clock }, limits) => driver.openCardSession(other, clock.driver, limits),
};

/** They answer at once, or end by themselves. */
const WITHOUT_LIMITS: { readonly [object: string]: readonly string[] } = {
  reader: ["slot", "onReader", "close"],
  slot: ["close", "line", "onCard"],
  session: ["close"],
  duka: [],
  // Of a sale that the journal does not know: refused without the reader.
  account: ["reverse", "resettle"],
  // Opening, listing and watching have tests of their own; the others know no reader.
  exported: [
    ...[
      "openReader",
      "describeReader",
      "listReaders",
      "watchReaders",
      "configuredReaders",
      "openAccount",
      "openJournal",
    ],
    ...["openHttpCentre", "openSettlement", "exportDay", "dayCsv", "outcomeJson", "explain", "mayHaveActed"],
    ...["isRefusal", "checkCityProfile", "cityProfile", "receiptBytes", "receiptLines", "receiptText"],
    ...["fenOfYuan", "yuanText", "ClockError", "EquipmentError", "JournalError", "Password", "PrinterError"],
    ...["ReaderError", "openServicePoint", "openRegisterDesk", "closeCase", "reconcileDay", "openBlacklist"],
    ...["updateReader", "UpdateError", "updateBlacklist", "receiptEscPos", "receiptSvg", "sendToPrinter"],
  ],
};

const OBJECTS: { readonly [object: string]: [rows: Rows, of: (rig: Rig) => object] } = {
  reader: [READER, ({ reader }) => reader],
  slot: [SLOT, ({ slot }) => slot],
  session: [SESSION, ({ session }) => session],
  duka: [DUKA, ({ duka }) => duka],
  account: [ACCOUNT, ({ account }) => account],
  exported: [EXPORTED, () => driver],
};

/** Requests have no members that are undefined. */
function given({ deadlineMs, signal }: Limits): { deadlineMs?: number; signal?: AbortSignal } {
  return { ...(deadlineMs === undefined ? {} : { deadlineMs }), ...(signal === undefined ? {} : { signal }) };
}

for (const [object, [rows, of]] of Object.entries(OBJECTS)) {
  test(`no call of ${object} without an end`, async (t) => {
    const offered = Object.entries(of(await muteRig()))
      .filter(([, member]) => typeof member === "function")
      .map(([name]) => name);
    t.deepEqual(offered.sort(), [...Object.keys(rows), ...WITHOUT_LIMITS[object]!].sort());
  });

  // An account lets the card go before it answers.
  const lettingGoMs = object === "account" ? CLOSE_MS : 0;
  for (const [name, call] of Object.entries(rows)) {
    test(`${object}.${name} of a mute reader ends at its deadline, and when it is given up`, async (t) => {
      const late = await muteRig();
      const began = late.clock.nowMs();
      t.like(await t.throwsAsync(call(late, { deadlineMs: DEADLINE_MS })), { code: "timeout" });
      t.true(late.clock.nowMs() - began <= DEADLINE_MS + lettingGoMs);
      const rig = await muteRig();
      const abort = new AbortController();
      const start = rig.clock.nowMs();
      rig.clock.after(GIVEN_UP_MS, () => abort.abort());
      t.like(await t.throwsAsync(call(rig, { signal: abort.signal })), { code: "aborted" });
      t.true(rig.clock.nowMs() - start <= GIVEN_UP_MS + lettingGoMs);
    });
  }
}

test("letting go of a mute reader ends by itself: session, slot and reader", async (t) => {
  const { reader, session, slot, clock } = await muteRig();
  const began = clock.nowMs();
  await t.throwsAsync(session.close(), { name: "ReaderError" });
  await slot.close().catch(() => undefined);
  await reader.close();
  t.true(clock.nowMs() - began <= CLOSE_MS);
});
