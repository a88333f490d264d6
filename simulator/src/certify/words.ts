/** The messages of the cases, in words. */
import { strict as assert } from "node:assert";
import { parseHex as bytes, formatHex as hex } from "@duka/protocol/layout";
import {
  ICC_ACTIVE,
  PC_TO_RDR_GET_PARAMETERS,
  PC_TO_RDR_GET_SLOT_STATUS,
  PC_TO_RDR_ICC_POWER_OFF,
  PC_TO_RDR_ICC_POWER_ON,
  PC_TO_RDR_SET_PARAMETERS,
  PC_TO_RDR_XFR_BLOCK,
  POWER_5V,
  RDR_TO_PC_DATA_BLOCK,
} from "@duka/protocol/wire/ccid";
import type { Bench, CaseCard } from "./bench.js";
import type { Answer } from "./ccid-host.js";

export const SLOT_STATUS = { type: PC_TO_RDR_GET_SLOT_STATUS };
export const POWER_ON = { type: PC_TO_RDR_ICC_POWER_ON, parameters: [POWER_5V, 0, 0] } as const;
export const POWER_OFF = { type: PC_TO_RDR_ICC_POWER_OFF };
export const GET_PARAMETERS = { type: PC_TO_RDR_GET_PARAMETERS };
/** The card's counter of commands. */
export const COUNT = "80 1A 00 00 04";
export const NOTHING = "80 10 00 00";
export const OK = "90 00";
/** T=0 after a reset: F 372 D 1, direct convention, no extra guard time, WI 10, no clock stop. */
export const DEFAULT_PARAMETERS = "11 00 00 0A 00";

export function setParameters(structure: string, protocol = 0) {
  return { type: PC_TO_RDR_SET_PARAMETERS, parameters: [protocol, 0, 0] as const, data: bytes(structure) };
}

export function xfrBlock(tpdu: string, parameters: readonly [number, number, number] = [0, 0, 0]) {
  return { type: PC_TO_RDR_XFR_BLOCK, parameters, data: bytes(tpdu) };
}

/** Puts the card in, gives it power, and answers the answer to reset. */
export async function powered(bench: Bench, behaviour: CaseCard = {}): Promise<Answer> {
  bench.card.insert(behaviour);
  return active(bench);
}

/** Power for the card that is in the slot. */
export async function active({ host }: Bench): Promise<Answer> {
  const answer = await host.ask(POWER_ON);
  assert.equal(answer.failed, false, `IccPowerOn fails with ${answer.error.toString(16)}`);
  assert.equal(answer.icc, ICC_ACTIVE);
  return answer;
}

/** One TPDU that succeeds as a message; answers the card's bytes in hex. */
export async function sent({ host }: Bench, tpdu: string): Promise<string> {
  const answer = await host.ask(xfrBlock(tpdu));
  assert.equal(answer.type, RDR_TO_PC_DATA_BLOCK);
  assert.equal(answer.failed, false, `XfrBlock fails with ${answer.error.toString(16)}`);
  assert.equal(answer.specific, 0, "bChainParameter is 0 at TPDU level");
  return hex(answer.data);
}

/** A failed answer carries no data. */
export function assertFailed(answer: Answer, error: number, icc: number): void {
  assert.deepEqual(
    { failed: answer.failed, error: answer.error, icc: answer.icc, length: answer.data.length },
    { failed: true, error, icc, length: 0 },
  );
}

export function countingUp(length: number): string {
  return hex(Uint8Array.from({ length }, (_, at) => at));
}
