/** Power, slot status, removal and swap: sections 6.1.1 to 6.1.3 of CCID 1.1. */
import { strict as assert } from "node:assert";
import { formatHex as hex } from "@duka/protocol/layout";
import {
  CLOCK_RUNNING,
  CLOCK_STOPPED_LOW,
  ERROR_BAD_SLOT,
  ERROR_ICC_MUTE,
  ICC_ABSENT,
  ICC_ACTIVE,
  ICC_INACTIVE,
  PARAMETER_AT,
  PC_TO_RDR_ICC_POWER_ON,
  RDR_TO_PC_DATA_BLOCK,
  RDR_TO_PC_SLOT_STATUS,
} from "@duka/protocol/wire/ccid";
import type { ConformanceCase } from "../bench.js";
import {
  active,
  assertFailed,
  COUNT,
  GET_PARAMETERS,
  NOTHING,
  OK,
  POWER_OFF,
  POWER_ON,
  powered,
  SLOT_STATUS,
  sent,
  xfrBlock,
} from "../words.js";

/** After this the host has lost patience: 50 ms by the reader's own promise, and the message itself. */
const REMOVAL_MS = 60;
/** More slots than any reader type has. */
const SLOT_BEYOND = 9;

export const SLOT_CASES: readonly ConformanceCase[] = [
  {
    name: "get_status",
    clause: "CCID 6.1.3, 6.2.2",
    rule: "GetSlotStatus tells no card, inactive with the clock stopped, and active with the clock running",
    async run(bench) {
      const absent = await bench.host.ask(SLOT_STATUS);
      assert.deepEqual([absent.type, absent.icc, absent.failed], [RDR_TO_PC_SLOT_STATUS, ICC_ABSENT, false]);
      bench.card.insert();
      const inactive = await bench.host.ask(SLOT_STATUS);
      assert.deepEqual([inactive.icc, inactive.specific], [ICC_INACTIVE, CLOCK_STOPPED_LOW]);
      await active(bench);
      const powered = await bench.host.ask(SLOT_STATUS);
      assert.deepEqual([powered.icc, powered.specific], [ICC_ACTIVE, CLOCK_RUNNING]);
    },
  },
  {
    name: "power_on",
    clause: "CCID 6.1.1; ISO/IEC 7816-3, 6.2, 8.1",
    rule: "IccPowerOn activates the card and answers its ATR in a DataBlock",
    async run(bench) {
      const answer = await powered(bench);
      assert.equal(answer.type, RDR_TO_PC_DATA_BLOCK);
      assert.equal(hex(answer.data), "3B 05 44 75 6B 61 00");
    },
  },
  {
    name: "power_off",
    clause: "CCID 6.1.2; ISO/IEC 7816-3, 6.4",
    rule: "IccPowerOff deactivates the card; twice, and without a card, is allowed",
    async run(bench) {
      assert.equal((await bench.host.ask(POWER_OFF)).failed, false);
      await powered(bench);
      for (let time = 0; time < 2; time++) {
        const answer = await bench.host.ask(POWER_OFF);
        assert.deepEqual(
          [answer.type, answer.failed, answer.icc, answer.specific],
          [RDR_TO_PC_SLOT_STATUS, false, ICC_INACTIVE, CLOCK_STOPPED_LOW],
        );
      }
      assertFailed(await bench.host.ask(xfrBlock(NOTHING)), ERROR_ICC_MUTE, ICC_INACTIVE);
    },
  },
  {
    name: "power_on_warm",
    clause: "CCID 6.1.1; ISO/IEC 7816-3, 6.2.3",
    rule: "IccPowerOn of an active card resets it and answers its ATR again",
    async run(bench) {
      const cold = await powered(bench);
      await sent(bench, NOTHING);
      const warm = await active(bench);
      assert.equal(hex(warm.data), hex(cold.data));
      assert.equal(await sent(bench, COUNT), "00 00 00 01 90 00", "the card was reset");
    },
  },
  {
    name: "inval_slot",
    tier: "no card",
    clause: "CCID 6.2.6, table 6.2-2",
    rule: "a bSlot that does not exist is refused with bError 5, the offset of bSlot",
    async run({ host }) {
      for (const message of [SLOT_STATUS, POWER_ON, xfrBlock(NOTHING)]) {
        assertFailed(await host.ask({ ...message, slot: SLOT_BEYOND }), ERROR_BAD_SLOT, ICC_ABSENT);
      }
    },
  },
  {
    name: "empty_slot",
    tier: "no card",
    wantsEmpty: true,
    clause: "CCID 6.1.1, 6.1.4, 6.1.5",
    rule: "what needs a card fails with ICC_MUTE and bmICCStatus 2 where there is none",
    async run({ host }) {
      for (const message of [POWER_ON, xfrBlock(NOTHING), GET_PARAMETERS]) {
        assertFailed(await host.ask(message), ERROR_ICC_MUTE, ICC_ABSENT);
      }
    },
  },
  {
    name: "power_select_while_active",
    clause: "CCID 6.1.1",
    rule: "another bPowerSelect for an active card is carried out or refused with bError 7; the card works again after a power-on",
    async run(bench) {
      await powered(bench);
      for (const powerSelect of [2, 3]) {
        const answer = await bench.host.ask({
          type: PC_TO_RDR_ICC_POWER_ON,
          parameters: [powerSelect, 0, 0],
        });
        if (answer.failed) assert.equal(answer.error, PARAMETER_AT);
        else assert.equal(answer.icc, ICC_ACTIVE);
      }
      await active(bench);
      assert.equal(await sent(bench, NOTHING), OK);
    },
  },
  {
    name: "wrong_voltage",
    clause: "CCID 6.1.1",
    rule: "a bPowerSelect that is reserved is refused with bError 7",
    async run(bench) {
      bench.card.insert();
      for (const powerSelect of [4, 0x80, 0xff]) {
        const answer = await bench.host.ask({
          type: PC_TO_RDR_ICC_POWER_ON,
          parameters: [powerSelect, 0, 0],
        });
        assertFailed(answer, PARAMETER_AT, ICC_INACTIVE);
      }
      await active(bench);
    },
  },
  {
    name: "removal_while_running",
    clause: "CCID 6.1.4",
    rule: "a card that is pulled in the middle of a command ends it at once with ICC_MUTE and bmICCStatus 2",
    async run(bench) {
      await powered(bench, { computeMs: 5000 });
      bench.host.write(xfrBlock(NOTHING));
      await bench.host.isSilentFor(300);
      const pulledMs = bench.clock.nowMs();
      bench.card.remove();
      assertFailed(await bench.host.next(), ERROR_ICC_MUTE, ICC_ABSENT);
      assert.ok(bench.clock.nowMs() - pulledMs < REMOVAL_MS);
      assert.equal(await bench.host.isSilentFor(6000), true, "nothing comes late");
    },
  },
  {
    name: "swap_is_inactive",
    clause: "CCID 6.2.2, 6.3.1",
    rule: "a card that was changed between two looks is inactive until the next IccPowerOn",
    async run(bench) {
      await powered(bench);
      bench.card.swap();
      for (let look = 0; look < 3; look++)
        assert.equal((await bench.host.ask(SLOT_STATUS)).icc, ICC_INACTIVE);
      assertFailed(await bench.host.ask(xfrBlock(NOTHING)), ERROR_ICC_MUTE, ICC_INACTIVE);
      await active(bench);
    },
  },
];
