/** XfrBlock at TPDU level with a card that behaves: section 6.1.4 of CCID 1.1 and clause 10.3 of ISO/IEC 7816-3. */
import { strict as assert } from "node:assert";
import {
  ERROR_BAD_LENGTH,
  ERROR_ICC_MUTE,
  ICC_ACTIVE,
  ICC_INACTIVE,
  PARAMETER_AT,
} from "@duka/protocol/wire/ccid";
import type { ConformanceCase } from "../bench.js";
import { assertFailed, COUNT, countingUp, NOTHING, OK, powered, sent, xfrBlock } from "../words.js";

/** In the middle of "00 A4 00 00 02 3F 00": SELECT of the master file. */
const SELECT_MF = "00 A4 00 00 02 3F 00";
const FCI = "6F 04 84 02 3F 00 90 00";

export const TRANSFER_CASES: readonly ConformanceCase[] = [
  {
    name: "select_mf",
    clause: "CCID 6.1.4; ISO/IEC 7816-3, 12.2.4",
    rule: "SELECT brings data in and announces data by 61xx; the reader passes that on as it is",
    async run(bench) {
      await powered(bench);
      assert.equal(await sent(bench, SELECT_MF), "61 06");
      assert.equal(await sent(bench, "00 C0 00 00 06"), FCI);
    },
  },
  {
    name: "case_1",
    clause: "ISO/IEC 7816-3, 12.2.1",
    rule: "four bytes are a case 1: P3 = 00 is added",
    async run(bench) {
      await powered(bench);
      assert.equal(await sent(bench, NOTHING), OK);
      assert.equal(await sent(bench, `${NOTHING} 00`), OK);
    },
  },
  {
    name: "case_2_3",
    clause: "ISO/IEC 7816-3, 12.2.2, 12.2.3",
    rule: "data out with the right Le, 6Cxx with a wrong one; data in",
    async run(bench) {
      await powered(bench);
      assert.equal(await sent(bench, "80 12 05 00 05"), `${countingUp(5)} ${OK}`);
      assert.equal(await sent(bench, "80 12 05 00 10"), "6C 05");
      assert.equal(await sent(bench, "80 14 00 00 03 0A 0B 0C"), OK);
      assert.equal(await sent(bench, "80 18 00 00 03"), `0A 0B 0C ${OK}`);
    },
  },
  {
    name: "case_4",
    clause: "ISO/IEC 7816-3, 12.2.4",
    rule: "data both ways: a trailing Le does not go to the card; GET RESPONSE is the host's",
    async run(bench) {
      await powered(bench);
      for (const le of ["", " 03"]) {
        assert.equal(await sent(bench, `80 16 00 00 03 0A 0B 0C${le}`), "61 03");
        assert.equal(await sent(bench, "00 C0 00 00 03"), `0A 0B 0C ${OK}`);
      }
    },
  },
  {
    name: "simtrace_test",
    clause: "CCID 6.1.4",
    rule: "a long session of all cases: every answer belongs to its command, and each was executed once",
    async run(bench) {
      await powered(bench);
      for (let round = 0; round < 24; round++) {
        const length = 1 + ((round * 37) % 250);
        const digits = length.toString(16).padStart(2, "0");
        assert.equal(await sent(bench, `80 12 ${digits} 00 ${digits}`), `${countingUp(length)} ${OK}`);
        assert.equal(await sent(bench, `80 14 00 00 ${digits} ${countingUp(length)}`), OK);
        assert.equal(await sent(bench, `80 18 00 00 ${digits}`), `${countingUp(length)} ${OK}`);
        assert.equal(await sent(bench, NOTHING), OK);
      }
      assert.equal(await sent(bench, COUNT), "00 00 00 61 90 00");
      assert.deepEqual(bench.card.violations(), []);
    },
  },
  {
    name: "255_bytes_response",
    clause: "ISO/IEC 7816-3, 10.3.2",
    rule: "P3 = FF: 255 bytes come out",
    async run(bench) {
      await powered(bench);
      assert.equal(await sent(bench, "80 12 FF 00 FF"), `${countingUp(255)} ${OK}`);
    },
  },
  {
    name: "256_bytes_response",
    clause: "ISO/IEC 7816-3, 10.3.2",
    rule: "P3 = 00 of data out is 256 bytes",
    async run(bench) {
      await powered(bench);
      assert.equal(await sent(bench, "80 12 00 00 00"), `${countingUp(256)} ${OK}`);
    },
  },
  {
    name: "255_bytes_request",
    clause: "ISO/IEC 7816-3, 10.3.2",
    rule: "P3 = FF: 255 bytes go in",
    async run(bench) {
      await powered(bench);
      assert.equal(await sent(bench, `80 14 00 00 FF ${countingUp(255)}`), OK);
      assert.equal(await sent(bench, "80 18 00 00 FF"), `${countingUp(255)} ${OK}`);
    },
  },
  {
    name: "one_byte_at_a_time",
    clause: "ISO/IEC 7816-3, 10.3.3",
    rule: "ACK as the complement of INS transfers one byte, in both directions",
    async run(bench) {
      await powered(bench, { oneByOne: true });
      assert.equal(await sent(bench, `80 14 00 00 20 ${countingUp(32)}`), OK);
      assert.equal(await sent(bench, "80 18 00 00 20"), `${countingUp(32)} ${OK}`);
    },
  },
  {
    name: "null_procedure_byte",
    clause: "ISO/IEC 7816-3, 10.3.3",
    rule: "NULL starts the waiting time anew, as often as it comes; the host is kept waiting meanwhile",
    async run(bench) {
      await powered(bench, { computeMs: 4000 });
      const answer = await bench.host.ask(xfrBlock(NOTHING));
      assert.equal(answer.failed, false);
      assert.ok(answer.elapsedMs > 4000);
      assert.ok(answer.timeRequests >= 3, "a host that waits 2 s at most is asked for time often enough");
    },
  },
  {
    name: "xfer_off",
    clause: "CCID 6.1.4",
    rule: "XfrBlock to a card without power fails with ICC_MUTE and bmICCStatus 1",
    async run(bench) {
      bench.card.insert();
      assertFailed(await bench.host.ask(xfrBlock(NOTHING)), ERROR_ICC_MUTE, ICC_INACTIVE);
    },
  },
  {
    name: "bwi_in_t0",
    clause: "CCID 6.1.4",
    rule: "bBWI means nothing to T=0",
    async run(bench) {
      await powered(bench);
      for (const bwi of [1, 5, 0xff]) {
        const answer = await bench.host.ask(xfrBlock(NOTHING, [bwi, 0, 0]));
        assert.equal(answer.failed, false);
      }
    },
  },
  {
    name: "level_parameter_mismatch",
    clause: "CCID 6.1.4",
    rule: "a wLevelParameter other than 0 at TPDU level is refused with bError 8, and nothing reaches the card",
    async run(bench) {
      await powered(bench);
      for (const level of [
        [0, 1, 0],
        [0, 0, 1],
        [0, 0x10, 0],
      ] as const) {
        assertFailed(await bench.host.ask(xfrBlock(NOTHING, level)), PARAMETER_AT + 1, ICC_ACTIVE);
      }
      assert.equal(await sent(bench, COUNT), "00 00 00 01 90 00");
    },
  },
  {
    name: "truncated",
    clause: "CCID 6.1.4, 6.2.6; ISO/IEC 7816-3, 10.3.2",
    rule: "fewer bytes than a header, or than P3 announces, are refused with bError 1, the offset of dwLength; nothing reaches the card",
    async run(bench) {
      await powered(bench);
      for (const tpdu of ["", "80", "80 10 00", "80 14 00 00 05 01 02"]) {
        assertFailed(await bench.host.ask(xfrBlock(tpdu)), ERROR_BAD_LENGTH, ICC_ACTIVE);
      }
      assert.equal(await sent(bench, COUNT), "00 00 00 01 90 00");
    },
  },
  {
    name: "ins_6x_9x",
    clause: "ISO/IEC 7816-3, 10.3.2",
    rule: "INS 6X and 9X cannot be told from SW1: refused, and nothing reaches the card",
    async run(bench) {
      await powered(bench);
      for (const ins of ["60", "6F", "90", "9F"]) {
        assert.equal((await bench.host.ask(xfrBlock(`80 ${ins} 00 00 00`))).failed, true);
      }
      assert.equal(await sent(bench, COUNT), "00 00 00 01 90 00");
    },
  },
];
