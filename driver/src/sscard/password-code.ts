/** What became of a password as a code of LD/T 33-2015, annex A; the same wherever it was typed. */

import type { SocialRefusal } from "../card/social-refusal.js";
import type { NotEntered } from "../password/change-on-keypad.js";
import type { NotTyped } from "../password/change-typed.js";
import type { PasswordReason, PasswordVerdict } from "../password/password-verdict.js";
import { codeOfRefusal } from "./failure-code.js";
import { CODE, SSCardFailure } from "./result.js";

const BLOCKED = 0x6983;
const SW_WRONG_LENGTH = 0x6700;

type Refused = Extract<PasswordVerdict, { verified: false }>;

/** The card was not asked last. */
const NOT_SENT: { readonly [reason in PasswordReason]?: number } = {
  "password needed": CODE.cancelled,
  "password entry cancelled": CODE.cancelled,
  "password entry timed out": CODE.timeout,
  "password has a wrong length": CODE.passwordLength,
};

const NOT_CHANGED: { readonly [because in NotTyped | NotEntered]: number } = {
  "gave up": CODE.cancelled,
  cancelled: CODE.cancelled,
  "timed out": CODE.timeout,
  "wrong length": CODE.passwordLength,
  "two differ": CODE.passwordsDiffer,
  "initial may not be chosen": CODE.initialMayNotBeSet,
  "no one sees it": CODE.unsupported,
};

/**
 * @param reason begins with that of a password's verdict @returns undefined where it is none, or the card was asked
 *   last
 */
export function failureOfEntry(reason: string): SSCardFailure | undefined {
  const found = Object.entries(NOT_SENT).find(([of]) => reason.startsWith(of));
  return found && new SSCardFailure(found[1]);
}

export function failureOfVerdict({ reason, triesLeft, statusWord }: Refused): SSCardFailure {
  switch (reason) {
    case "password locked":
      return new SSCardFailure(CODE.passwordLocked);
    case "wrong password":
      return wrongPassword(triesLeft);
    case "initial password may not pay":
      return new SSCardFailure(CODE.initialMayNotPay);
    default:
      return failureOfEntry(reason) ?? new SSCardFailure(-(statusWord ?? -CODE.illegalData));
  }
}

export function failureOfChange(because: NotTyped | NotEntered): SSCardFailure {
  const said = because === "no one sees it" ? "键盘输入的新密码无法判断是否为初始密码" : "";
  return new SSCardFailure(NOT_CHANGED[because], said);
}

/** Codes of the password where a status word is about it. */
export function failureOfPassword(no: SocialRefusal): SSCardFailure {
  if (no.triesLeft !== undefined && no.triesLeft > 0) return wrongPassword(no.triesLeft);
  if (no.triesLeft === 0 || no.statusWord === BLOCKED) return new SSCardFailure(CODE.passwordLocked);
  if (no.statusWord === SW_WRONG_LENGTH) return new SSCardFailure(CODE.passwordLength);
  return new SSCardFailure(codeOfRefusal(no));
}

function wrongPassword(triesLeft: number | undefined): SSCardFailure {
  return new SSCardFailure(CODE.passwordWrong, triesLeft === undefined ? "" : `剩余 ${triesLeft} 次`);
}
