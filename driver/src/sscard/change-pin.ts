/** iVerifyPIN and iChangePIN. */
import { changeTyped } from "../password/change-typed.js";
import { passwordKey } from "../password/password-memory.js";
import { refusedByCard } from "../social/social-refusal.js";
import { type OpenDevice, readCardOf } from "./device.js";
import { askWordOf, failureOfPassword, NOT_TYPED, verifyHolder } from "./holder-password.js";
import { SSCardFailure } from "./result.js";
import type { StepOutput } from "./step.js";

export async function verifyPin(open: OpenDevice): Promise<StepOutput> {
  const device = await open();
  await verifyHolder(device, await readCardOf(device));
  return { out: "" };
}

export async function changePinOf(open: OpenDevice): Promise<StepOutput> {
  const device = await open();
  const card = await readCardOf(device);
  const { session, options } = device;
  const holder = { session, passwordKey: passwordKey(session.atr, card.factor, card.cardNumber) };
  const end = await changeTyped(holder, {
    rules: options.profile.password,
    memory: options.journal.passwords,
    ask: askWordOf(device, card),
  });
  if (end.changed) return { out: "" };
  if ("because" in end) throw new SSCardFailure(NOT_TYPED[end.because]);
  throw failureOfPassword(refusedByCard("changing the password", end.answer));
}
