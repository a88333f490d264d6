/** Powering a card at the voltage that card and reader agree on (CCID 6.1.1). */
import {
  ERROR_ICC_CLASS_NOT_SUPPORTED,
  ERROR_ICC_MUTE,
  PARAMETER_AT,
  POWER_1V8,
  POWER_3V,
  POWER_5V,
} from "@duka/protocol/wire/ccid";
import type { ReaderError } from "../base/errors.js";
import { failureOf } from "./ccid-error.js";
import type { CcidAnswer } from "./ccid-frame.js";

/** In the order of stock drivers; what a card or reader refuses leads to the next. */
const VOLTAGES = [POWER_5V, POWER_1V8, POWER_3V];

/**
 * @param attempt for messages
 * @param ask sends PC_to_RDR_IccPowerOn with this bPowerSelect
 * @returns the ATR
 * @throws ReaderError of the first voltage when none works
 */
export async function powerOn(
  attempt: string,
  ask: (bPowerSelect: number) => Promise<CcidAnswer>,
): Promise<Uint8Array> {
  let first: ReaderError | undefined;
  for (const voltage of VOLTAGES) {
    const answer = await ask(voltage);
    if (!answer.failed) return answer.data;
    first ??= failureOf(answer, attempt, false);
    if (!mayLikeAnother(answer)) break;
  }
  throw first;
}

function mayLikeAnother(answer: CcidAnswer): boolean {
  if (answer.card === "absent") return false;
  // A byte position names bPowerSelect itself.
  const { error } = answer;
  return error === ERROR_ICC_MUTE || error === ERROR_ICC_CLASS_NOT_SUPPORTED || error === PARAMETER_AT;
}
