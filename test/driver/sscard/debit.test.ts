import { outcomeOf } from "@duka/driver/account/outcome";
import type { SSCardResult } from "@duka/driver/sscard";
import { openChips } from "@duka/simulator/card/open-chips";
import { findProfile } from "@duka/simulator/profiles/profiles";
import test from "ava";
import {
  answerLost,
  at,
  commandLost,
  doingBut,
  type Fault,
  INS,
  notSent,
  refusing,
} from "../../support/card/chip-transport.js";
import { keyServer } from "../../support/card/key-server.js";
import {
  cityOf,
  LAYOUTS,
  openRig,
  profileOf,
  type Rig,
  type RigOptions,
} from "../../support/card/sscard-rig.js";

const INITIALIZE = 0x28;
const DEBIT = 0x2c;
const PAY = "20.00|12.34|20261121140559|";
/** 20.00 and 12.34 in fen, four bytes each. */
const AMOUNTS = "000007D0000004D2";
const CARD = profileOf("2.0");

/** Of the medical account, past the driver; in fen. */
function balanceOf({ chips: { card } }: Rig): number {
  return card.inside.medical!.balanceFen.get();
}

for (const layout of LAYOUTS) {
  const profile = profileOf(layout);
  const algorithm = layout === "3.0" ? "03" : "01";
  const opening = profile.social!.medical.openingBalanceFen;
  const terminal = profile.psam.terminalId;

  test(`${layout} iDoDebit: eight fields, the TAC is the card's, the account has paid once`, async (t) => {
    const rig = await openRig(profile);
    const { sscard, cardInfo, journal } = rig;
    const { code, pOutInfo } = await sscard.iDoDebit(1, cardInfo, PAY);
    t.is(code, 0, pOutInfo);
    const [alg, address, amounts, type, terminalId, sequence, time, tac, end] = pOutInfo.split("|");
    t.deepEqual(
      [alg, address, amounts, type, terminalId, time, end],
      [algorithm, "00B5", AMOUNTS, "32", terminal, "20261121140559", ""],
    );
    t.is(sequence, "00000001");
    const expected = keyServer(profile).purchase(
      `${algorithm}|017F|00000000|0000|${amounts}|32|${terminal}|${time}|`,
      sequence!,
    );
    t.is(tac, expected.tac);
    t.is(balanceOf(rig), opening - 1234);
    const [sale] = await journal.list();
    t.like(sale, {
      state: "committed",
      kind: "medical",
      amountFen: 1234,
      totalFen: 2000,
      mac2State: "verified",
    });
    t.regex(sale?.ref ?? "", /^LDT33-[0-9a-f]{40}$/);
  });

  test(`${layout} iDoDebit again with the same strings tells the same and debits nothing; another time is another sale`, async (t) => {
    const rig = await openRig(profile);
    const { sscard, cardInfo } = rig;
    const first = await sscard.iDoDebit(1, cardInfo, PAY);
    t.deepEqual(await sscard.iDoDebit(1, cardInfo, PAY), first);
    t.is(balanceOf(rig), opening - 1234);
    t.is((await sscard.iDoDebit(1, cardInfo, PAY.replace("0559", "0600"))).code, 0);
    t.is(balanceOf(rig), opening - 2468);
  });

  test(`${layout} iDoDebit by the key server: the intent is written in step 2, MAC2 goes to the caller`, async (t) => {
    const rig = await openRig(profile);
    const { sscard, cardInfo, journal } = rig;
    const step1 = await sscard.iDoDebit_HSM_Step1(1, cardInfo, PAY);
    t.is(step1.code, 0, step1.pOutInfo);
    const [alg, address, random, sequence, ...rest] = step1.pOutInfo.split("|");
    t.deepEqual([alg, address, ...rest], [algorithm, "017F", AMOUNTS, "32", terminal, "20261121140559", ""]);
    t.regex(`${random} ${sequence}`, /^[0-9A-F]{8} [0-9A-F]{4}$/);
    t.is((await journal.list())[0]?.state, "begun");
    const codes = keyServer(profile).purchase(step1.pOutInfo, "0000002A");
    const step2 = await sscard.iDoDebit_HSM_Step2(`0000002A|20261121140559|${codes.mac1}|`);
    t.deepEqual(step2, {
      code: 0,
      pOutInfo: `${codes.mac2}|${algorithm}|00B5|${AMOUNTS}|32|${terminal}|0000002A|20261121140559|${codes.tac}|`,
    });
    t.like((await journal.list())[0], { state: "committed", mac2State: "unverified" });
    t.is(balanceOf(rig), opening - 1234);
    const again = await sscard.iDoDebit_HSM_Step1(1, cardInfo, PAY);
    t.is(again.code, -2204, "the sale is done; iDoDebit tells it");
    t.true(step2.pOutInfo.endsWith((await sscard.iDoDebit(1, cardInfo, PAY)).pOutInfo));
    t.is(balanceOf(rig), opening - 1234);
  });

  test(`${layout} iReadDebitRecord: sequence, terminal, time, total, account and pool of each, the newest first`, async (t) => {
    const { sscard, cardInfo } = await openRig(profile);
    await sscard.iDoDebit(1, cardInfo, PAY);
    await sscard.iDoDebit(1, cardInfo, "1.00|0.50|20261121140600|");
    const { code, pOutInfo } = await sscard.iReadDebitRecord(1);
    t.is(code, 0);
    t.is(
      pOutInfo,
      `0002^${terminal}^20261121140600^1.00^0.50^|0001^${terminal}^20261121140559^20.00^12.34^|`,
    );
    const raw = await sscard.iReadCard(1, 1, cardInfo, "DF04EF08|2|$");
    t.is(raw.pOutInfo, `DF04EF08|0001^32^${terminal}^20261121140559^00000000^000007D0^000004D2|$`);
  });
}

const BROKEN: readonly [when: string, fault: Fault, moved: boolean][] = [
  ["the card paid and its answer is lost", answerLost, true],
  ["nobody knows whether the command arrived; it did not", commandLost, false],
  ["the card answers 6F00 and has paid", doingBut(0x6f00), true],
  ["the card answers 6F00 and has not paid", refusing(0x6f00), false],
];

for (const [when, fault, moved] of BROKEN) {
  test(`${when}: -4 and what to do; the same call with the same card decides it, and the card pays once`, async (t) => {
    const rig = await openRig(CARD);
    const { sscard, cardInfo, card, journal } = rig;
    card.fault = at(DEBIT, fault);
    const lost = await sscard.iDoDebit(1, cardInfo, PAY);
    t.is(lost.code, -4);
    t.regex(lost.pOutInfo, /交易结果未知/);
    card.fault = undefined;
    t.is(balanceOf(rig), 120000 - (moved ? 1234 : 0));
    t.is((await sscard.iDoDebit(1, cardInfo, PAY)).code, 0);
    t.is(balanceOf(rig), 120000 - 1234);
    t.is((await journal.list()).length, 1);
  });
}

type Refused = {
  readonly code: number;
  readonly when: string;
  readonly pay?: string;
  readonly profile?: typeof CARD;
  readonly options?: RigOptions;
  readonly before?: (rig: Rig) => void;
};

const rules = cityOf(CARD);
const REFUSED: readonly Refused[] = [
  { code: -37889, when: "the account has too little (9401)", pay: "9999.00|9999.00|20261121140559|" },
  {
    code: -37634,
    when: "the card finds MAC1 wrong (9302)",
    before: struck("card", at(DEBIT, refusing(0x9302))),
  },
  {
    code: -37635,
    when: "the application is locked for ever (9303)",
    before: struck("card", at(INITIALIZE, refusing(0x9303))),
  },
  {
    code: -37891,
    when: "the PSAM has no such purchase key (9403)",
    before: struck("psam", at(INS.initSam, refusing(0x9403))),
  },
  {
    code: -37890,
    when: "the card's counter is at its limit (9402)",
    before: struck("card", at(INITIALIZE, refusing(0x9402))),
  },
  {
    code: -27013,
    when: "the conditions are not satisfied (6985)",
    before: struck("card", at(DEBIT, refusing(0x6985))),
  },
  {
    code: -27010,
    when: "the card wants its password first (6982)",
    before: struck("card", at(INITIALIZE, refusing(0x6982))),
  },
  { code: -2201, when: "there is no PSAM", before: (rig) => empty(rig) },
  { code: -2202, when: "the PSAM lacks the cipher", before: struck("psam", at(0xde, refusing(0x6a81))) },
  { code: -24, when: "the PSAM wants other factors", before: struck("psam", at(0xde, refusing(0x6700))) },
  { code: -27272, when: "the PSAM lacks the key", before: struck("psam", at(0xde, refusing(0x6a88))) },
  {
    code: -21,
    when: "the card is not genuine",
    before: struck(
      "card",
      at(0x88, () => Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 0x90, 0x00)),
    ),
  },
  { code: -2, when: "the card is pulled just before", before: struck("card", at(DEBIT, notSent)) },
  { code: -52, when: "the password is locked", before: (rig) => lock(rig) },
  {
    code: -31,
    when: "the holder gives up",
    options: {
      profile: { ...rules, password: { ...rules.password, initial: "999999", tryWhenCounterUnknown: false } },
    },
  },
  {
    code: -32,
    when: "nobody types in time",
    options: {
      profile: { ...rules, password: { ...rules.password, initial: "999999", tryWhenCounterUnknown: false } },
      typed: ["late"],
    },
  },
  {
    code: -33,
    when: "the password is too short as often as it is asked for",
    options: {
      profile: {
        ...rules,
        password: { ...rules.password, initial: "999999", tryWhenCounterUnknown: false, asksMax: 2 },
      },
      typed: ["1234", "1234"],
    },
  },
  {
    code: -51,
    when: "the password is wrong",
    options: {
      profile: {
        ...rules,
        password: { ...rules.password, initial: "999999", tryWhenCounterUnknown: false, asksMax: 1 },
      },
      typed: ["654321"],
    },
  },
  {
    code: -35,
    when: "the initial password may not pay",
    options: { profile: { ...rules, password: { ...rules.password, initialMayPay: false } } },
  },
];

for (const { code, when, pay = PAY, profile = CARD, options = {}, before } of REFUSED) {
  test(`${code} when ${when}: nothing is debited, and the same call may be made again`, async (t) => {
    const rig = await openRig(profile, options);
    before?.(rig);
    const result: SSCardResult = await rig.sscard.iDoDebit(1, rig.cardInfo, pay);
    t.is(result.code, code, result.pOutInfo);
    t.is(rig.opened.closed, rig.opened.times);
    t.is(balanceOf(rig), 120000);
  });
}

test("a false MAC2: -37634, and a person has to settle it", async (t) => {
  const rig = await openRig(CARD);
  rig.psam.fault = at(INS.creditSam, refusing(0x9302));
  const result = await rig.sscard.iDoDebit(1, rig.cardInfo, PAY);
  t.is(result.code, -37634);
  t.regex(result.pOutInfo, /人工/);
  t.is((await rig.journal.list())[0]?.state, "manual");
});

test("steps that are given up before MAC1 free the sale; so does a wrong key", async (t) => {
  const rig = await openRig(CARD);
  const { sscard, cardInfo, journal, opened } = rig;
  await sscard.iDoDebit_HSM_Step1(1, cardInfo, PAY);
  t.is((await sscard.iReadDebitRecord(1)).code, 0);
  t.is((await sscard.iDoDebit_HSM_Step2("00000001|20261121140559|00000000|")).code, -12);
  for (const [key, code] of [
    ["00000001|20261121140600|00000000|", -22],
    ["1|20261121140559|00000000|", -42],
    ["x", -14],
  ] as const) {
    await sscard.iDoDebit_HSM_Step1(1, cardInfo, PAY);
    t.is((await sscard.iDoDebit_HSM_Step2(key)).code, code);
  }
  await sscard.iDoDebit_HSM_Step1(1, cardInfo, PAY);
  await sscard.close();
  t.is(opened.closed, opened.times);
  t.is(balanceOf(rig), 120000);
  t.deepEqual(await journal.list(), [], "every claim was released");
  t.is((await sscard.iDoDebit(1, cardInfo, PAY)).code, 0);
});

test("a wrong MAC1 of the key server: -37634, nothing debited, and the sale is refused for good", async (t) => {
  const rig = await openRig(CARD);
  await rig.sscard.iDoDebit_HSM_Step1(1, rig.cardInfo, PAY);
  t.is((await rig.sscard.iDoDebit_HSM_Step2("00000001|20261121140559|00000000|")).code, -37634);
  t.is(balanceOf(rig), 120000);
  t.is((await rig.sscard.iDoDebit(1, rig.cardInfo, PAY)).code, -37634);
});

test("another card is put in after the first one was compared: the visit is over (-2), neither of them pays", async (t) => {
  const rig = await openRig(CARD);
  const { card } = CARD;
  const other = openChips(
    { ...CARD, card: { ...card, applicationSerialNumber: "33018653000199999999" } },
    undefined,
    1,
  );
  const isLastRead = (command: Uint8Array) => command[1] === INS.readRecord && command[3] === 0x2d;
  rig.card.fault = (command, execute) => {
    const response = execute();
    if (isLastRead(command)) rig.card.chip = other.card;
    return response;
  };
  t.is((await rig.sscard.iDoDebit(1, rig.cardInfo, PAY)).code, -2);
  t.is(balanceOf(rig), 120000);
  t.is(balanceOf({ ...rig, chips: other }), 120000);
  t.deepEqual(await rig.journal.list(), []);
});

const BAD_PAYMENTS: readonly [pay: string, code: number][] = [
  ["12.34|12.34|20261121140559", -14],
  ["12.34|12.34|", -14],
  ["12.3|12.34|20261121140559|", -23],
  ["12.345|12.34|20261121140559|", -23],
  ["-1.00|1.00|20261121140559|", -23],
  ["1e3|1.00|20261121140559|", -23],
  [" 1.00|1.00|20261121140559|", -23],
  ["0.00|0.00|20261121140559|", -23],
  ["1.00|0.00|20261121140559|", -23],
  ["1.00|2.00|20261121140559|", -23],
  ["42949672.95|1.00|20261121140559|", -23],
  ["42949672.96|1.00|20261121140559|", -23],
  ["99999999999.00|1.00|20261121140559|", -23],
  ["2.00|1.00|20260230000000|", -23],
  ["2.00|1.00|20261121246000|", -23],
  ["2.00|1.00|2026112114055|", -23],
  ["2.00|1.00|20261121140559|\u0007", -41],
  ["9".repeat(600), -42],
];

for (const [pay, code] of BAD_PAYMENTS) {
  test(`pPayInfo ${JSON.stringify(pay.slice(0, 40))}: ${code}, before anything is opened`, async (t) => {
    const { sscard, cardInfo, opened } = await openRig(CARD);
    t.is((await sscard.iDoDebit(1, cardInfo, pay)).code, code);
    t.is((await sscard.iDoDebit_HSM_Step1(1, cardInfo, pay)).code, code);
    t.is(opened.times, 0);
  });
}

function struck(slot: "card" | "psam", fault: Fault): (rig: Rig) => void {
  return (rig) => {
    rig[slot].fault = fault;
  };
}

function empty(rig: Rig): void {
  rig.psam.chip = undefined;
}

function lock({ chips: { card } }: Rig): void {
  card.powerOff();
  card.reset();
  for (let i = 0; i < 6; i++) card.execute(Uint8Array.of(0x00, 0x20, 0x00, 0x00, 0x03, 0x99, 0x99, 0x99));
  card.powerOff();
}

test("the account is held at the centre, of which these functions know nothing: the card keeps the record, no balance is made up", async (t) => {
  const rig = await openRig(findProfile("medical-3des"));
  const { sscard, cardInfo, journal } = rig;
  const { code, pOutInfo } = await sscard.iDoDebit(1, cardInfo, PAY);
  t.is(code, 0, pOutInfo);
  const [sale] = await journal.list();
  t.like(sale, { state: "committed", intent: { balanceBeforeFen: undefined } });
  t.deepEqual(await journal.verify(), []);
  t.like(outcomeOf(sale!), {
    balanceBeforeFen: null,
    balanceAfterFen: null,
    receipt: { balanceAfterFen: null },
  });
  t.regex((await sscard.iReadDebitRecord(1)).pOutInfo, /\^20\.00\^12\.34\^\|$/);
});
