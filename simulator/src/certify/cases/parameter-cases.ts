/** Get-, Set- and ResetParameters: sections 6.1.5 to 6.1.7 of CCID 1.1. */
import { strict as assert } from "node:assert";
import { formatHex as hex } from "@duka/protocol/layout";
import {
  ERROR_ICC_MUTE,
  ERROR_ICC_PROTOCOL_NOT_SUPPORTED,
  ICC_ACTIVE,
  ICC_INACTIVE,
  MESSAGE_HEADER_LENGTH,
  PARAMETER_AT,
  PC_TO_RDR_RESET_PARAMETERS,
  RDR_TO_PC_PARAMETERS,
} from "@duka/protocol/wire/ccid";
import type { Bench, ConformanceCase } from "../bench.js";
import type { Message } from "../ccid-host.js";
import {
  active,
  assertFailed,
  DEFAULT_PARAMETERS,
  GET_PARAMETERS,
  NOTHING,
  OK,
  powered,
  sent,
  setParameters,
} from "../words.js";

const RESET_PARAMETERS = { type: PC_TO_RDR_RESET_PARAMETERS };
/** Guard time 12 + 5 etu, WI 20. */
const OTHER_PARAMETERS = "11 00 05 14 00";

/** The parameters that a message is answered with, for T=0. */
async function parametersAfter({ host }: Bench, message: Message): Promise<string> {
  const answer = await host.ask(message);
  assert.deepEqual([answer.type, answer.failed, answer.specific], [RDR_TO_PC_PARAMETERS, false, 0]);
  return hex(answer.data);
}

export const PARAMETER_CASES: readonly ConformanceCase[] = [
  {
    name: "get_params",
    clause: "CCID 6.1.5, 6.2.3",
    rule: "GetParameters tells bProtocolNum 0 and the five bytes of T=0; it fails without power",
    async run(bench) {
      bench.card.insert();
      assertFailed(await bench.host.ask(GET_PARAMETERS), ERROR_ICC_MUTE, ICC_INACTIVE);
      await active(bench);
      assert.equal(await parametersAfter(bench, GET_PARAMETERS), DEFAULT_PARAMETERS);
    },
  },
  {
    name: "set_params",
    clause: "CCID 6.1.7",
    rule: "SetParameters takes what it is told, tells it back, and the card is spoken to accordingly",
    async run(bench) {
      await powered(bench);
      assert.equal(await parametersAfter(bench, setParameters(OTHER_PARAMETERS)), OTHER_PARAMETERS);
      assert.equal(await parametersAfter(bench, GET_PARAMETERS), OTHER_PARAMETERS);
      assert.equal(await sent(bench, NOTHING), OK);
    },
  },
  {
    name: "set_params_nochange",
    clause: "CCID 6.1.7",
    rule: "SetParameters with the values in force changes nothing",
    async run(bench) {
      await powered(bench);
      assert.equal(await parametersAfter(bench, setParameters(DEFAULT_PARAMETERS)), DEFAULT_PARAMETERS);
      assert.equal(await sent(bench, NOTHING), OK);
    },
  },
  {
    name: "reset_params",
    clause: "CCID 6.1.6",
    rule: "ResetParameters restores the default values",
    async run(bench) {
      await powered(bench);
      await bench.host.ask(setParameters(OTHER_PARAMETERS));
      assert.equal(await parametersAfter(bench, RESET_PARAMETERS), DEFAULT_PARAMETERS);
      assert.equal(await parametersAfter(bench, GET_PARAMETERS), DEFAULT_PARAMETERS);
      assert.equal(await sent(bench, NOTHING), OK);
    },
  },
  {
    name: "params_reset_on_power_on",
    clause: "CCID 6.1.1, 6.1.7",
    rule: "IccPowerOn brings back the values of the ATR",
    async run(bench) {
      await powered(bench);
      await bench.host.ask(setParameters(OTHER_PARAMETERS));
      await active(bench);
      assert.equal(await parametersAfter(bench, GET_PARAMETERS), DEFAULT_PARAMETERS);
    },
  },
  {
    name: "bad_protocol_num",
    clause: "CCID 6.1.7, 6.2.6",
    rule: "a bProtocolNum that does not exist is refused, and the values in force stay",
    async run(bench) {
      await powered(bench);
      const answer = await bench.host.ask(setParameters(DEFAULT_PARAMETERS, 2));
      assert.equal(answer.failed, true);
      // The offset of the byte, or the error that says it in words.
      assert.ok([PARAMETER_AT, ERROR_ICC_PROTOCOL_NOT_SUPPORTED].includes(answer.error));
      assert.equal(await parametersAfter(bench, GET_PARAMETERS), DEFAULT_PARAMETERS);
      assert.equal(await sent(bench, NOTHING), OK);
    },
  },
  {
    name: "bad_fidi",
    clause: "CCID 6.1.7; ISO/IEC 7816-3, 8.3",
    rule: "a FiDi that is reserved is refused with bError 10, the offset of the byte, and the values in force stay",
    async run(bench) {
      await powered(bench);
      for (const fiDi of ["10", "1A", "71", "F1"]) {
        const answer = await bench.host.ask(setParameters(`${fiDi} 00 00 0A 00`));
        assertFailed(answer, MESSAGE_HEADER_LENGTH, ICC_ACTIVE);
      }
      assert.equal(await parametersAfter(bench, GET_PARAMETERS), DEFAULT_PARAMETERS);
      assert.equal(await sent(bench, NOTHING), OK);
    },
  },
  {
    name: "params_of_wrong_length",
    clause: "CCID 6.1.7, 6.2.6",
    rule: "an abProtocolDataStructure of another length than the protocol's is refused",
    async run(bench) {
      await powered(bench);
      for (const structure of ["", "11 00 00 0A", "11 00 00 0A 00 00 00"]) {
        assert.equal((await bench.host.ask(setParameters(structure))).failed, true);
      }
      assert.equal(await parametersAfter(bench, GET_PARAMETERS), DEFAULT_PARAMETERS);
    },
  },
];
