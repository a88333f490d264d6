/** PIN entry on the keypad of a PC/SC reader: FEATURE_VERIFY_PIN_DIRECT and FEATURE_MODIFY_PIN_DIRECT of part 10. */
import type { Clock, PinEntry, PinEntryOptions, PinResult, SecurePin } from "@duka/protocol/transport";
import { deadlineAfter } from "../base/deadline.js";
import { headerText } from "../base/errors.js";
import { isResponse } from "../reader/command-apdu.js";
import { checkPinCommand } from "../reader/pin-slot.js";
import {
  entryConditionOf,
  FEATURE_GET_TLV_PROPERTIES,
  FEATURE_IFD_PIN_PROPERTIES,
  FEATURE_MODIFY_PIN_DIRECT,
  FEATURE_VERIFY_PIN_DIRECT,
  PROPERTY_PIN_SIZE_MAX,
  PROPERTY_PIN_SIZE_MIN,
  type Properties,
  parseProperties,
} from "./part10.js";
import { modifyStructure, pinResultOf, verifyStructure } from "./part10-pin.js";
import type { PcscCalls } from "./pcsc-calls.js";
import type { PcscConnection } from "./pcsc-connection.js";

type PinPadSetup = {
  readonly clock: Clock;
  readonly calls: PcscCalls;
  /** @throws RangeError when the card has not been opened */
  connection(step: string): PcscConnection;
};

/** What the reader itself says about its keypad. */
type Keypad = { readonly condition: number; readonly properties: Properties };

export function hasPinPad({ features }: PcscConnection): boolean {
  return features.has(FEATURE_VERIFY_PIN_DIRECT);
}

/**
 * PC/SC cannot end an entry that has begun: one that outlives its deadline, or that the caller gives up, goes on at the
 * keypad until its own time-out, and what comes of it is `unknown`.
 */
export function createPinPad({ clock, calls, connection }: PinPadSetup): SecurePin {
  return {
    verify: (entry, options) =>
      enter(
        `verify the PIN (${headerText(entry.apdu)})`,
        FEATURE_VERIFY_PIN_DIRECT,
        entry,
        options,
        (keypad) => verifyStructure(entry, keypad.condition),
      ),
    modify: (change, options) =>
      enter(
        `change the PIN (${headerText(change.apdu)})`,
        FEATURE_MODIFY_PIN_DIRECT,
        change,
        options,
        (keypad) => modifyStructure(change, keypad.condition),
      ),
  };

  async function enter(
    step: string,
    feature: number,
    entry: PinEntry,
    options: PinEntryOptions,
    structure: (keypad: Keypad) => Uint8Array,
  ): Promise<PinResult> {
    checkPinCommand(entry.apdu);
    const deadline = deadlineAfter(clock, options.deadlineMs, options.signal);
    const held = connection(step);
    const code = held.features.get(feature);
    if (code === undefined) throw calls.broken(step, "unsupported", "the reader cannot do this", "not-sent");
    const protocol = held.line.protocol;
    const keypad = await calls.run({
      step,
      delivery: "not-sent",
      deadline,
      protocol,
      work: () => askKeypad(held),
    });
    const unfit = misfit(entry, keypad.properties);
    if (unfit !== undefined) throw calls.broken(step, "unsupported", unfit, "not-sent");
    const request = structure(keypad);
    const work = () => held.card.control(code, request);
    const answer = await calls.run({ step, delivery: "unknown", deadline, protocol, work });
    const result = pinResultOf(answer, protocol);
    if (result === undefined) {
      throw calls.broken(step, "unsupported", "the reader does not know this kind of PIN entry", "not-sent");
    }
    if (result.outcome !== "answered" || isResponse(result.response, held.line)) return result;
    const why = `the answer is no response of a card (${answer.length} bytes)`;
    throw calls.broken(step, "protocol-violation", why, "unknown");
  }
}

async function askKeypad({ card, features }: PcscConnection): Promise<Keypad> {
  const ask = async (feature: number): Promise<Uint8Array> => {
    const code = features.get(feature);
    return code === undefined ? new Uint8Array(0) : card.control(code, new Uint8Array(0));
  };
  const condition = entryConditionOf(await ask(FEATURE_IFD_PIN_PROPERTIES));
  return { condition, properties: parseProperties(await ask(FEATURE_GET_TLV_PROPERTIES)) };
}

/** Digits that the reader would not take, or not let end. */
function misfit({ digitsMin, digitsMax }: PinEntry, properties: Properties): string | undefined {
  const least = properties.get(PROPERTY_PIN_SIZE_MIN) || 0;
  const most = properties.get(PROPERTY_PIN_SIZE_MAX) || Number.POSITIVE_INFINITY;
  if (digitsMin >= least && digitsMax <= most) return undefined;
  return `its keypad takes PINs of ${least} to ${most} digits, not of ${digitsMin} to ${digitsMax}`;
}
