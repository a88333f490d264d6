/**
 * pcscd goes away and comes back while our own driver has a reader open: the same object goes on, and no money moves
 * twice.
 */
import { openAccount } from "@duka/driver/account/account";
import { realClock } from "@duka/driver/base/real-clock";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import { type Around, commandOf, type SlotAnswer } from "@duka/driver/reader/around";
import { openReader } from "@duka/driver/readers/open-reader";
import type { CardEvent } from "@duka/protocol/transport";
import test from "ava";
import { type Rig, setUpBench, TRANSFER_ATR } from "./harness/rig.js";
import { bytesOf, hexOf, loadSmartcard } from "./harness/smartcard.js";
import { until } from "./harness/until.js";

const LIMIT_MS = 10_000;
const NOTHING = Uint8Array.from(bytesOf("80 10 00 00"));
const INS_DEBIT = 0x54;
const SALE = { ref: "S-1", amountFen: 1250 };

let rig: Rig;

test.before(async () => {
  rig = await setUpBench("pos");
  await loadSmartcard(rig.pcscd.environment);
});
test.after.always(() => rig?.clear());

async function opened() {
  const reader = await openReader("pcsc:Duka");
  return { reader, slot: reader.slot(0) };
}

/** The card has done the command, and the reader waits for its answer. */
function done(ins: string): Promise<true> {
  const isSaid = () => (rig.reader.printed().includes(`mute after ${ins}`) ? true : undefined);
  return until(`the card to do ${ins}`, LIMIT_MS, isSaid, () => rig.reader.printed());
}

test.serial(
  "restarted while nothing is done: the same object opens the card, and movement is told again",
  async (t) => {
    const { reader, slot } = await opened();
    const events: CardEvent[] = [];
    slot.onCard((event) => events.push(event));
    await slot.open(LIMIT_MS);
    await slot.close();
    await rig.restartPcscd();
    t.is(hexOf(await slot.open(LIMIT_MS)), TRANSFER_ATR);
    t.is(hexOf(await slot.exchange(NOTHING, LIMIT_MS)), "90 00");
    await slot.close();
    await rig.hand("out");
    await until("the removal", LIMIT_MS, () => (events.length === 1 ? true : undefined));
    await rig.hand("in");
    await until("the insertion", LIMIT_MS, () => (events.length === 2 ? true : undefined));
    t.deepEqual(events, ["removed", "inserted"]);
    await reader.close();
  },
);

test.serial("movement is told after a restart that nobody else notices", async (t) => {
  const { reader, slot } = await opened();
  const events: CardEvent[] = [];
  slot.onCard((event) => events.push(event));
  await rig.pcscd.kill();
  await rig.hand("out");
  await rig.restartPcscd();
  await until("the removal", LIMIT_MS, () => (events.length === 1 ? true : undefined));
  await rig.hand("in");
  await until("the insertion", LIMIT_MS, () => (events.length === 2 ? true : undefined));
  t.deepEqual(events, ["removed", "inserted"]);
  await reader.close();
});

test.serial("gone is detached, back is attached, and cards are told on", async (t) => {
  const { reader, slot } = await opened();
  const events: string[] = [];
  const heard = (event: string) =>
    until(
      event,
      LIMIT_MS,
      () => (events.at(-1) === event ? true : undefined),
      () => events.join(),
    );
  reader.onReader((event) => events.push(event));
  slot.onCard((event) => events.push(event));
  await rig.pcscd.kill();
  await heard("detached");
  await rig.restartPcscd();
  await heard("attached");
  await rig.hand("out");
  await heard("removed");
  await rig.hand("in");
  await heard("inserted");
  t.deepEqual(events, ["detached", "attached", "removed", "inserted"]);
  await reader.close();
});

test.serial(
  "gone in the middle of a session: the command is unknown, the session over, the object as good as ever",
  async (t) => {
    const { reader, slot } = await opened();
    await slot.open(LIMIT_MS);
    await slot.exchange(NOTHING, LIMIT_MS);
    await rig.pcscd.kill();
    t.like(await t.throwsAsync(slot.exchange(NOTHING, LIMIT_MS)), { code: "link-lost", delivery: "unknown" });
    t.like(await t.throwsAsync(slot.exchange(NOTHING, LIMIT_MS)), {
      code: "card-removed",
      delivery: "not-sent",
    });
    t.like(await t.throwsAsync(slot.open(LIMIT_MS)), { code: "link-lost", delivery: "not-sent" });
    await rig.restartPcscd();
    t.like(await t.throwsAsync(slot.exchange(NOTHING, LIMIT_MS)), {
      code: "card-removed",
      delivery: "not-sent",
    });
    t.is(hexOf(await slot.open(LIMIT_MS)), TRANSFER_ATR);
    t.is(hexOf(await slot.exchange(NOTHING, LIMIT_MS)), "90 00");
    await reader.close();
  },
);

test.serial(
  "gone before the card has answered: unknown at once, and the answer of then is nobody's later",
  async (t) => {
    const { reader, slot } = await opened();
    await slot.open(LIMIT_MS);
    await rig.hand("mute 10");
    const startMs = realClock.nowMs();
    const underWay = slot.exchange(NOTHING, LIMIT_MS);
    await done("10");
    await Promise.all([
      rig.pcscd.kill(),
      t.throwsAsync(underWay).then((error) => t.like(error, { code: "link-lost", delivery: "unknown" })),
    ]);
    t.true(realClock.nowMs() - startMs < LIMIT_MS / 2);
    await rig.restartPcscd();
    await slot.open(LIMIT_MS);
    for (let round = 0; round < 5; round++) t.is(hexOf(await slot.exchange(NOTHING, LIMIT_MS)), "90 00");
    await reader.close();
  },
);

/** What happens to the service around DEBIT FOR PURCHASE, the first time. */
const STRIKES: readonly {
  readonly title: string;
  strike(exchange: () => Promise<SlotAnswer>): Promise<SlotAnswer>;
}[] = [
  {
    title: "before DEBIT is handed over",
    async strike(exchange) {
      await rig.pcscd.kill();
      return exchange();
    },
  },
  {
    title: "when the card has done DEBIT",
    async strike(exchange) {
      await rig.hand("mute 54");
      const answer = exchange();
      // Somebody waits for it only later.
      answer.catch(() => undefined);
      await done("54");
      await rig.pcscd.kill();
      return answer;
    },
  },
];

for (const { title, strike } of STRIKES) {
  test.serial(
    `pcscd killed ${title}: undecided; when it is back the same reader settles it, one debit in all`,
    async (t) => {
      await rig.hand("card hangzhou");
      const strikeOnce = struck(strike);
      const reader = await openReader("pcsc:Duka", { around: () => [strikeOnce] });
      const journal = await openJournal(":memory:", realClock);
      const account = openAccount({ reader, journal });
      t.is((await account.debit(SALE)).outcome, "undecided");
      await rig.restartPcscd();
      const outcome = await account.debit(SALE);
      t.like(outcome, { outcome: "committed", balanceBeforeFen: 50000, balanceAfterFen: 48750 });
      t.like(await account.balance(), { balanceFen: 48750 });
      await reader.close();
      await journal.close();
    },
  );
}

function struck(strike: (exchange: () => Promise<SlotAnswer>) => Promise<SlotAnswer>): Around {
  let isOver = false;
  return (below) => ({
    call(call) {
      const exchange = () => below.call(call);
      if (isOver || commandOf(call)?.[1] !== INS_DEBIT) return exchange();
      isOver = true;
      return strike(exchange);
    },
  });
}
