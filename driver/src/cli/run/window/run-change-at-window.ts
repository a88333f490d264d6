/** `duka password change --document`: at a service point, so that the register knows of it. */
import type { Terminal } from "@duka/protocol/command-line";
import type { PasswordChanged } from "../../../account/change-password.js";
import type { Refusal } from "../../../card/refusal.js";
import { withServicePoint } from "./at-window.js";
import { serviceRequestOf } from "./clerk-words.js";
import type { CardActOptions } from "./run-card-act.js";

export async function changeAtWindow(
  terminal: Terminal,
  options: CardActOptions,
): Promise<PasswordChanged | Refusal> {
  const request = serviceRequestOf(terminal, options);
  return withServicePoint(terminal, options, ({ point }) => point.changePassword(request));
}
