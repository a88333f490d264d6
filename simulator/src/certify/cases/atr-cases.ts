/**
 * Answers to reset, well-formed and not: clause 8 of ISO/IEC 7816-3. What is said of the line is read back by
 * GetParameters.
 */
import { strict as assert } from "node:assert";
import { parseHex as bytes, formatHex as hex } from "@duka/protocol/layout";
import {
  ERROR_BAD_ATR_TCK,
  ERROR_BAD_ATR_TS,
  ERROR_ICC_MUTE,
  ERROR_XFR_PARITY_ERROR,
} from "@duka/protocol/wire/ccid";
import type { CaseCard, ConformanceCase } from "../bench.js";
import { DEFAULT_PARAMETERS, GET_PARAMETERS, NOTHING, OK, POWER_ON, powered, sent } from "../words.js";

type GoodAtr = {
  readonly title: string;
  readonly clause: string;
  readonly atr: string;
  /** FiDi, TCCKS, guard time, WI, clock stop, where T=0 is offered. */
  readonly parameters?: string;
  /** The card can be spoken to by what the ATR says alone. */
  readonly speaks?: true;
  readonly behaviour?: CaseCard;
};

const GOOD: readonly GoodAtr[] = [
  { title: "two characters", clause: "8.2.1", atr: "3B 00", parameters: DEFAULT_PARAMETERS, speaks: true },
  {
    title: "15 historical bytes",
    clause: "8.2.4",
    atr: "3B 0F 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F",
    parameters: DEFAULT_PARAMETERS,
    speaks: true,
  },
  {
    title: "TA1 is an offer as long as TA2 is absent",
    clause: "8.3, 6.3.1",
    atr: "3B 10 96",
    parameters: DEFAULT_PARAMETERS,
    speaks: true,
  },
  {
    title: "TB1 of old cards means nothing",
    clause: "8.3",
    atr: "3B 20 25",
    parameters: DEFAULT_PARAMETERS,
    speaks: true,
  },
  {
    title: "TC1 is the extra guard time",
    clause: "8.3",
    atr: "3B 40 0A",
    parameters: "11 00 0A 0A 00",
    speaks: true,
  },
  {
    title: "TC1 = FF is no extra guard time for T=0",
    clause: "8.3",
    atr: "3B 40 FF",
    parameters: "11 00 FF 0A 00",
    speaks: true,
  },
  { title: "TC2 is WI", clause: "10.2", atr: "3B 80 40 14", parameters: "11 00 00 14 00", speaks: true },
  {
    title: "TA1 TB1 TC1 and TD1 of T=0: still no TCK",
    clause: "8.2.5",
    atr: "3B F2 96 00 02 00 41 42",
    parameters: "11 00 02 0A 00",
    speaks: true,
  },
  { title: "TA2 puts TA1 in force", clause: "6.3.1", atr: "3B 90 95 10 00", parameters: "95 00 00 0A 00" },
  {
    title: "TA2 with implicit values leaves F 372 D 1",
    clause: "6.3.1",
    atr: "3B 90 95 10 10",
    parameters: DEFAULT_PARAMETERS,
  },
  {
    title: "T=0 and global interface bytes (T=15): TCK is there",
    clause: "8.2.3, 8.2.5",
    atr: "3B 80 80 1F 03 1C",
    parameters: DEFAULT_PARAMETERS,
    speaks: true,
  },
  {
    title: "T=0, then T=1: TCK is there",
    clause: "8.2.5",
    atr: "3B 80 80 01 01",
    parameters: DEFAULT_PARAMETERS,
    speaks: true,
  },
  { title: "T=1 alone", clause: "8.2.3", atr: "3B 80 01 81" },
  {
    title: "33 characters, the most there may be",
    clause: "8.2.1",
    atr: `3B FF 11 00 00 F0 00 00 00 F0 00 00 00 F0 00 00 00 00 ${"00 ".repeat(15)}`.trim(),
  },
  {
    title: "inverse convention",
    clause: "8.1",
    atr: "3F 02 14 50",
    parameters: "11 02 00 0A 00",
    speaks: true,
    behaviour: { inverseConvention: true },
  },
  {
    title: "the first character after 400 clock cycles",
    clause: "6.2.2",
    atr: "3B 00",
    speaks: true,
    behaviour: { atrDelayCycles: 400 },
  },
  {
    title: "the first character after 40 000 clock cycles",
    clause: "6.2.2",
    atr: "3B 00",
    speaks: true,
    behaviour: { atrDelayCycles: 40_000 },
  },
];

type BadAtr = {
  readonly title: string;
  readonly clause: string;
  readonly behaviour: CaseCard;
  readonly errors: readonly number[];
};

const BAD: readonly BadAtr[] = [
  { title: "mute", clause: "6.2.2", behaviour: { atr: bytes("") }, errors: [ERROR_ICC_MUTE] },
  {
    title: "TS is neither 3B nor 3F",
    clause: "8.1",
    behaviour: { atr: bytes("3A 00") },
    errors: [ERROR_BAD_ATR_TS],
  },
  {
    title: "TCK is wrong",
    clause: "8.2.5",
    behaviour: { atr: bytes("3B 80 01 80") },
    errors: [ERROR_BAD_ATR_TCK],
  },
  {
    title: "TCK is missing",
    clause: "8.2.5",
    behaviour: { atr: bytes("3B 80 01") },
    errors: [ERROR_ICC_MUTE],
  },
  {
    title: "breaks off after TS",
    clause: "8.2.1",
    behaviour: { atr: bytes("3B") },
    errors: [ERROR_ICC_MUTE],
  },
  {
    title: "breaks off in the historical bytes",
    clause: "8.2.4",
    behaviour: { atr: bytes("3B 05 01 02") },
    errors: [ERROR_ICC_MUTE],
  },
  {
    title: "interface bytes without end",
    clause: "8.2.1",
    behaviour: { atr: bytes(`3B ${"F0 ".repeat(60)}`) },
    errors: [ERROR_BAD_ATR_TCK, ERROR_BAD_ATR_TS, ERROR_ICC_MUTE],
  },
  {
    title: "wrong parity",
    clause: "7.3",
    behaviour: { spoiltAt: -1 },
    errors: [ERROR_XFR_PARITY_ERROR, ERROR_BAD_ATR_TS, ERROR_ICC_MUTE],
  },
  {
    title: "too late by a third",
    clause: "6.2.2",
    behaviour: { atrDelayCycles: 200_000 },
    errors: [ERROR_ICC_MUTE],
  },
];

function goodAtr({ title, clause, atr, parameters, speaks, behaviour }: GoodAtr): ConformanceCase {
  return {
    name: `atr: ${title}`,
    clause: `ISO/IEC 7816-3, ${clause}`,
    rule: `${atr} is answered as it came`,
    async run(bench) {
      const answer = await powered(bench, { ...behaviour, atr: bytes(atr) });
      assert.equal(hex(answer.data), atr);
      if (parameters !== undefined)
        assert.equal(hex((await bench.host.ask(GET_PARAMETERS)).data), parameters);
      if (speaks) assert.equal(await sent(bench, NOTHING), OK);
      assert.deepEqual(bench.card.violations(), []);
    },
  };
}

function badAtr({ title, clause, behaviour, errors }: BadAtr): ConformanceCase {
  return {
    name: `atr: ${title}`,
    clause: `ISO/IEC 7816-3, ${clause}; CCID 6.2.6`,
    rule: "IccPowerOn fails, and the next good card is answered",
    async run(bench) {
      bench.card.insert(behaviour);
      const answer = await bench.host.ask(POWER_ON);
      assert.equal(answer.failed, true);
      assert.ok(errors.includes(answer.error), `bError ${answer.error.toString(16)}`);
      bench.card.remove();
      await powered(bench);
      assert.equal(await sent(bench, NOTHING), OK);
    },
  };
}

export const ATR_CASES: readonly ConformanceCase[] = [...GOOD.map(goodAtr), ...BAD.map(badAtr)];
