/** iVerifyPIN and iChangePIN. */

import { refusedByCard } from "../card/social-refusal.js";
import { changeOnKeypad } from "../password/change-on-keypad.js";
import { changeTyped } from "../password/change-typed.js";
import { passwordBefore } from "../password/password-before.js";
import { passwordKey } from "../password/password-memory.js";
import { cityOf, type OpenDevice, readCardOf } from "./device.js";
import { askWordOf, keypadOf, passwordCardOf, verifyHolder } from "./holder-password.js";
import type { StepOutput } from "./hsm-step.js";
import { failureOfChange, failureOfPassword } from "./password-code.js";
import { CODE, SSCardFailure } from "./result.js";

export async function verifyPin(open: OpenDevice): Promise<StepOutput> {
  const device = await open();
  await verifyHolder(device, await readCardOf(device));
  return { out: "" };
}

export async function changePinOf(open: OpenDevice): Promise<StepOutput> {
  const device = await open();
  const card = await readCardOf(device);
  const { password: rules } = cityOf(device, card);
  const keypad = keypadOf(device, card);
  const { session, options } = device;
  const memory = options.journal.passwords;
  const holder = { session, passwordKey: passwordKey(session.atr, card.factor, card.cardNumber) };
  const isUnblocked = options.passwordUnblocked;
  const before = await passwordBefore(passwordCardOf(device, card), { rules, memory, isUnblocked });
  if (before === "locked") throw new SSCardFailure(CODE.passwordLocked);
  const isUnset = before === "unset";
  const end =
    keypad === undefined
      ? await changeTyped(holder, { rules, memory, ask: askWordOf(device, card), isUnset })
      : await changeOnKeypad(holder, { keypad, memory, isUnset, signal: undefined });
  if (end.changed) return { out: "" };
  if ("because" in end) throw failureOfChange(end.because);
  throw failureOfPassword(refusedByCard("changing the password", end.answer));
}
