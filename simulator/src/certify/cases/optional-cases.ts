/** Messages that a reader need not support, and Abort: sections 6.1.9 to 6.1.13 of CCID 1.1. */
import { strict as assert } from "node:assert";
import {
  ERROR_CMD_ABORTED,
  ERROR_COMMAND_NOT_SUPPORTED,
  ICC_ACTIVE,
  PC_TO_RDR_ABORT,
  PC_TO_RDR_ICC_CLOCK,
  PC_TO_RDR_MECHANICAL,
  PC_TO_RDR_SECURE,
  RDR_TO_PC_DATA_BLOCK,
  RDR_TO_PC_SLOT_STATUS,
} from "@duka/protocol/wire/ccid";
import type { ConformanceCase } from "../bench.js";
import { active, assertFailed, COUNT, NOTHING, OK, powered, sent, xfrBlock } from "../words.js";

const ABORT = { type: PC_TO_RDR_ABORT };

export const OPTIONAL_CASES: readonly ConformanceCase[] = [
  {
    name: "unsupp_mechanical",
    clause: "CCID 6.1.12",
    rule: "Mechanical is not supported: SlotStatus, bError 0",
    async run(bench) {
      await powered(bench);
      const answer = await bench.host.ask({ type: PC_TO_RDR_MECHANICAL, parameters: [1, 0, 0] });
      assert.equal(answer.type, RDR_TO_PC_SLOT_STATUS);
      assertFailed(answer, ERROR_COMMAND_NOT_SUPPORTED, ICC_ACTIVE);
      assert.equal(await sent(bench, NOTHING), OK);
    },
  },
  {
    name: "unsupp_secure",
    clause: "CCID 6.1.11",
    rule: "Secure of a reader without a keypad is not supported: DataBlock, bError 0",
    async run(bench) {
      await powered(bench);
      const answer = await bench.host.ask({ type: PC_TO_RDR_SECURE, data: Uint8Array.of(0, 0) });
      assert.equal(answer.type, RDR_TO_PC_DATA_BLOCK);
      assert.equal(answer.failed, true);
      assert.equal(await sent(bench, NOTHING), OK);
    },
  },
  {
    name: "icc_clock",
    clause: "CCID 6.1.9",
    rule: "IccClock of a reader that cannot stop the clock is not supported, and the card goes on",
    async run(bench) {
      await powered(bench);
      assertFailed(
        await bench.host.ask({ type: PC_TO_RDR_ICC_CLOCK }),
        ERROR_COMMAND_NOT_SUPPORTED,
        ICC_ACTIVE,
      );
      assert.equal(await sent(bench, NOTHING), OK);
    },
  },
  {
    name: "abort",
    clause: "CCID 6.1.13",
    rule: "Abort of a command that was never sent is answered with SlotStatus and changes nothing",
    async run(bench) {
      await powered(bench);
      const answer = await bench.host.ask(ABORT);
      assert.deepEqual([answer.type, answer.failed, answer.icc], [RDR_TO_PC_SLOT_STATUS, false, ICC_ACTIVE]);
      assert.equal(await sent(bench, COUNT), "00 00 00 01 90 00");
    },
  },
  {
    name: "abort_finished",
    clause: "CCID 6.1.13",
    rule: "Abort of a command that has finished changes nothing",
    async run(bench) {
      await powered(bench);
      await sent(bench, NOTHING);
      assert.equal((await bench.host.ask(ABORT)).failed, false);
      assert.equal(await sent(bench, COUNT), "00 00 00 02 90 00");
    },
  },
  {
    name: "abort_running",
    clause: "CCID 6.1.13",
    rule: "Abort of a running command ends that with CMD_ABORTED, then is answered itself",
    async run(bench) {
      await powered(bench, { computeMs: 2000 });
      const running = bench.host.write(xfrBlock(NOTHING));
      await bench.host.isSilentFor(100);
      bench.host.write(ABORT);
      const aborted = await bench.host.next();
      assert.equal(aborted.seq, running[2 + 6]);
      assert.deepEqual([aborted.failed, aborted.error], [true, ERROR_CMD_ABORTED]);
      const answer = await bench.host.next();
      assert.deepEqual([answer.type, answer.failed], [RDR_TO_PC_SLOT_STATUS, false]);
      assert.equal(await bench.host.isSilentFor(3000), true, "nothing comes late");
      await active(bench);
    },
  },
];
