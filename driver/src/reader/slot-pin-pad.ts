/**
 * PIN entry on the keypad of a CCID reader: PC_to_RDR_Secure in place of the XfrBlock that would carry the command.
 * With T=1 it carries the first block; what follows are blocks as always.
 */
import type { CardLine, PinEntry, PinEntryOptions, PinResult, SecurePin } from "@duka/protocol/transport";
import {
  ERROR_CMD_ABORTED,
  ERROR_ICC_MUTE,
  ERROR_PIN_CANCELLED,
  ERROR_PIN_TIMEOUT,
  ERROR_XFR_PARITY_ERROR,
} from "@duka/protocol/wire/ccid";
import { SW_NEW_PINS_DIFFER } from "@duka/protocol/wire/secure";
import { statusWordOf } from "@duka/protocol/wire/status-word";
import { KIND_I, kindOf, PCB_AT, PCB_I_MORE, PROLOGUE_LENGTH } from "@duka/protocol/wire/t1";
import type { Deadline } from "../base/deadline.js";
import { type Delivery, type ErrorCode, headerText, ReaderError } from "../base/errors.js";
import { failureOf } from "./ccid-error.js";
import type { CcidAnswer } from "./ccid-frame.js";
import { isResponseTpdu } from "./command-apdu.js";
import { checkPinEntry, modifyMessage, verifyMessage } from "./secure-message.js";
import type { SendBlock, T1Dialogue } from "./t1-dialogue.js";

/** What a slot lends of itself. */
type SlotOfPinPad = {
  /** For messages: reader and slot. */
  readonly name: string;
  /** Does `work` as the slot's one command, if its card has power. @throws ReaderError */
  alone<T>(
    step: string,
    options: PinEntryOptions,
    work: (
      deadline: Deadline,
      card: { readonly line: CardLine; readonly t1: T1Dialogue | undefined },
    ) => Promise<T>,
  ): Promise<T>;
  /** @returns the answer, a failed one included @throws ReaderError */
  secure(step: string, message: Uint8Array, deadline: Deadline): Promise<CcidAnswer>;
  blockSender(step: string, line: CardLine, deadline: Deadline): SendBlock;
};

const NO_PROLOGUE = new Uint8Array(PROLOGUE_LENGTH);

export function createSlotPinPad(slot: SlotOfPinPad): SecurePin {
  return {
    verify: (request, options) => enter(request, options, (prologue) => verifyMessage(request, prologue)),
    modify: (request, options) => enter(request, options, (prologue) => modifyMessage(request, prologue)),
  };

  async function enter(
    request: PinEntry,
    options: PinEntryOptions,
    messageWith: (prologue: Uint8Array) => Uint8Array,
  ): Promise<PinResult> {
    checkPinEntry(request);
    const step = `ask for the PIN of ${headerText(request.apdu)}`;
    return slot.alone(step, options, (deadline, { line, t1 }) => {
      const ask = async (prologue: Uint8Array): Promise<CcidAnswer> => {
        const answer = await slot.secure(step, messageWith(prologue), deadline);
        if (answer.failed && answer.error === ERROR_CMD_ABORTED) throw aborted(step, answer, deadline);
        return answer;
      };
      if (t1 === undefined) return throughT0(step, ask);
      return throughT1(step, request.apdu, t1, slot.blockSender(step, line, deadline), ask);
    });
  }

  async function throughT0(
    step: string,
    ask: (prologue: Uint8Array) => Promise<CcidAnswer>,
  ): Promise<PinResult> {
    const answer = await ask(NO_PROLOGUE);
    const ended = endOf(answer);
    if (ended !== undefined) return ended;
    if (answer.failed) throw failureOf(answer, `${slot.name}: ${step}`, true);
    if (isResponseTpdu(answer.data)) return { outcome: "answered", response: answer.data };
    const why = `the reader's answer is no response of a card (${answer.data.length} bytes)`;
    throw broken(step, "protocol-violation", why, "unknown");
  }

  async function throughT1(
    step: string,
    apdu: Uint8Array,
    t1: T1Dialogue,
    sendBlock: SendBlock,
    ask: (prologue: Uint8Array) => Promise<CcidAnswer>,
  ): Promise<PinResult> {
    let ended: PinResult | undefined;
    let isAsked = false;
    const firstByKeypad: SendBlock = async (block, waitingTimes, isFirst) => {
      if (kindOf(block[PCB_AT]!) !== KIND_I) return sendBlock(block, waitingTimes, isFirst);
      // Only the reader had the PIN, and has it no more: the block with the bare template would be a wrong try.
      if (isAsked) throw notAgain(step);
      isAsked = true;
      if ((block[PCB_AT]! & PCB_I_MORE) !== 0) throw tooLong(step);
      const answer = await ask(block.subarray(0, PROLOGUE_LENGTH));
      ended = endOf(answer);
      if (ended !== undefined) throw broken(step, "aborted", "the entry ended", "not-sent");
      if (!answer.failed) return answer.data;
      if (answer.card === "active" && answer.error === ERROR_ICC_MUTE) return "mute";
      if (answer.card === "active" && answer.error === ERROR_XFR_PARITY_ERROR) return "garbled";
      throw failureOf(answer, `${slot.name}: ${step}`, true);
    };
    try {
      return { outcome: "answered", response: await t1.exchange(apdu, firstByKeypad) };
    } catch (error) {
      if (ended !== undefined) return ended;
      throw error;
    }
  }

  /** Where the card was in the middle of something it has lost its power. */
  function aborted(step: string, answer: CcidAnswer, { signal }: Deadline): ReaderError {
    const delivery = answer.card === "active" ? "not-sent" : "unknown";
    if (signal?.aborted) return broken(step, "aborted", "given up by the caller", delivery);
    return broken(step, "timeout", "no PIN by the deadline", delivery);
  }

  function notAgain(step: string): ReaderError {
    return broken(
      step,
      "parity",
      "the card did not get the block with the PIN, which is sent only once",
      "unknown",
    );
  }

  function tooLong(step: string): ReaderError {
    return broken(step, "unsupported", "the card takes too short blocks for a PIN of the keypad", "not-sent");
  }

  function broken(step: string, code: ErrorCode, why: string, delivery: Delivery): ReaderError {
    return new ReaderError({ message: `${slot.name}: ${step}: ${why}`, code, layer: "ccid", delivery });
  }
}

/** Undefined when the card was asked, or something failed. */
function endOf(answer: CcidAnswer): PinResult | undefined {
  if (answer.failed && answer.error === ERROR_PIN_CANCELLED) return { outcome: "cancelled" };
  if (answer.failed && answer.error === ERROR_PIN_TIMEOUT) return { outcome: "timedOut" };
  const isBare = !answer.failed && answer.data.length === 2;
  return isBare && statusWordOf(answer.data) === SW_NEW_PINS_DIFFER ? { outcome: "mismatch" } : undefined;
}
