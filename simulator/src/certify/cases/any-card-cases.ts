/** What any working card shows of a reader: nothing is asked of the card but an answer to reset and a status word. */
import { strict as assert } from "node:assert";
import { formatHex as hex } from "@duka/protocol/layout";
import { atrLength, parseAtr } from "@duka/protocol/wire/atr";
import {
  ERROR_COMMAND_NOT_SUPPORTED,
  ICC_ACTIVE,
  ICC_INACTIVE,
  PC_TO_RDR_ABORT,
  PC_TO_RDR_MECHANICAL,
  RDR_TO_PC_DATA_BLOCK,
  RDR_TO_PC_PARAMETERS,
  RDR_TO_PC_SLOT_STATUS,
} from "@duka/protocol/wire/ccid";
import { type Bench, type ConformanceCase, NotApplicable } from "../bench.js";
import { active, GET_PARAMETERS, POWER_OFF, SLOT_STATUS, xfrBlock } from "../words.js";

const SELECT_MF = "00 A4 00 00 02 3F 00";
/** Longer than any silence after which a reader gives a broken frame up. */
const GIVEN_UP_MS = 500;
/** A card that has nothing to compute answers SELECT sooner; the limit is that of a host that waits at a counter. */
const ANSWER_LIMIT_MS = 2000;
const FRAMING = "serial frame 03 06 … LRC";
/** SW1 (ISO/IEC 7816-4, 5.6). */
const SW1 = /^[69][0-9A-F]$/;

async function selectByT0(bench: Bench): Promise<string> {
  const { data } = await active(bench);
  if ((parseAtr(data).protocols[0] ?? 0) !== 0)
    throw new NotApplicable("the card's first protocol is another one than T=0");
  const answer = await bench.host.ask(xfrBlock(SELECT_MF));
  assert.equal(answer.failed, false, `XfrBlock fails with ${answer.error.toString(16)}`);
  assert.ok(answer.elapsedMs < ANSWER_LIMIT_MS, `the answer took ${Math.round(answer.elapsedMs)} ms`);
  const text = hex(answer.data);
  assert.match(text.split(" ").at(-2) ?? "no SW1", SW1, "the answer ends in SW1 SW2");
  return text;
}

const cases: readonly Omit<ConformanceCase, "tier">[] = [
  {
    name: "any_power_on",
    clause: "CCID 6.1.1; ISO/IEC 7816-3, 6.2.2, 8.1, 8.2.1, 8.2.5",
    rule: "IccPowerOn answers a whole ATR whose TCK is right",
    async run(bench) {
      const { type, data } = await active(bench);
      assert.equal(type, RDR_TO_PC_DATA_BLOCK);
      parseAtr(data);
      assert.equal(data.length, atrLength(data, data.length), "the ATR is whole and has nothing behind it");
    },
  },
  {
    name: "any_power_off",
    clause: "CCID 6.1.2; ISO/IEC 7816-3, 6.4",
    rule: "IccPowerOff deactivates the card, which is there still",
    async run(bench) {
      await active(bench);
      const answer = await bench.host.ask(POWER_OFF);
      assert.deepEqual(
        [answer.type, answer.failed, answer.icc],
        [RDR_TO_PC_SLOT_STATUS, false, ICC_INACTIVE],
      );
      assert.equal((await bench.host.ask(SLOT_STATUS)).icc, ICC_INACTIVE);
    },
  },
  {
    name: "any_warm_reset",
    clause: "CCID 6.1.1; ISO/IEC 7816-3, 6.2.3",
    rule: "IccPowerOn of an active card answers an ATR again",
    async run(bench) {
      await active(bench);
      const { data } = await active(bench);
      parseAtr(data);
    },
  },
  {
    name: "any_parameters",
    clause: "CCID 6.1.5, 6.2.3",
    rule: "GetParameters tells the protocol of the card in use, in five bytes for T=0, seven for T=1",
    async run(bench) {
      const { data } = await active(bench);
      const answer = await bench.host.ask(GET_PARAMETERS);
      assert.deepEqual([answer.type, answer.failed], [RDR_TO_PC_PARAMETERS, false]);
      assert.ok(answer.specific <= 1, `bProtocolNum ${answer.specific}`);
      assert.equal(answer.data.length, answer.specific === 0 ? 5 : 7);
      const offered = parseAtr(data).protocols;
      assert.ok(offered.length === 0 || offered.includes(answer.specific), "one that the card offers");
    },
  },
  {
    name: "any_exchange",
    clause: "CCID 6.1.4; ISO/IEC 7816-3, 10.2, 10.3.3, 12.2.3",
    rule: "a command of T=0 is answered in time, its answer ends in SW1 SW2, twice alike",
    async run(bench) {
      const first = await selectByT0(bench);
      assert.equal(await selectByT0(bench), first, "the same after the next reset");
    },
  },
  {
    name: "any_wrong_lrc",
    clause: FRAMING,
    rule: "a frame of wrong LRC is answered with NAK, and the next frame is answered; every answer has the right LRC and nothing beside it",
    async run(bench) {
      await active(bench);
      const frame = bench.host.frame(SLOT_STATUS);
      frame[frame.length - 1]! ^= 0x01;
      bench.host.writeRaw(frame);
      await bench.host.isSilentFor(GIVEN_UP_MS);
      assert.equal(bench.host.naks(), 1, "NAKs");
      for (let time = 0; time < 5; time++) assert.equal((await bench.host.ask(SLOT_STATUS)).icc, ICC_ACTIVE);
    },
  },
  {
    name: "any_unsupported",
    clause: "CCID 6.1.12, 6.2.6",
    rule: "what the reader does not know is refused with bError 0, and the card stays active",
    async run(bench) {
      await active(bench);
      const answer = await bench.host.ask({ type: PC_TO_RDR_MECHANICAL, parameters: [1, 0, 0] });
      assert.deepEqual([answer.failed, answer.error], [true, ERROR_COMMAND_NOT_SUPPORTED]);
      assert.equal((await bench.host.ask(SLOT_STATUS)).icc, ICC_ACTIVE);
    },
  },
  {
    name: "any_abort",
    clause: "CCID 6.1.13",
    rule: "Abort where nothing runs is answered with SlotStatus, and the card stays active",
    async run(bench) {
      await active(bench);
      const answer = await bench.host.ask({ type: PC_TO_RDR_ABORT });
      assert.deepEqual([answer.type, answer.failed, answer.icc], [RDR_TO_PC_SLOT_STATUS, false, ICC_ACTIVE]);
    },
  },
];

export const ANY_CARD_CASES: readonly ConformanceCase[] = cases.map((one) => ({ ...one, tier: "any card" }));
