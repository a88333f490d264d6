/** The CCID messages around the exchanges of one slot: power, state, speed; with what each of their failures means. */
import {
  ERROR_ICC_CLASS_NOT_SUPPORTED,
  ERROR_ICC_MUTE,
  PARAMETER_AT,
  PC_TO_RDR_GET_SLOT_STATUS,
  PC_TO_RDR_ICC_POWER_OFF,
  PC_TO_RDR_ICC_POWER_ON,
  PC_TO_RDR_SET_PARAMETERS,
  PC_TO_RDR_XFR_BLOCK,
  POWER_1V8,
  POWER_3V,
  POWER_5V,
} from "@duka/protocol/wire/ccid";
import { TA1_DEFAULT } from "@duka/protocol/wire/timing";
import type { Deadline } from "../base/deadline.js";
import type { ReaderError } from "../base/errors.js";
import type { CcidClient, CcidCommand } from "./ccid-client.js";
import { failureOf } from "./ccid-error.js";
import type { CcidAnswer, SlotStatus } from "./ccid-frame.js";
import type { LineOffer } from "./line-offer.js";

export type SlotCommands = {
  /** Powers the card, or resets it. @returns the ATR @throws ReaderError */
  powerOn(deadline: Deadline): Promise<Uint8Array>;
  /** Resets the card that has its power, at the same voltage. @returns the ATR @throws ReaderError */
  resetWarm(deadline: Deadline): Promise<Uint8Array>;
  /** @throws ReaderError */
  powerOff(deadline: Deadline): Promise<void>;
  /** @throws ReaderError when the reader does not answer */
  status(deadline: Deadline): Promise<SlotStatus>;
  /** @returns undefined when the card did not answer as PPS asks, and is to be reset */
  exchangePps(request: Uint8Array, deadline: Deadline): Promise<Uint8Array | undefined>;
  /** @returns false when the reader cannot do the speed @throws ReaderError */
  setParameters(offer: LineOffer, deadline: Deadline): Promise<boolean>;
};

/** In the order of stock drivers; what a card or reader refuses leads to the next. */
const VOLTAGES = [POWER_5V, POWER_1V8, POWER_3V];

/** @param name for messages: reader and slot */
export function createSlotCommands(client: CcidClient, slot: number, name: string): SlotCommands {
  let voltage = POWER_5V;
  const powerAt = (bPowerSelect: number, deadline: Deadline) => {
    voltage = bPowerSelect;
    return send("power on", deadline, { type: PC_TO_RDR_ICC_POWER_ON, parameters: [bPowerSelect, 0, 0] });
  };
  return {
    powerOn: (deadline) => powerOn(`${name}: power on`, (bPowerSelect) => powerAt(bPowerSelect, deadline)),
    async resetWarm(deadline) {
      const answer = await powerAt(voltage, deadline);
      if (answer.failed) throw failureOf(answer, `${name}: power on`, false);
      return answer.data;
    },
    async powerOff(deadline) {
      const answer = await send("power off", deadline, { type: PC_TO_RDR_ICC_POWER_OFF });
      if (answer.failed && answer.card === "active") throw failureOf(answer, `${name}: power off`, false);
    },
    async status(deadline) {
      const step = "ask for the card";
      const answer = await send(step, deadline, { type: PC_TO_RDR_GET_SLOT_STATUS, harmless: true });
      // Stock readers report "no card" as a failure too.
      if (answer.failed && answer.error !== ERROR_ICC_MUTE)
        throw failureOf(answer, `${name}: ${step}`, false);
      return answer.card;
    },
    async exchangePps(request, deadline) {
      const step = "select the speed";
      const answer = await send(step, deadline, { type: PC_TO_RDR_XFR_BLOCK, data: request });
      if (answer.card !== "active") throw failureOf(answer, `${name}: ${step}`, false);
      return answer.failed ? undefined : answer.data;
    },
    async setParameters({ line, structure }, deadline) {
      const answer = await send("set parameters", deadline, {
        type: PC_TO_RDR_SET_PARAMETERS,
        parameters: [line.protocol, 0, 0],
        data: structure,
      });
      if (!answer.failed) return true;
      if (answer.card === "active" && line.fiDi !== TA1_DEFAULT) return false;
      // "Not changeable" and "not supported": such a reader takes the values from the ATR by itself.
      if (answer.error > 0x7f) throw failureOf(answer, `${name}: set parameters`, false);
      return true;
    },
  };

  function send(
    step: string,
    deadline: Deadline,
    message: Pick<CcidCommand, "type" | "parameters" | "data" | "harmless">,
  ): Promise<CcidAnswer> {
    return client.command(Object.assign({ slot, attempt: `${name}: ${step}`, deadline }, message));
  }
}

/**
 * Powers the card at the voltage that card and reader agree on (CCID 6.1.1).
 * @param attempt for messages
 * @param ask sends PC_to_RDR_IccPowerOn with this bPowerSelect
 * @returns the ATR
 * @throws ReaderError of the first voltage when none works
 */
async function powerOn(
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
