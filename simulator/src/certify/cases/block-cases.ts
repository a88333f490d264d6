/**
 * T=1 and PPS at TPDU level: the host's program makes blocks and requests, the reader carries them as they are and
 * keeps the times. Clauses 9 and 11 of ISO/IEC 7816-3; section 6.1.4 of CCID 1.1.
 */
import { strict as assert } from "node:assert";
import { parseHex as bytes, formatHex as hex } from "@duka/protocol/layout";
import {
  ERROR_BAD_LENGTH,
  ICC_ACTIVE,
  MESSAGE_HEADER_LENGTH,
  PARAMETER_AT,
  RDR_TO_PC_PARAMETERS,
} from "@duka/protocol/wire/ccid";
import type { Bench, CaseCard, ConformanceCase } from "../bench.js";
import {
  assertFailed,
  COUNT,
  GET_PARAMETERS,
  NOTHING,
  OK,
  powered,
  sent,
  setParameters,
  xfrBlock,
} from "../words.js";

/** F 372 D 1, LRC, no extra guard time, BWI 4 and CWI 5, no clock stop, IFSC 32, NAD 0. */
const T1_PARAMETERS = "11 10 00 45 00 20 00";
const T1_CARD: CaseCard = { offers: { protocol: "T=1" } };
/** F 372 D 4, which a card offers and PPS agrees on. */
const FASTER = "13";
const FASTER_CARD: CaseCard = { offers: { ta1: 0x13 } };

/** A block with its LRC behind it. */
function block(text: string): string {
  return checked(text);
}

/** PPSS, PPS0, PPS1 with PCK. */
function pps(text: string): string {
  return checked(text);
}

function checked(text: string): string {
  const all = bytes(text);
  return hex(
    Uint8Array.of(
      ...all,
      all.reduce((sum, one) => sum ^ one, 0),
    ),
  );
}

/** A T=1 card, in the parameters of its protocol. */
async function inT1(bench: Bench, behaviour: CaseCard = {}): Promise<void> {
  await powered(bench, { ...T1_CARD, ...behaviour });
  const answer = await bench.host.ask(setParameters(T1_PARAMETERS, 1));
  assert.deepEqual([answer.type, answer.failed, answer.specific], [RDR_TO_PC_PARAMETERS, false, 1]);
  assert.equal(hex(answer.data), T1_PARAMETERS);
}

export const BLOCK_CASES: readonly ConformanceCase[] = [
  {
    name: "t1_parameters",
    clause: "CCID 6.1.5, 6.1.7, 6.2.3",
    rule: "SetParameters takes seven bytes for T=1 and tells them back; what cannot be is refused by its offset, and the values stay",
    async run(bench) {
      await inT1(bench);
      for (const [structure, offset] of [
        ["1F 10 00 45 00 20 00", 0],
        ["11 10 00 A5 00 20 00", 3],
        ["11 10 00 45 00 FF 00", 5],
      ] as const)
        assertFailed(
          await bench.host.ask(setParameters(structure, 1)),
          MESSAGE_HEADER_LENGTH + offset,
          ICC_ACTIVE,
        );
      assert.equal((await bench.host.ask(setParameters(T1_PARAMETERS.slice(0, -3), 1))).failed, true);
      assert.equal(hex((await bench.host.ask(GET_PARAMETERS)).data), T1_PARAMETERS);
      assert.equal(await sent(bench, block(`00 00 04 ${NOTHING}`)), block(`00 00 02 ${OK}`));
    },
  },
  {
    name: "t1_block",
    clause: "CCID 6.1.4; ISO/IEC 7816-3, 11.3.2, 11.3.4",
    rule: "a block goes to the card as it is, prologue and LRC included, and the card's block comes back whole",
    async run(bench) {
      await inT1(bench);
      assert.equal(
        await sent(bench, block("00 00 05 80 12 05 00 05")),
        block(`00 00 07 00 01 02 03 04 ${OK}`),
      );
      assert.deepEqual(bench.card.violations(), []);
    },
  },
  {
    name: "t1_sequence",
    clause: "ISO/IEC 7816-3, 11.6",
    rule: "I-blocks alternate N(S): each reaches the card with its own, is executed once, and is answered with the card's",
    async run(bench) {
      await inT1(bench);
      for (const [pcb, count] of [
        ["00", "01"],
        ["40", "02"],
        ["00", "03"],
      ])
        assert.equal(
          await sent(bench, block(`00 ${pcb} 05 ${COUNT}`)),
          block(`00 ${pcb} 06 00 00 00 ${count} ${OK}`),
        );
    },
  },
  {
    name: "t1_chaining",
    clause: "ISO/IEC 7816-3, 11.6",
    rule: "a chained block (M = 1) is answered with R(N(R)), and the command is executed with the last one alone",
    async run(bench) {
      await inT1(bench);
      assert.equal(await sent(bench, block("00 20 04 80 14 00 00")), block("00 90 00"));
      assert.equal(await sent(bench, block("00 40 04 03 0A 0B 0C")), block(`00 00 02 ${OK}`));
      assert.equal(await sent(bench, block("00 00 05 80 18 00 00 03")), block(`00 40 05 0A 0B 0C ${OK}`));
    },
  },
  {
    name: "t1_wrong_edc",
    clause: "ISO/IEC 7816-3, 11.3.4, 11.6.3",
    rule: "a block of wrong LRC is the card's to refuse: it answers R with an EDC error, and the block is executed when it comes right",
    async run(bench) {
      await inT1(bench);
      assert.equal(await sent(bench, `00 00 05 ${COUNT} 00`), block("00 81 00"));
      assert.equal(await sent(bench, block(`00 00 05 ${COUNT}`)), block(`00 00 06 00 00 00 01 ${OK}`));
    },
  },
  {
    name: "t1_ifs",
    clause: "ISO/IEC 7816-3, 11.4.2",
    rule: "S(IFS request) tells the card what the host takes, and its response comes back: 254 bytes in one block then",
    async run(bench) {
      await inT1(bench);
      assert.equal(await sent(bench, block("00 C1 01 FE")), block("00 E1 01 FE"));
      const answer = bytes(await sent(bench, block("00 00 05 80 12 FC 00 FC")));
      assert.deepEqual([answer[1], answer[2], answer.length], [0x00, 0xfe, 258]);
    },
  },
  {
    name: "t1_waiting_time_extension",
    clause: "ISO/IEC 7816-3, 11.4.3",
    rule: "S(WTX request) of a card that computes comes to the host; with bBWI the response has the answer behind it",
    async run(bench) {
      await inT1(bench, { computeMs: 1900 });
      let answer = await sent(bench, block(`00 00 04 ${NOTHING}`));
      let asked = 0;
      for (; answer.startsWith("00 C3 01") && asked < 20; asked++) {
        const response = block(`00 E3 01 ${answer.slice(9, 11)}`);
        const next = await bench.host.ask(xfrBlock(response, [bytes(answer)[3]!, 0, 0]));
        assert.equal(next.failed, false, `XfrBlock fails with ${next.error.toString(16)}`);
        answer = hex(next.data);
      }
      assert.ok(asked > 0, "the card has asked for time");
      assert.equal(answer, block(`00 00 02 ${OK}`));
    },
  },
  {
    name: "t1_length_mismatch",
    clause: "CCID 6.1.4, 6.2.6; ISO/IEC 7816-3, 11.3.2",
    rule: "bytes of another number than LEN says are no block: refused, and the card has not heard them",
    async run(bench) {
      await inT1(bench);
      for (const text of ["00 00 04 80 10 00 00", "00 00", block("00 00 03 80 10 00 00")]) {
        const answer = await bench.host.ask(xfrBlock(text));
        // The length of the message, or that it does not fit the level.
        assert.equal(answer.failed, true, text);
        assert.ok([ERROR_BAD_LENGTH, MESSAGE_HEADER_LENGTH, PARAMETER_AT].includes(answer.error));
      }
      assert.equal(await sent(bench, block(`00 00 05 ${COUNT}`)), block(`00 00 06 00 00 00 01 ${OK}`));
    },
  },
  {
    name: "pps_exchange",
    clause: "CCID 6.1.4, 6.1.7; ISO/IEC 7816-3, 9.2, 9.3",
    rule: "a PPS request goes to the card and its response comes back; with SetParameters the card is spoken to at the new speed",
    async run(bench) {
      await powered(bench, FASTER_CARD);
      assert.equal(await sent(bench, pps(`FF 10 ${FASTER}`)), pps(`FF 10 ${FASTER}`));
      const answer = await bench.host.ask(setParameters(`${FASTER} 00 00 0A 00`));
      assert.equal(answer.failed, false, `SetParameters fails with ${answer.error.toString(16)}`);
      assert.equal(await sent(bench, NOTHING), OK);
      assert.deepEqual(bench.card.violations(), []);
    },
  },
  {
    name: "pps_default_speed",
    clause: "ISO/IEC 7816-3, 9.3",
    rule: "a response without PPS1 comes back as it is, and the card is spoken to at its default speed",
    async run(bench) {
      await powered(bench, { ...FASTER_CARD, pps: "default-speed" });
      assert.equal(await sent(bench, pps(`FF 10 ${FASTER}`)), pps("FF 00"));
      assert.equal(await sent(bench, NOTHING), OK);
    },
  },
];
