/**
 * LD/T 33-2015 has no sale number: a program that lost the answer of iDoDebit calls again for the same bill, with the
 * time of now. The card standard (part 7, 14) has the terminal complete what was cut off before it begins anew.
 */
import { openSSCard, type SSCard } from "@duka/driver/sscard";
import { openChips } from "@duka/simulator/card/open-chips";
import test from "ava";
import {
  answerLost,
  at,
  commandLost,
  doingBut,
  type Fault,
  INS,
  refusing,
} from "../../support/card/chip-transport.js";
import { keyServer } from "../../support/card/key-server.js";
import { cityOf, identityOf, openRig, profileOf, type Rig } from "../../support/card/sscard-rig.js";

const DEBIT = 0x2c;
const CARD = profileOf("2.0");
const FIRST = "20.00|12.34|20261121140559|";
const OF_NOW = "20.00|12.34|20261121140655|";
const LATER = "20.00|12.34|20261121140720|";
const LATEST = "20.00|12.34|20261121140800|";

/** How much the medical account has paid, past the driver; in fen. */
function paidFen({ chips: { card } }: Rig): number {
  return CARD.social!.medical.openingBalanceFen - card.inside.medical!.balanceFen.get();
}

/** What a process that was killed leaves is its journal: the next one begins on it. */
function afterKill(rig: Rig): SSCard {
  const { reader, journal } = rig;
  return openSSCard({ openReader: async () => reader, journal, profile: cityOf(CARD) });
}

const timeOf = (pOutInfo: string) => pOutInfo.split("|")[6];

const LOST: readonly [when: string, fault: Fault][] = [
  ["the card paid and its answer is lost", answerLost],
  ["nobody knows whether the command arrived; it did not", commandLost],
  ["the card answers 6F00 and has paid", doingBut(0x6f00)],
  ["the card answers 6F00 and has not paid", refusing(0x6f00)],
];

for (const [when, fault] of LOST) {
  for (const [whose, again] of [
    ["the same process", (rig: Rig) => rig.sscard],
    ["the next one, after a kill", afterKill],
  ] as const) {
    test(`${when}; ${whose} calls for the same bill with the time of now: it is paid once`, async (t) => {
      const rig = await openRig(CARD);
      rig.card.fault = at(DEBIT, fault);
      t.is((await rig.sscard.iDoDebit(1, rig.cardInfo, FIRST)).code, -4);
      rig.card.fault = undefined;
      const told = await again(rig).iDoDebit(1, rig.cardInfo, OF_NOW);
      t.is(told.code, 0, told.pOutInfo);
      t.is(paidFen(rig), 1234);
    });
  }
}

test("an answer that was given counts as told once its caller comes back: killed before, the next process tells it once", async (t) => {
  const rig = await openRig(CARD);
  const { cardInfo } = rig;
  const first = await rig.sscard.iDoDebit(1, cardInfo, FIRST);
  const next = afterKill(rig);
  t.deepEqual(await next.iDoDebit(1, cardInfo, OF_NOW), first, "its own time says which sale it is");
  t.is(timeOf(first.pOutInfo), "20261121140559");
  t.is(paidFen(rig), 1234);
  t.deepEqual(await next.iDoDebit(1, cardInfo, OF_NOW), first, "the same strings tell the same");
  t.deepEqual(await afterKill(rig).iDoDebit(1, cardInfo, OF_NOW), first, "after a kill too");
  t.is(paidFen(rig), 1234);
  const second = await next.iDoDebit(1, cardInfo, LATER);
  t.is(timeOf(second.pOutInfo), "20261121140720", "the call after that is a new sale");
  t.is(paidFen(rig), 2468);
  t.is((await rig.journal.list()).length, 2);
});

test("killed again before it comes back: the sale is told to the third call, and to the second one's strings", async (t) => {
  const rig = await openRig(CARD);
  const { cardInfo } = rig;
  const first = await rig.sscard.iDoDebit(1, cardInfo, FIRST);
  t.deepEqual(await afterKill(rig).iDoDebit(1, cardInfo, OF_NOW), first);
  const third = afterKill(rig);
  t.deepEqual(await third.iDoDebit(1, cardInfo, LATER), first);
  t.is((await third.iReadCardBas(1)).code, 0);
  t.deepEqual(await third.iDoDebit(1, cardInfo, LATER), first);
  t.deepEqual(await third.iDoDebit(1, cardInfo, FIRST), first);
  t.is(paidFen(rig), 1234);
  t.is(timeOf((await third.iDoDebit(1, cardInfo, LATEST)).pOutInfo), "20261121140800");
  t.is(paidFen(rig), 2468);
});

const CAME_BACK: readonly [how: string, back: (rig: Rig) => Promise<unknown>][] = [
  ["reads a card", ({ sscard }) => sscard.iReadCardBas(1)],
  ["makes a mistake in its next call", ({ sscard }) => sscard.call("iNoSuch", [])],
  ["acknowledges", ({ sscard }) => sscard.acknowledge()],
  ["closes", ({ sscard }) => sscard.close()],
];

for (const [how, back] of CAME_BACK) {
  test(`a caller that ${how} has had the answer: the same amounts at another time are another sale`, async (t) => {
    const rig = await openRig(CARD);
    await rig.sscard.iDoDebit(1, rig.cardInfo, FIRST);
    await back(rig);
    t.is((await afterKill(rig).iDoDebit(1, rig.cardInfo, OF_NOW)).code, 0);
    t.is(paidFen(rig), 2468);
  });
}

test("a call that was sent before the answer of the one before came is told that sale", async (t) => {
  const rig = await openRig(CARD);
  const { sscard, cardInfo } = rig;
  const calls = [FIRST, OF_NOW, LATER].map((pay) => sscard.iDoDebit(1, cardInfo, pay));
  const [first, ...others] = await Promise.all(calls);
  for (const other of others) t.deepEqual(other, first);
  t.is(paidFen(rig), 1234);
  t.deepEqual(await sscard.call("iDoDebit", [1, cardInfo, LATEST], { hasLastAnswer: false }), first);
  t.is((await sscard.iDoDebit(1, cardInfo, OF_NOW)).code, 0);
  t.is(paidFen(rig), 1234);
});

const OTHER_AMOUNTS = [
  "20.00|12.33|20261121140655|",
  "20.01|12.34|20261121140655|",
  "5.00|5.00|20261121140655|",
];

for (const other of OTHER_AMOUNTS) {
  test(`a call for ${other}: -22 names the sale that was never told, nothing is debited; the call after that is a new sale`, async (t) => {
    const rig = await openRig(CARD);
    const { cardInfo } = rig;
    await rig.sscard.iDoDebit(1, cardInfo, FIRST);
    const next = afterKill(rig);
    const no = await next.iDoDebit(1, cardInfo, other);
    t.is(no.code, -22);
    t.regex(no.pOutInfo, /20261121140559，12\.34 元，终端交易序号 00000001，已扣款；本次未扣款/);
    t.is(paidFen(rig), 1234);
    t.deepEqual(await afterKill(rig).iDoDebit(1, cardInfo, other), no, "a killed caller has not heard that");
    t.is((await next.iDoDebit(1, cardInfo, other)).code, 0);
    t.is(paidFen(rig), 1234 + Math.round(Number(other.split("|")[1]) * 100));
  });
}

/** Its own and the log are silent, so that the sale stays undecided. */
const TELLS_NOTHING: Fault = (command, execute) =>
  command[1] === 0x2e || command[1] === 0x5a || (command[1] === 0xb2 && (command[3] ?? 0) >> 3 === 8)
    ? Uint8Array.of(0x6f, 0x00)
    : execute();

test("a sale that stays undecided guards its own amounts, and lets others pass after one warning", async (t) => {
  const rig = await openRig(CARD);
  const { sscard, cardInfo } = rig;
  rig.card.fault = at(DEBIT, answerLost);
  await sscard.iDoDebit(1, cardInfo, FIRST);
  rig.card.fault = TELLS_NOTHING;
  for (const sent of [OF_NOW, OF_NOW, LATER]) {
    const open = await sscard.iDoDebit(1, cardInfo, sent);
    t.is(open.code, -4, open.pOutInfo);
    t.regex(open.pOutInfo, /20261121140559，12\.34 元.*本次未扣款/);
  }
  const warned = await sscard.iDoDebit(1, cardInfo, "5.00|5.00|20261121140730|");
  t.is(warned.code, -22);
  t.regex(warned.pOutInfo, /结果未知/);
  t.is(paidFen(rig), 1234);
  t.is((await sscard.iDoDebit(1, cardInfo, "5.00|5.00|20261121140730|")).code, 0);
  t.is(paidFen(rig), 1734);
  t.is((await sscard.iDoDebit(1, cardInfo, LATER)).code, -4, "guarded still");
  rig.card.fault = undefined;
  const told = await sscard.iDoDebit(1, cardInfo, LATEST);
  t.is(told.code, 0, told.pOutInfo);
  t.is(timeOf(told.pOutInfo), "20261121140559");
  t.is(paidFen(rig), 1734);
});

test("what a person has to settle is told once, and not debited again by that call", async (t) => {
  const rig = await openRig(CARD);
  rig.psam.fault = at(INS.creditSam, refusing(0x9302));
  t.is((await rig.sscard.iDoDebit(1, rig.cardInfo, FIRST)).code, -37634);
  rig.psam.fault = undefined;
  const next = afterKill(rig);
  const told = await next.iDoDebit(1, rig.cardInfo, OF_NOW);
  t.is(told.code, -37634);
  t.regex(told.pOutInfo, /人工核实.*20261121140559/);
  t.is(paidFen(rig), 1234);
  t.is((await next.iDoDebit(1, rig.cardInfo, OF_NOW)).code, 0);
});

test("another card's sale, another terminal's and one that was paid in cash are not told", async (t) => {
  const rig = await openRig(CARD);
  await rig.sscard.iDoDebit(1, rig.cardInfo, FIRST);
  const chips = openChips({ ...CARD, psam: { ...CARD.psam, terminalId: "330100000099" } }, undefined, 1);
  rig.psam.chip = chips.psam;
  t.is((await afterKill(rig).iDoDebit(1, rig.cardInfo, OF_NOW)).code, 0);
  t.is(paidFen(rig), 2468, "at another terminal it is another bill");
  rig.psam.chip = rig.chips.psam;
  const card = { ...CARD.card, applicationSerialNumber: "33018653000199999999" };
  const other = openChips({ ...CARD, card }, undefined, 1);
  rig.card.chip = other.card;
  const paid = await afterKill(rig).iDoDebit(1, await identityOf(other), LATER);
  t.is(timeOf(paid.pOutInfo), "20261121140720", paid.pOutInfo);
  t.is(paidFen(rig), 2468, "another card pays for itself");

  const cash = await openRig(CARD);
  cash.card.fault = at(DEBIT, answerLost);
  await cash.sscard.iDoDebit(1, cash.cardInfo, FIRST);
  cash.card.fault = undefined;
  const [sale] = await cash.journal.list();
  await cash.journal.flagPaidInCash(sale?.ref ?? "");
  t.is(timeOf((await cash.sscard.iDoDebit(1, cash.cardInfo, OF_NOW)).pOutInfo), "20261121140655");
});

test("by the key server: the answer of step 2 is lost with its process; step 1 says so, iDoDebit tells the sale", async (t) => {
  const rig = await openRig(CARD);
  const { sscard, cardInfo } = rig;
  const step1 = await sscard.iDoDebit_HSM_Step1(1, cardInfo, FIRST);
  const { mac1 } = keyServer(CARD).purchase(step1.pOutInfo, "0000002A");
  const step2 = await sscard.iDoDebit_HSM_Step2(`0000002A|20261121140559|${mac1}|`);
  t.is(step2.code, 0, step2.pOutInfo);
  const next = afterKill(rig);
  t.is((await next.iDoDebit_HSM_Step1(1, cardInfo, OF_NOW)).code, -2204);
  const told = await next.iDoDebit(1, cardInfo, OF_NOW);
  t.true(step2.pOutInfo.endsWith(told.pOutInfo));
  t.is(paidFen(rig), 1234);
});
