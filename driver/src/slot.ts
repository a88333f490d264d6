/** One slot of a CCID reader as a transport: power, parameters of T=0, TPDUs, and whether its card is still the one that was powered. */
import type { CardLine, Clock, Transport } from "@duka/protocol/transport";
import { type Atr, parseAtr } from "@duka/protocol/wire/atr";
import {
  ERROR_ICC_MUTE,
  PC_TO_RDR_GET_SLOT_STATUS,
  PC_TO_RDR_ICC_POWER_OFF,
  PC_TO_RDR_ICC_POWER_ON,
  PC_TO_RDR_SET_PARAMETERS,
  PC_TO_RDR_XFR_BLOCK,
} from "@duka/protocol/wire/ccid";
import { watchCard } from "./card-watch.js";
import type { CcidClient, CcidCommand } from "./ccid/ccid-client.js";
import { failureOf } from "./ccid/ccid-error.js";
import type { CcidAnswer, SlotStatus } from "./ccid/ccid-frame.js";
import { type Deadline, deadlineAfter, nearer } from "./deadline.js";
import { type Delivery, headerText, ReaderError } from "./errors.js";
import { powerOn } from "./power-on.js";
import { t0Parameters } from "./t0-parameters.js";
import { commandTpdu, isResponseTpdu } from "./t0-tpdu.js";
import { tpduLimitMs, type WireMeter } from "./wire-meter.js";

const STATUS_DEADLINE_MS = 3000;
const POWER_OFF_DEADLINE_MS = 1500;

export type SlotSetup = {
  readonly client: CcidClient;
  readonly clock: Clock;
  readonly meter: WireMeter;
  readonly index: number;
  readonly readerName: string;
  /** Of the card, as the reader makes it. */
  readonly clockHz: number;
};

export type Slot = Transport & {
  status(): Promise<SlotStatus>;
};

export function createSlot(setup: SlotSetup): Slot {
  const { client, clock, index } = setup;
  const name = `${setup.readerName} slot ${index}`;
  let line: CardLine | undefined;
  /** The card that `open` powered has its power still, as far as is known. */
  let hasPower = false;
  /** Something happened that may have cost the card its power: the reader is asked before the next command. */
  let isDoubtful = false;
  let isBusy = false;
  const watch = watchCard(clock, pollStatus);
  client.onMovement(() => {
    // The byte names no slot, so every slot is asked.
    isDoubtful = true;
  });

  return {
    name,
    status: () => status(deadlineAfter(clock, STATUS_DEADLINE_MS)),
    open: (deadlineMs) => alone("power on", () => open(deadlineAfter(clock, deadlineMs))),
    exchange: async (command, deadlineMs) => {
      const tpdu = commandTpdu(command);
      return alone(`send ${headerText(command)}`, () => exchange(tpdu, deadlineAfter(clock, deadlineMs)));
    },
    close: () => alone("power off", close),
    line: () => line,
    onCard: watch.add,
  };

  /** Half-duplex: a second call while one runs is refused before anything is sent. */
  async function alone<T>(step: string, work: () => Promise<T>): Promise<T> {
    if (isBusy) throw broken(step, "slot-busy", "another command of this slot is still running");
    isBusy = true;
    try {
      return await work();
    } finally {
      isBusy = false;
    }
  }

  async function open(deadline: Deadline): Promise<Uint8Array> {
    hasPower = false;
    isDoubtful = false;
    line = undefined;
    const attempt = "power on";
    const atr = await powerOn(`${name}: ${attempt}`, (bPowerSelect) =>
      send(attempt, deadline, { type: PC_TO_RDR_ICC_POWER_ON, parameters: [bPowerSelect, 0, 0] }),
    );
    const parameters = t0ParametersOf(atr);
    await setParameters(parameters.structure, deadline);
    line = parameters.line;
    hasPower = true;
    return atr;
  }

  function t0ParametersOf(atrBytes: Uint8Array) {
    let atr: Atr;
    try {
      atr = parseAtr(atrBytes);
    } catch (cause) {
      throw broken("power on", "protocol-violation", "the card's answer to reset is malformed", cause);
    }
    try {
      return t0Parameters(atr, setup.clockHz);
    } catch (cause) {
      throw broken("power on", "unsupported", "this card cannot be spoken to", cause);
    }
  }

  async function setParameters(structure: Uint8Array, deadline: Deadline): Promise<void> {
    const answer = await send("set parameters", deadline, {
      type: PC_TO_RDR_SET_PARAMETERS,
      data: structure,
    });
    // "Not changeable" and "not supported": such a reader takes the values from the ATR by itself.
    if (answer.failed && answer.error > 0x7f) throw failureOf(answer, `${name}: set parameters`, false);
  }

  async function exchange(command: Uint8Array, deadline: Deadline): Promise<Uint8Array> {
    const step = `send ${headerText(command)}`;
    if (line === undefined) throw new RangeError(`${name}: ${step}: the card has not been opened`);
    if (hasPower && isDoubtful) await askAgain(deadline);
    if (!hasPower)
      throw broken(step, "card-removed", "the card was taken out or lost its power before the command");
    let answer: CcidAnswer;
    try {
      answer = await send(step, deadline, { type: PC_TO_RDR_XFR_BLOCK, data: command });
    } catch (error) {
      isDoubtful = true;
      throw error;
    }
    if (answer.card !== "active") hasPower = false;
    if (answer.failed) throw failureOf(answer, `${name}: ${step}`, true);
    if (!isResponseTpdu(answer.data) || answer.specific !== 0) {
      const why = `the reader's answer is no response of a card (${answer.data.length} bytes)`;
      throw broken(step, "protocol-violation", why, undefined, "unknown");
    }
    setup.meter.add(answer.elapsedMs, tpduLimitMs(client.link, line, command, answer.data));
    return answer.data;
  }

  async function askAgain(deadline: Deadline): Promise<void> {
    hasPower = (await status(nearer(clock, deadline, STATUS_DEADLINE_MS))) === "active";
    isDoubtful = false;
  }

  async function close(): Promise<void> {
    if (line === undefined) return;
    hasPower = false;
    line = undefined;
    const answer = await send("power off", deadlineAfter(clock, POWER_OFF_DEADLINE_MS), {
      type: PC_TO_RDR_ICC_POWER_OFF,
    });
    if (answer.failed && answer.card === "active") throw failureOf(answer, `${name}: power off`, false);
  }

  async function status(deadline: Deadline): Promise<SlotStatus> {
    const answer = await send("ask for the card", deadline, {
      type: PC_TO_RDR_GET_SLOT_STATUS,
      harmless: true,
    });
    // Stock readers report "no card" as a failure too.
    if (answer.failed && answer.error !== ERROR_ICC_MUTE) {
      throw failureOf(answer, `${name}: ask for the card`, false);
    }
    return answer.card;
  }

  /** "Inactive" although we gave power and did not take it: the card was changed between two polls. */
  async function pollStatus(): Promise<SlotStatus | "swapped"> {
    const card = await status(deadlineAfter(clock, STATUS_DEADLINE_MS));
    if (isBusy || !hasPower || card === "active") return card;
    hasPower = false;
    return card === "inactive" ? "swapped" : card;
  }

  function send(
    step: string,
    deadline: Deadline,
    message: Pick<CcidCommand, "type" | "parameters" | "data" | "harmless">,
  ): Promise<CcidAnswer> {
    return client.command({ ...message, slot: index, attempt: `${name}: ${step}`, deadline });
  }

  function broken(
    step: string,
    code: ReaderError["code"],
    why: string,
    cause?: unknown,
    delivery: Delivery = "not-sent",
  ): ReaderError {
    const detail = cause instanceof Error ? `: ${cause.message}` : "";
    const remedy = code === "slot-busy" ? "wait for it" : "take the card out, put it in again and repeat";
    return new ReaderError({
      message: `${name}: ${step}: ${why}${detail}`,
      code,
      layer: "ccid",
      delivery,
      remedy,
      cause,
    });
  }
}
