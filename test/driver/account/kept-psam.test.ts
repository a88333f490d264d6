/** A till keeps its PSAM powered from one sale to the next, and gives it up for whatever may have changed it. */
import { type AccountEvent, type AccountOptions, openAccount } from "@duka/driver";
import { deadlineAfter } from "@duka/driver/base/deadline";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { type Around, around } from "@duka/driver/reader/around";
import { startReader } from "@duka/driver/reader/reader";
import { openChips } from "@duka/simulator/card/open-chips";
import test from "ava";
import { cableRig } from "../../support/reader/cable-rig.js";

const SALE = { amountFen: 100 };
const PSAM_IDLE_MS = 30_000;
const REFUSED = Uint8Array.of(0x69, 0x85);
const INIT_SAM = 0x70;
const CREDIT_SAM = 0x72;
const DEBIT = 0x54;

type Shop = Awaited<ReturnType<typeof openShop>>;

/** A till whose PSAM slot tells what is asked of it. */
async function openShop() {
  const rig = await cableRig();
  const { reader, world } = rig;
  const journal = await openJournal(":memory:", world.clock);
  /** "open", "close", or the instruction of a command to the PSAM. */
  const asked: (string | number)[] = [];
  /** What stands in for an answer, by slot: undefined lets the command through. */
  const faults: { [slot: number]: (ins: number) => Uint8Array | undefined } = {};
  const heard: AccountEvent["type"][] = [];
  const layer =
    (index: number): Around =>
    (below) => ({
      async call(call) {
        const ins = call.do === "exchange" ? call.command[1]! : undefined;
        if (index === 1 && call.do !== "verify" && call.do !== "modify") asked.push(ins ?? call.do);
        const instead = ins === undefined ? undefined : faults[index]?.(ins);
        return instead === undefined ? below.call(call) : { outcome: "answered", response: instead };
      },
    });
  const tillReader = {
    clock: reader.clock,
    simulated: true,
    meter: reader.meter,
    slot: (index: number) => around(reader.slot(index), layer(index)),
  };
  const open = (options: Partial<AccountOptions> = {}) =>
    openAccount({ reader: tillReader, journal, onEvent: ({ type }) => heard.push(type), ...options });
  const wait = (ms: number) => new Promise<void>((resolve) => void world.clock.after(ms, resolve));
  const close = async () => {
    await journal.close();
    await rig.close();
  };
  return { ...rig, journal, account: open(), open, asked, faults, heard, wait, close };
}

/** Beginning of what a PSAM is asked when it is powered for this sale: its reset, its terminal number. */
const ANEW = ["open", 0xb0, 0xa4];

test("the second sale of a till asks its PSAM for MAC1 and the check of MAC2 alone", async (t) => {
  const { account, asked, close } = await openShop();
  t.like(await account.debit({ ref: "A", ...SALE }), { outcome: "committed", terminalSequence: 1 });
  t.deepEqual(asked, [...ANEW, INIT_SAM, CREDIT_SAM]);
  asked.length = 0;
  t.like(await account.debit({ ref: "B", ...SALE }), {
    outcome: "committed",
    terminalSequence: 2,
    balanceBeforeFen: 49_900,
  });
  t.deepEqual(asked, [INIT_SAM, CREDIT_SAM]);
  await close();
});

test("a sale that was refused before MAC1 leaves the PSAM as it was", async (t) => {
  const { account, asked, close } = await openShop();
  t.like(await account.debit({ ref: "A", amountFen: 9_000_000 }), { reasonCode: "insufficient-balance" });
  asked.length = 0;
  t.like(await account.debit({ ref: "B", ...SALE }), { outcome: "committed" });
  t.deepEqual(asked, [INIT_SAM, CREDIT_SAM]);
  await close();
});

test("a PSAM is kept for 30 s, in which its reader is not asked, and loses its power then", async (t) => {
  const { account, asked, reader, wait, close } = await openShop();
  await account.debit({ ref: "A", ...SALE });
  await wait(PSAM_IDLE_MS - 1000);
  await account.debit({ ref: "B", ...SALE });
  t.false(asked.slice(1).includes("open"));
  await wait(PSAM_IDLE_MS - 1000);
  t.is(await reader.status(1), "active", "they count from the last sale");
  await wait(2000);
  t.is(await reader.status(1), "inactive");
  await close();
});

/** What happens between two sales. */
const GIVEN_UP: readonly [reason: string, happens: (shop: Shop) => unknown][] = [
  ["it lay idle for 30 s", ({ wait }) => wait(PSAM_IDLE_MS + 1)],
  [
    "it was taken out and put back",
    ({ world }) => {
      const socket = world.reader.slot(1);
      socket.insert(socket.remove()!);
    },
  ],
  [
    "another one was put in its place, faster than anyone polls",
    ({ world }) => void world.reader.slot(1).swap(openChips("hangzhou", undefined, 7).psam),
  ],
  [
    "the reader lost its power and came back",
    async ({ world, wait }) => {
      world.reader.powerFail();
      world.reader.powerUp();
      await wait(2000);
    },
  ],
  [
    "the cable was pulled and put back",
    ({ pull, putBack }) => {
      pull();
      putBack();
    },
  ],
  [
    "a program sent it a command",
    ({ reader }) => reader.slot(1).exchange(Uint8Array.of(0, 0x84, 0, 0, 4), 1000),
  ],
  ["a program powered it", ({ reader }) => reader.slot(1).open(5000)],
  [
    "a program powered it, and powered it down",
    async ({ reader }) => {
      await reader.slot(1).open(5000);
      await reader.slot(1).close();
    },
  ],
  ["another account of the reader used it", ({ open }) => open().debit({ ref: "other", ...SALE })],
];

for (const [reason, happens] of GIVEN_UP) {
  test(`the PSAM is opened anew after ${reason}`, async (t) => {
    const shop = await openShop();
    const { account, asked, close } = shop;
    t.like(await account.debit({ ref: "A", ...SALE }), { outcome: "committed" });
    await happens(shop);
    asked.length = 0;
    // Without a cable in its place the first call finds that out.
    const outcome = await account
      .debit({ ref: "B", ...SALE })
      .catch(() => account.debit({ ref: "B", ...SALE }));
    t.like(outcome, { outcome: "committed" });
    t.deepEqual(asked.slice(-5), [...ANEW, INIT_SAM, CREDIT_SAM]);
    asked.length = 0;
    t.like(await account.debit({ ref: "C", ...SALE }), { outcome: "committed" });
    t.deepEqual(asked, [INIT_SAM, CREDIT_SAM], "and that one is kept");
    await close();
  });
}

/** In the first sale: how it ends, and why its PSAM is not kept. */
const SPOILT: readonly [reason: string, slot: number, ins: number, outcome: string][] = [
  ["it refused a purchase", 1, INIT_SAM, "throws"],
  ["it could not check MAC2", 1, CREDIT_SAM, "undecided"],
  ["the card refused the debit, and its MAC2 is awaited still", 0, DEBIT, "refused"],
];

for (const [reason, slot, ins, ends] of SPOILT) {
  test(`a PSAM loses its power with the sale in which ${reason}`, async (t) => {
    const { account, asked, faults, reader, close } = await openShop();
    faults[slot] = (command) => (command === ins ? REFUSED : undefined);
    const ended = await account.debit({ ref: "A", ...SALE }).then(
      ({ outcome }) => outcome,
      () => "throws",
    );
    t.is(ended, ends);
    t.is(asked.at(-1), "close");
    t.is(await reader.status(1), "inactive");
    faults[slot] = () => undefined;
    asked.length = 0;
    t.like(await account.debit({ ref: "B", ...SALE }), { outcome: "committed" });
    t.deepEqual(asked.slice(0, 3), ANEW);
    await close();
  });
}

test("a PSAM that made a key for one card is not kept for the next", async (t) => {
  const { account, asked, reader, close } = await openShop();
  t.like(await account.debit({ ref: "A", ...SALE, kind: "medical" }), { outcome: "committed" });
  t.true(asked.includes(0xde), "it proved the card");
  t.is(asked.at(-1), "close");
  t.is(await reader.status(1), "inactive");
  await close();
});

test("a kept PSAM that fails before the intent is reset, and the same sale goes on with it", async (t) => {
  const { account, asked, faults, heard, close } = await openShop();
  await account.debit({ ref: "A", ...SALE });
  [asked.length, heard.length] = [0, 0];
  let failures = 1;
  faults[1] = (ins) => (ins === INIT_SAM && failures-- > 0 ? REFUSED : undefined);
  t.like(await account.debit({ ref: "B", ...SALE }), { outcome: "committed", terminalSequence: 2 });
  t.deepEqual(asked, [INIT_SAM, "close", ...ANEW, INIT_SAM, CREDIT_SAM]);
  t.is(heard.filter((type) => type === "intent").length, 1);
  await close();
});

test("it is asked once more only: one that fails after its reset too ends the sale, and the ref is free", async (t) => {
  const { account, asked, faults, reader, close } = await openShop();
  await account.debit({ ref: "A", ...SALE });
  asked.length = 0;
  faults[1] = (ins) => (ins === INIT_SAM ? REFUSED : undefined);
  t.like(await t.throwsAsync(account.debit({ ref: "B", ...SALE })), {
    name: "EquipmentError",
    statusWord: 0x6985,
  });
  t.deepEqual(asked, [INIT_SAM, "close", ...ANEW, INIT_SAM, "close"]);
  t.is(await reader.status(1), "inactive");
  faults[1] = () => undefined;
  t.like(await account.debit({ ref: "B", ...SALE }), { outcome: "committed" });
  await close();
});

test("a kept PSAM that fails after the card has debited is not asked again: the sale is undecided, as ever", async (t) => {
  const { account, asked, faults, close } = await openShop();
  await account.debit({ ref: "A", ...SALE });
  asked.length = 0;
  faults[1] = (ins) => (ins === CREDIT_SAM ? REFUSED : undefined);
  t.like(await account.debit({ ref: "B", ...SALE }), { outcome: "undecided", reasonCode: "mac2-unchecked" });
  t.deepEqual(asked, [INIT_SAM, CREDIT_SAM, "close"]);
  await close();
});

test("a kept PSAM that cannot prove a card is reset, and proves it", async (t) => {
  const { account, asked, faults, close } = await openShop();
  await account.debit({ ref: "A", ...SALE });
  asked.length = 0;
  let failures = 1;
  faults[1] = (ins) => (ins === 0x84 && failures-- > 0 ? REFUSED : undefined);
  t.like(await account.debit({ ref: "B", ...SALE, kind: "medical" }), { outcome: "committed" });
  t.deepEqual(asked.slice(0, 6), [0x84, "close", ...ANEW, 0x84]);
  await close();
});

test("closing the reader takes the power from a PSAM that is kept", async (t) => {
  const { account, reader, world, journal } = await openShop();
  await account.debit({ ref: "A", ...SALE });
  t.is(await reader.status(1), "active");
  await reader.close();
  const { clock } = world;
  const again = await startReader({
    address: "sim:",
    link: world.reader.cable.plug(),
    clock,
    simulated: true,
    deadline: deadlineAfter(clock, 8000),
    release: async () => undefined,
  });
  t.is(await again.status(1), "inactive");
  await again.close();
  await journal.close();
  await world.close();
});
