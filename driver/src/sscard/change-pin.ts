/** iVerifyPIN and iChangePIN. */
import { changePin } from "@duka/protocol/commands/pboc-purse";
import { refusedByCard } from "../social/social-refusal.js";
import { type OpenDevice, readCardOf } from "./device.js";
import {
  askLength,
  askNewPassword,
  mustBePassword,
  rememberPassword,
  stateOf,
  verifyHolder,
} from "./holder-password.js";
import type { StepOutput } from "./step.js";

export async function verifyPin(open: OpenDevice): Promise<StepOutput> {
  const device = await open();
  await verifyHolder(device, await readCardOf(device));
  return { out: "" };
}

export async function changePinOf(open: OpenDevice): Promise<StepOutput> {
  const device = await open();
  const card = await readCardOf(device);
  const old = await askLength(device, card, "请输入原密码");
  try {
    const password = await askNewPassword(device, card);
    const state = stateOf(device, password);
    const answer = await old.use((oldPin) =>
      password.use((newPin) => device.session.send(changePin, { oldPin, newPin })),
    );
    mustBePassword(answer.ok ? undefined : refusedByCard("changing the password", answer));
    await rememberPassword(device, card, state);
    return { out: "" };
  } finally {
    old.wipe();
  }
}
