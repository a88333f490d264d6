/** What no card and no centre can close, a person does: once, with who and when; the ref stays bound. */

import { join } from "node:path";
import { closeCase } from "@duka/driver/account/close-case";
import { exportDay } from "@duka/driver/centre/day-export";
import { waitingOf } from "@duka/driver/centre/waiting";
import { CLOSED_AS, type ClosedAs } from "@duka/driver/journal/closing";
import type { Journal } from "@duka/driver/journal/journal";
import { statusOf } from "@duka/driver/journal/sale";
import { openJournal } from "@duka/driver/journal/sqlite-journal";
import test from "ava";
import { answerLost, at, commandLost, INS } from "../../support/card/chip-transport.js";
import { NOON_MS, openTestTill, stillClock } from "../../support/card/till.js";
import { folderOf } from "../../support/values/folder.js";

const SALE = { ref: "S-1", kind: "purse", amountFen: 1250, simulated: false } as const;
const INTENT = {
  cardNumber: "33018653000100174236",
  cardSequence: 7,
  terminalId: "330100000021",
  terminalSequence: 42,
  transactionType: 6,
  date: "20261121",
  time: "140559",
  balanceBeforeFen: 50000,
};
const PAID = { statusWord: 0x9000, moved: true, tac: "A5717B4F", mac2: "9909F538" };
const LI = { ref: "S-1", by: "Li Na 李娜", note: "slip 118" } as const;
const AT = new Date(NOON_MS).toISOString();

type Made = (journal: Journal) => Promise<unknown>;

async function attemptOf(journal: Journal) {
  const claim = await journal.claim(SALE);
  if (!claim.claimed) throw new Error("the ref was taken");
  return claim.attempt;
}

function ended(state: "committed" | "manual" | "undecided" | "refused", tac = true): Made {
  return async (journal) => {
    const attempt = await attemptOf(journal);
    await attempt.intent(INTENT);
    await attempt.answered({ ...PAID, tac: tac ? PAID.tac : undefined });
    const mac2State = state === "committed" ? "verified" : undefined;
    const { id } = await attempt.end({ state, code: "answer-lost", reason: "so it ended", mac2State });
    return id;
  };
}

const inCash =
  (made: Made): Made =>
  async (journal) => {
    await made(journal);
    await journal.flagPaidInCash("S-1");
  };
const refund: Made = async (journal) => {
  await ended("undecided")(journal);
  const { id } = await journal.flagPaidInCash("S-1");
  await journal.resolve(id, { state: "committed", code: undefined, reason: "recovered" });
};
const deferred: Made = async (journal) =>
  (await attemptOf(journal)).defer({ code: "equipment-failed", reason: "no PSAM" });
const refusedByCentre: Made = async (journal) => {
  await ended("committed")(journal);
  await journal.settlement.saleDelivered(1, { done: false, error: "unknown card", nextAtMs: undefined });
};
const load =
  (state: "manual" | "undecided" | "credited", tac?: string): Made =>
  async (journal) => {
    const { simulated, kind, amountFen, ref } = SALE;
    const claim = await journal.credits.claim({
      ...{ ref, kind, amountFen, simulated },
      institution: "H1",
      purpose: "load",
      ofRef: undefined,
    });
    if (!claim.claimed) throw new Error("the ref was taken");
    const card = {
      cardNumber: INTENT.cardNumber,
      region: "330100",
      factor: "00",
      algorithm: "3des",
    } as const;
    await claim.attempt.intent({ ...INTENT, card });
    await claim.attempt.asked();
    const { id, changedAtMs } = await claim.attempt.end({ state, code: "answer-lost", reason: "lost", tac });
    await journal.settlement.creditDelivered(id, changedAtMs, { done: true });
  };

const UNDECIDED: readonly ClosedAs[] = ["paid-in-cash", "settled-elsewhere", "not-paid"];
const CASES: readonly [what: string, made: Made, listed: string, ways: readonly ClosedAs[]][] = [
  ["undecided, and its card never comes back", ended("undecided"), "undecided", UNDECIDED],
  ["undecided, with cash taken", inCash(ended("undecided")), "undecided", CLOSED_AS],
  ["manual", ended("manual"), "manual", UNDECIDED],
  ["manual, with cash taken", inCash(ended("manual")), "manual", CLOSED_AS],
  ["paid in cash and by card", refund, "refund", ["cash-returned"]],
  ["deferred", deferred, "re-settle", ["paid-in-cash", "settled-elsewhere", "cash-returned"]],
  ["committed, its TAC lost for good", ended("committed", false), "settle", ["settled-elsewhere"]],
  ["committed, refused by the centre", refusedByCentre, "refused-by-centre", ["settled-elsewhere"]],
  ["a load that is manual", load("manual"), "manual", ["settled-elsewhere", "cash-returned"]],
  ["a load that is undecided", load("undecided"), "undecided", ["settled-elsewhere", "cash-returned"]],
  ["a load whose TAC is lost for good", load("credited"), "manual", ["settled-elsewhere"]],
];

for (const [what, made, listed, ways] of CASES) {
  for (const as of ways) {
    test(`${what}: closed as ${as} once; the second time is told by whom and when`, async (t) => {
      const file = join(folderOf(t), "j.db");
      const journal = await openJournal(file, stillClock());
      await made(journal);
      t.true((await waitingOf(journal, false)).some((one) => one.what === listed));
      const before = await journal.find("S-1");
      const closed = await closeCase(journal, { ...LI, as });
      t.like(closed, { ref: "S-1", isNew: true, closed: { as, by: LI.by, at: AT, note: LI.note } });
      t.false((await waitingOf(journal, false)).some((one) => one.what === listed));
      await journal.close();
      const again = await openJournal(file, stillClock());
      const second = await closeCase(again, { ref: "S-1", as: "not-paid", by: "Wang" });
      t.deepEqual(second, { ...closed, isNew: false });
      t.false((await waitingOf(again, false)).some((one) => one.what === listed));
      const [sale] = await again.find("S-1");
      t.is(sale?.state, before[0]?.state, "what the card said stays");
      t.deepEqual(sale?.evidence, before[0]?.evidence);
      t.deepEqual(await again.verify(), []);
      const day = await exportDay(again, "2026-11-21");
      const [row] = [...day.sales, ...day.credits];
      t.like(row, { closedAs: as, closedBy: LI.by, closedAt: AT, contradicted: false });
      t.is(day.totals.refundDueFen, 0);
      await again.close();
    });
  }
  for (const as of CLOSED_AS.filter((one) => !ways.includes(one))) {
    test(`${what}: not closed as ${as}; as what it can be is told`, async (t) => {
      const journal = await openJournal(":memory:", stillClock());
      await made(journal);
      const message = new RegExp(`can be closed as .*${ways[0]}.*, not as ${as}`);
      await t.throwsAsync(closeCase(journal, { ...LI, as }), { instanceOf: RangeError, message });
      t.deepEqual((await journal.find("S-1"))[0]?.closings ?? [], []);
    });
  }
}

const NOTHING: readonly [what: string, made: Made, message: RegExp][] = [
  ["nothing is under it", async () => undefined, /there is nothing under ref "S-1"/],
  ["it is committed and waits for the centre", ended("committed"), /nothing that a person has to close/],
  ["it was refused", ended("refused"), /nothing that a person has to close/],
];

for (const [what, made, message] of NOTHING) {
  test(`a ref is not closed when ${what}`, async (t) => {
    const journal = await openJournal(":memory:", stillClock());
    await made(journal);
    for (const as of CLOSED_AS)
      await t.throwsAsync(closeCase(journal, { ...LI, as }), { instanceOf: RangeError, message });
  });
}

for (const [member, value] of [
  ["by", ""],
  ["by", " "],
  ["by", "Li\nNa"],
  ["by", "x".repeat(65)],
  ["note", ""],
  ["note", "x".repeat(501)],
  ["as", "done"],
  ["ref", "S 1 "],
] as const) {
  test(`who closes and why is text: ${member} ${JSON.stringify(value.slice(0, 9))} is refused by name`, async (t) => {
    const journal = await openJournal(":memory:", stillClock());
    await ended("undecided")(journal);
    const asked = { ...LI, as: "not-paid", [member]: value } as Parameters<typeof closeCase>[1];
    await t.throwsAsync(closeCase(journal, asked), { instanceOf: RangeError, message: new RegExp(member) });
  });
}

const DEBIT = INS.debit;
const LATER: readonly [
  as: ClosedAs,
  cash: boolean,
  paid: boolean,
  status: string,
  listed: string | undefined,
][] = [
  ["paid-in-cash", false, true, "committed", "refund"],
  ["paid-in-cash", false, false, "refused", undefined],
  ["not-paid", false, true, "committed", "contradicted"],
  ["not-paid", false, false, "refused", undefined],
  ["settled-elsewhere", false, true, "committed", undefined],
  ["settled-elsewhere", false, false, "refused", "contradicted"],
  ["cash-returned", true, true, "committed", undefined],
  ["cash-returned", true, false, "refused", "contradicted"],
];

for (const [as, cash, paid, status, listed] of LATER) {
  test(`closed as ${as}, and the card comes back and has ${paid ? "" : "not "}paid: ${listed ?? "that agrees"}; the ref stays bound`, async (t) => {
    const till = await openTestTill();
    const { account, journal, card } = till;
    card.fault = at(DEBIT, paid ? answerLost : commandLost);
    t.is((await account.debit({ ref: "S-1", amountFen: 1250 })).outcome, "undecided");
    card.fault = undefined;
    if (cash) await journal.flagPaidInCash("S-1");
    await closeCase(journal, { ref: "S-1", as, by: "Li" });
    // A later purchase proves the card, whose log decides then.
    t.is((await account.debit({ ref: "S-2", amountFen: 100 })).outcome, "committed");
    const [sale] = await journal.find("S-1");
    t.is(sale && statusOf(sale), status as ReturnType<typeof statusOf>);
    const outcome = await account.debit({ ref: "S-1", amountFen: 1250 });
    t.is(outcome.outcome, status as typeof outcome.outcome, "asked again it is not debited anew");
    t.like(outcome.closed, { as, by: "Li" });
    const of = (await waitingOf(journal, true)).filter(({ ref, what }) => ref === "S-1" && what !== "settle");
    t.deepEqual(
      of.map(({ what }) => what),
      listed === undefined ? [] : [listed],
    );
    if (listed !== undefined) t.regex(of[0]?.reason ?? "", new RegExp(`closed as ${as} by Li on ${AT}`));
    const day = await exportDay(journal, "2026-11-21", true);
    t.is(day.sales[0]?.contradicted, listed !== undefined);
    if (listed === undefined) return;
    const ending = listed === "refund" ? "cash-returned" : paid ? "settled-elsewhere" : "not-paid";
    t.like(await closeCase(journal, { ref: "S-1", as: ending, by: "Wang" }), { isNew: true });
    const left = await waitingOf(journal, true);
    t.false(left.some(({ ref, what }) => ref === "S-1" && what !== "settle"));
    t.is((await exportDay(journal, "2026-11-21", true)).sales[0]?.contradicted, false);
    t.is((await journal.find("S-1"))[0]?.closings.length, 2, "what was closed first stays");
  });
}

test("a sale that was settled elsewhere is not told to the centre as well; one that the card paid against its closing is", async (t) => {
  const journal = await openJournal(":memory:", stillClock());
  await ended("committed", false)(journal);
  t.is((await journal.settlement.waitingSales(false, 9)).length, 1);
  await closeCase(journal, { ...LI, as: "settled-elsewhere" });
  t.is((await journal.settlement.waitingSales(false, 9)).length, 0);
});

test("resettle once more says that it was done, and what became of the cash; a closed one is paid by no card", async (t) => {
  const till = await openTestTill();
  const { account, journal, psam, chips } = till;
  const sale = { amountFen: 1250, deferOnEquipmentFailure: true };
  psam.chip = undefined;
  for (const ref of ["S-1", "S-2"]) t.is((await account.debit({ ref, ...sale })).outcome, "deferred");
  psam.chip = chips.psam;
  t.is((await account.resettle("S-1")).outcome, "committed");
  t.like(await account.resettle("S-1"), {
    outcome: "committed",
    reason: "settled by card before: nothing was debited now; paid in cash meanwhile: a refund is due",
  });
  await closeCase(journal, { ref: "S-1", as: "cash-returned", by: "Li" });
  t.is(
    (await account.resettle("S-1")).reason,
    `settled by card before: nothing was debited now; closed as cash-returned by Li on ${AT}`,
  );
  await closeCase(journal, { ref: "S-2", as: "settled-elsewhere", by: "Li" });
  const message = `sale S-2 was closed as settled-elsewhere by Li on ${AT}: no card pays it`;
  await t.throwsAsync(account.resettle("S-2"), { instanceOf: RangeError, message });
  await account.debit({ ref: "S-3", amountFen: 100 });
  t.is(
    (await account.resettle("S-3")).reason,
    "it was not deferred, its card has paid: nothing was debited now",
  );
  t.like(await account.balance(), { balanceFen: 50000 - 1250 - 100 });
});
