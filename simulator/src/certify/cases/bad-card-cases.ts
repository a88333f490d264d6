/** Cards that break T=0, and how long a reader may wait: clause 10 of ISO/IEC 7816-3, table 6.2-2 of CCID 1.1. */
import { strict as assert } from "node:assert";
import {
  ERROR_ICC_MUTE,
  ERROR_PROCEDURE_BYTE_CONFLICT,
  ERROR_XFR_PARITY_ERROR,
  ICC_ACTIVE,
} from "@duka/protocol/wire/ccid";
import type { Bench, CaseCard, ConformanceCase } from "../bench.js";
import type { Answer } from "../ccid-host.js";
import { active, assertFailed, NOTHING, OK, POWER_OFF, powered, sent, xfrBlock } from "../words.js";

/** Waiting time of T=0 with WI 10 and the slowest clock that a card may have, 1 MHz; then the reader's own time. */
const WAITING_TIME_MAX_MS = (960 * 10 * 372 * 1000) / 1_000_000 + 500;
const FIVE_BYTES = "80 12 05 00 05";

/** The failure of a command to such a card; whatever it was, the next power-on brings a working card back. */
async function failure(bench: Bench, behaviour: CaseCard, tpdu: string): Promise<Answer> {
  await powered(bench, behaviour);
  const answer = await bench.host.ask(xfrBlock(tpdu));
  assert.ok(answer.elapsedMs < WAITING_TIME_MAX_MS, `it took ${answer.elapsedMs} ms`);
  await bench.host.ask(POWER_OFF);
  bench.card.remove();
  bench.card.insert();
  await active(bench);
  assert.equal(await sent(bench, NOTHING), OK);
  return answer;
}

export const BAD_CARD_CASES: readonly ConformanceCase[] = [
  {
    name: "procedure_byte_timeout",
    clause: "ISO/IEC 7816-3, 10.2; CCID 6.2.6",
    rule: "a card that answers nothing is mute after its waiting time; the host is kept waiting until then",
    async run(bench) {
      const answer = await failure(bench, { silentAfter: 0 }, FIVE_BYTES);
      assertFailed(answer, ERROR_ICC_MUTE, ICC_ACTIVE);
      assert.ok(answer.elapsedMs > 900, "not before the waiting time is over");
      assert.ok(answer.timeRequests > 0);
    },
  },
  {
    name: "truncated_response",
    clause: "ISO/IEC 7816-3, 10.2; CCID 6.2.6",
    rule: "a card that stops in the middle of its data is mute",
    async run(bench) {
      assertFailed(await failure(bench, { silentAfter: 4 }, FIVE_BYTES), ERROR_ICC_MUTE, ICC_ACTIVE);
    },
  },
  {
    name: "status_word_timeout",
    clause: "ISO/IEC 7816-3, 10.2; CCID 6.2.6",
    rule: "a card that sends all data and no SW1 is mute",
    async run(bench) {
      assertFailed(await failure(bench, { silentAfter: 6 }, FIVE_BYTES), ERROR_ICC_MUTE, ICC_ACTIVE);
    },
  },
  {
    name: "status_word_incomplete",
    clause: "ISO/IEC 7816-3, 10.2; CCID 6.2.6",
    rule: "a card that sends SW1 and no SW2 is mute",
    async run(bench) {
      assertFailed(await failure(bench, { silentAfter: 7 }, FIVE_BYTES), ERROR_ICC_MUTE, ICC_ACTIVE);
    },
  },
  {
    name: "wrong_procedure_byte",
    clause: "ISO/IEC 7816-3, 10.3.3; CCID 6.2.6",
    rule: "a procedure byte that is none of INS, its complement, NULL and SW1 is a conflict",
    async run(bench) {
      const answer = await failure(bench, { procedureByte: 0x55 }, FIVE_BYTES);
      assertFailed(answer, ERROR_PROCEDURE_BYTE_CONFLICT, ICC_ACTIVE);
    },
  },
  {
    name: "parity_error",
    clause: "ISO/IEC 7816-3, 7.3; CCID 6.2.6",
    rule: "a character of wrong parity ends the command with XFR_PARITY_ERROR where the reader cannot have it sent again",
    async run(bench) {
      const answer = await failure(bench, { spoiltAt: 3 }, FIVE_BYTES);
      if (answer.failed) assertFailed(answer, ERROR_XFR_PARITY_ERROR, ICC_ACTIVE);
    },
  },
  {
    name: "data_never_asked_for",
    clause: "ISO/IEC 7816-3, 10.3.3",
    rule: "ACK to a case 1 command, which has no data, is a conflict; what the card sends is not taken for the next answer",
    async run(bench) {
      const answer = await failure(bench, {}, "80 12 00 00");
      assertFailed(answer, ERROR_PROCEDURE_BYTE_CONFLICT, ICC_ACTIVE);
    },
  },
];
