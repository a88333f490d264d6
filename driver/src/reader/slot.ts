/**
 * One slot of a CCID reader as a transport: power, protocol and speed, TPDUs, and whether its card is still the one
 * that was powered.
 */
import type {
  Cancel,
  CardLine,
  Clock,
  LeftCard,
  PinEntryOptions,
  ResponseApdu,
  Transport,
} from "@duka/protocol/transport";
import { isAtr } from "@duka/protocol/wire/atr";
import {
  ERROR_ICC_MUTE,
  ERROR_XFR_PARITY_ERROR,
  PC_TO_RDR_SECURE,
  PC_TO_RDR_XFR_BLOCK,
} from "@duka/protocol/wire/ccid";
import { type Deadline, deadlineAfter, deadlineOf, type Limits, nearer } from "../base/deadline.js";
import { type Delivery, headerText, ReaderError } from "../base/errors.js";
import { REMEDIES } from "../base/remedies.js";
import { agreeOnLine } from "./agree-on-line.js";
import type { HostSpeed } from "./agree-on-speed.js";
import { watchCard } from "./card-watch.js";
import type { CcidClient, CcidCommand } from "./ccid-client.js";
import { failureOf } from "./ccid-error.js";
import type { CcidAnswer, SlotStatus } from "./ccid-frame.js";
import { isResponseTpdu, sendable } from "./command-apdu.js";
import { PIN_SLOT } from "./pin-slot.js";
import type { Asked, ReaderLevel } from "./reader-level.js";
import { createSlotCommands } from "./slot-commands.js";
import { createSlotPinPad } from "./slot-pin-pad.js";
import { createT1Dialogue, type SendBlock, type T1Dialogue } from "./t1-dialogue.js";
import { blockLimitMs, tpduLimitMs, type WireMeter } from "./wire-meter.js";

const STATUS_DEADLINE_MS = 3000;
const POWER_OFF_DEADLINE_MS = 1500;

type SlotSetup = {
  readonly client: CcidClient;
  readonly clock: Clock;
  readonly meter: WireMeter;
  readonly index: number;
  readonly readerName: string;
  /** Of the card, as the reader makes it. */
  readonly clockHz: number;
  /** Bits per second that the reader takes from a card; 0: the card stays at the speed that it begins with. */
  readonly cardBaudMax: number;
  /** The reader makes PPS by itself. */
  readonly makesPps: boolean;
  readonly hasKeypad: boolean;
  readonly level: ReaderLevel;
  readonly hostSpeed: HostSpeed | undefined;
};

export type Slot = Transport & {
  status(limits?: Limits): Promise<SlotStatus>;
};

export function createSlot(setup: SlotSetup): Slot {
  const { client, clock, index, hostSpeed } = setup;
  const name = `${setup.readerName} slot ${index}`;
  const commands = createSlotCommands(client, index, name);
  let line: CardLine | undefined;
  /** With a card that speaks T=1. */
  let t1: T1Dialogue | undefined;
  /** The card that `open` powered has its power still, as far as is known. */
  let hasPower = false;
  /** Something happened that may have cost the card its power: the reader is asked before the next command. */
  let isDoubtful = false;
  let isBusy = false;
  /** A card that is powered for who left it, until anyone asks this slot for anything. */
  let left: { readonly card: LeftCard; readonly stopTimer: Cancel } | undefined;
  /** A card that was left too long is just being powered down. */
  let ending: Promise<void> | undefined;
  /** Of the command in hand: whether one of its frames went out again. */
  let isRepeated = false;
  const watch = watchCard(clock, pollStatus);
  const securePin =
    setup.hasKeypad && index === PIN_SLOT
      ? createSlotPinPad({
          name,
          alone: aloneWithCard,
          secure,
          blockSender: (...which) => blockSender(...which, true),
        })
      : undefined;
  client.onMovement(() => {
    // The byte names no slot, so every slot is asked.
    isDoubtful = true;
  });

  return {
    name,
    status: (limits = {}) => commands.status(deadlineOf(clock, limits, STATUS_DEADLINE_MS)),
    open: (deadlineMs, signal) =>
      alone("power on", (wasLeft) => open(deadlineAfter(clock, deadlineMs, signal), wasLeft)),
    exchange: async (command, deadlineMs, signal, help) => {
      const asked = { command, tpdu: sendable(command, line), help };
      const step = `send ${headerText(command)}`;
      return alone(step, () => exchange(step, asked, deadlineAfter(clock, deadlineMs, signal)));
    },
    close: () => alone("power off", close),
    line: () => line,
    onCard: watch.add,
    keep: { leave, take },
    securePin,
  };

  function aloneWithCard<T>(
    step: string,
    { deadlineMs, signal }: PinEntryOptions,
    work: (deadline: Deadline, card: { line: CardLine; t1: T1Dialogue | undefined }) => Promise<T>,
  ): Promise<T> {
    const deadline = deadlineAfter(clock, deadlineMs, signal);
    return alone(step, async () => {
      if (hasPower && isDoubtful) await askAgain(deadline);
      if (hasPower && hostSpeed?.isDue()) await hostSpeed.agree(deadline);
      return work(deadline, poweredCard(step));
    });
  }

  /** The card that is to be asked, if it has its power still. */
  function poweredCard(step: string) {
    if (line === undefined) throw new RangeError(`${name}: ${step}: the card has not been opened`);
    if (!hasPower)
      throw broken(step, "card-removed", "the card was taken out or lost its power before the command");
    return { line, t1 };
  }

  /** Half-duplex: a second call while one runs is refused before anything is sent. */
  async function alone<T>(step: string, work: (wasLeft: boolean) => Promise<T>): Promise<T> {
    if (ending !== undefined) await ending;
    if (isBusy) throw broken(step, "slot-busy", "another command of this slot is still running");
    isBusy = true;
    const wasLeft = left !== undefined;
    left?.stopTimer();
    left = undefined;
    try {
      return await work(wasLeft);
    } finally {
      isBusy = false;
    }
  }

  async function open(deadline: Deadline, wasLeft: boolean): Promise<Uint8Array> {
    hasPower = false;
    isDoubtful = false;
    line = undefined;
    t1 = undefined;
    if (hostSpeed?.isDue()) await hostSpeed.agree(deadline);
    // Without power it knows nothing any more of what it was left with.
    if (wasLeft) await commands.powerOff(nearer(clock, deadline, POWER_OFF_DEADLINE_MS));
    const atrBytes = await powerOnWhole(deadline);
    const agreed = await agreeOnLine({ ...setup, name, commands, deadline }, atrBytes);
    t1 = agreed.t1 === undefined ? undefined : createT1Dialogue(name, agreed.t1);
    await t1?.start(blockSender("power on", agreed.line, deadline, false));
    if (t1 === undefined) await setup.level.agree(deadline);
    line = agreed.line;
    hasPower = true;
    return atrBytes;
  }

  /**
   * A reader that checks no ATR hands over a damaged one: it gets one warm reset, then the card loses its power (P2
   * 6.1.3.2, 8.5). One that checks has done so itself, and answers F7 or F8.
   */
  async function powerOnWhole(deadline: Deadline): Promise<Uint8Array> {
    const first = await commands.powerOn(deadline);
    if (isAtr(first)) return first;
    const second = await commands.resetWarm(deadline);
    if (!isAtr(second)) await commands.powerOff(deadline);
    return second;
  }

  /** One block of T=1 and its answer. What the card did wrong is the protocol's to repair, the rest is thrown. */
  function blockSender(step: string, of: CardLine, deadline: Deadline, isMetered: boolean): SendBlock {
    return async (block, waitingTimes, isFirst) => {
      const parameters = [Math.min(waitingTimes, 0xff), 0, 0] as const;
      const answer = await transfer(step, deadline, { type: PC_TO_RDR_XFR_BLOCK, parameters, data: block });
      if (answer.failed) {
        const isOfCard = answer.card === "active";
        if (isOfCard && answer.error === ERROR_ICC_MUTE) return "mute";
        if (isOfCard && answer.error === ERROR_XFR_PARITY_ERROR) return "garbled";
        throw failureOf(answer, `${name}: ${step}`, true);
      }
      const limitMs = blockLimitMs(client.speed, of, block, answer.data, isFirst);
      if (isMetered) setup.meter.add(answer.elapsedMs, limitMs);
      return answer.data;
    };
  }

  async function exchange(step: string, asked: Asked, deadline: Deadline): Promise<ResponseApdu> {
    if (hasPower && isDoubtful) await askAgain(deadline);
    if (hasPower && hostSpeed?.isDue()) await hostSpeed.agree(deadline);
    const { line, t1 } = poweredCard(step);
    isRepeated = false;
    if (t1 !== undefined)
      return told(await t1.exchange(asked.command, blockSender(step, line, deadline, true)));
    let sent = setup.level.sent(asked);
    let answer = await transfer(step, deadline, sent);
    if (setup.level.isForgotten(sent, answer)) {
      sent = setup.level.sent(asked);
      answer = await transfer(step, deadline, sent);
    }
    if (answer.failed) throw failureOf(answer, `${name}: ${step}`, true);
    if (!isResponseTpdu(answer.data) || answer.specific !== 0) {
      const why = `the reader's answer is no response of a card (${answer.data.length} bytes)`;
      throw broken(step, "protocol-violation", why, undefined, "unknown");
    }
    setup.meter.add(answer.elapsedMs, tpduLimitMs(client.speed, line, sent.data, answer.data));
    return told(answer.data);
  }

  function told(response: Uint8Array): ResponseApdu {
    return isRepeated ? Object.assign(response, { repeated: true }) : response;
  }

  /** To the card and back: a failed answer too tells whether the card has its power still. */
  async function transfer(
    step: string,
    deadline: Deadline,
    message: Pick<CcidCommand, "type" | "parameters" | "data" | "abortable">,
  ): Promise<CcidAnswer> {
    const to = { slot: index, attempt: `${name}: ${step}`, deadline };
    const answer = await client.command(Object.assign(to, message)).catch((error: unknown) => {
      isDoubtful = true;
      throw error;
    });
    if (answer.card !== "active") hasPower = false;
    if (answer.repeats > 0) isRepeated = true;
    return answer;
  }

  function secure(step: string, data: Uint8Array, deadline: Deadline): Promise<CcidAnswer> {
    return transfer(step, deadline, { type: PC_TO_RDR_SECURE, data, abortable: true });
  }

  async function askAgain(deadline: Deadline): Promise<void> {
    hasPower = (await commands.status(nearer(clock, deadline, STATUS_DEADLINE_MS))) === "active";
    isDoubtful = false;
  }

  async function close(): Promise<void> {
    if (line === undefined) return;
    hasPower = false;
    line = undefined;
    await commands.powerOff(deadlineAfter(clock, POWER_OFF_DEADLINE_MS));
  }

  function leave(idleMs: number): LeftCard | undefined {
    if (isBusy || !hasPower || ending !== undefined) return undefined;
    left?.stopTimer();
    left = undefined;
    const card: LeftCard = { idleMs };
    const stopTimer = clock.background?.(idleMs, () => {
      if (left?.card !== card) return;
      const ended = () => {
        ending = undefined;
      };
      // One that cannot be powered down is reset by the next one who wants it.
      ending = alone("power off", close).then(ended, ended);
    });
    if (stopTimer === undefined) return undefined;
    left = { card, stopTimer };
    return card;
  }

  async function take(card: LeftCard, { deadlineMs, signal }: PinEntryOptions): Promise<boolean> {
    const deadline = deadlineAfter(clock, deadlineMs, signal);
    if (left?.card !== card || !hasPower) return false;
    return alone("ask for the card", async () => {
      await askAgain(deadline);
      return hasPower;
    });
  }

  /** "Inactive" although we gave power and did not take it: the card was changed between two polls. */
  async function pollStatus(): Promise<SlotStatus | "swapped"> {
    const card = await commands.status(deadlineAfter(clock, STATUS_DEADLINE_MS));
    if (isBusy || !hasPower || card === "active") return card;
    hasPower = false;
    return card === "inactive" ? "swapped" : card;
  }

  function broken(
    step: string,
    code: ReaderError["code"],
    why: string,
    cause?: unknown,
    delivery: Delivery = "not-sent",
  ): ReaderError {
    const detail = cause instanceof Error ? `: ${cause.message}` : "";
    const remedy = code === "slot-busy" ? REMEDIES["wait-for-it"] : REMEDIES.reinsert;
    const message = `${name}: ${step}: ${why}${detail}`;
    return new ReaderError({ message, code, layer: "ccid", delivery, remedy, cause });
  }
}
