/**
 * Why a social-security card or the PSAM said no: a refusal that names its kind, because each is remedied in another
 * way.
 */
import type { CommandResult } from "@duka/protocol/layout";
import type { ReasonCode } from "../base/reason-code.js";
import { type Refusal, refusal, swText } from "./refusal.js";

/**
 * `refused-by-card` and `refused-by-psam`: the status word says it. `psam-lacks-key`: the PSAM has no key of this use
 * and number; `psam-lacks-algorithm`: not the card's cipher; `psam-lacks-level`: it wants other factors. `not-genuine`:
 * the card could not prove that it has its key.
 */
export type SocialRefusalKind = Extract<
  ReasonCode,
  | "wrong-card"
  | "malformed-identification"
  | "not-genuine"
  | "refused-by-card"
  | "refused-by-psam"
  | "psam-lacks-key"
  | "psam-lacks-algorithm"
  | "psam-lacks-level"
>;

export type SocialRefusal = Refusal & { readonly kind: SocialRefusalKind };

/** The application is locked, for ever or for a time. */
export const SW_LOCKED: readonly number[] = [0x9303, 0x6283];

type RefusedAnswer = Extract<CommandResult<never>, { ok: false }>;

export function socialRefusal(kind: SocialRefusalKind, reason: string, statusWord?: number): SocialRefusal {
  return { ...refusal(kind, reason, statusWord), kind };
}

/** @param doing what was attempted: "selecting DF04" */
export function refusedByCard(doing: string, answer: RefusedAnswer): SocialRefusal {
  const { sw, meaning, triesLeft } = answer;
  const reason = `${doing}: ${meaning} (${swText(sw)})`;
  const code = SW_LOCKED.includes(sw) ? "application-locked" : "refused-by-card";
  return {
    ...refusal(code, reason, sw, triesLeft < 0 ? undefined : triesLeft),
    kind: "refused-by-card",
  };
}

export function isSocialRefusal(value: unknown): value is SocialRefusal {
  return typeof value === "object" && value !== null && "refused" in value && "kind" in value;
}
