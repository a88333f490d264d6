/** What came of the card-holder's password. */
import type { ReasonCode } from "../base/reason-code.js";
import type { PasswordRules } from "./city-profile.js";
import type { VerifyAnswer } from "./password-try.js";

export type PasswordVerdict =
  | {
      readonly verified: true /** `none`: no password was ever set. */;
      readonly by: "initial" | "typed" | "none";
    }
  | {
      readonly verified: false;
      readonly reason:
        | "password needed"
        | "password entry cancelled"
        | "password entry timed out"
        | "password has a wrong length"
        | "wrong password"
        | "password locked"
        | "initial password may not pay"
        | "password refused";
      /** Undefined when the card did not tell. */
      readonly triesLeft: number | undefined;
      /** The status word behind it; undefined when no VERIFY was answered. */
      readonly statusWord: number | undefined;
    };

export type PasswordReason = Extract<PasswordVerdict, { verified: false }>["reason"];

export const CODE_OF_REASON: { readonly [reason in PasswordReason]: ReasonCode } = {
  "password needed": "password-needed",
  "password entry cancelled": "password-cancelled",
  "password entry timed out": "password-timed-out",
  "password has a wrong length": "password-wrong-length",
  "wrong password": "wrong-password",
  "password locked": "password-locked",
  "initial password may not pay": "initial-password-may-not-pay",
  "password refused": "password-refused",
};

export const VERIFIED = 0x9000;
export const BLOCKED = 0x6983;

export function initialVerified(rules: PasswordRules): PasswordVerdict {
  if (rules.initialMayPay) return { verified: true, by: "initial" };
  return refused("initial password may not pay", undefined, VERIFIED);
}

export function isLocked(answer: VerifyAnswer): boolean {
  return answer.sw === BLOCKED || answer.triesLeft === 0;
}

export function refused(
  reason: PasswordReason,
  triesLeft: number | undefined,
  statusWord: number | undefined,
): PasswordVerdict {
  return { verified: false, reason, triesLeft, statusWord };
}
