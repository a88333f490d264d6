/** A card, a PSAM or a person said no before any money could move. A value, not an error. */
import type { CommandResult } from "@duka/protocol/layout";
import type { ReasonCode } from "../base/reason-code.js";

export type Refusal = {
  readonly refused: true;
  /** For a program; `REASONS` has each in words. */
  readonly code: ReasonCode;
  /** For a person and a log: "insufficient balance", "wrong password, 5 tries left". */
  readonly reason: string;
  /** The status word behind it; undefined when none was. */
  readonly statusWord: number | undefined;
  /** Tries left of the password; undefined when it is not about one. */
  readonly triesLeft: number | undefined;
};

export function refusal(code: ReasonCode, reason: string, statusWord?: number, triesLeft?: number): Refusal {
  return { refused: true, code, reason, statusWord, triesLeft };
}

export function isRefusal(value: object): value is Refusal {
  return typeof value === "object" && value !== null && "refused" in value && value.refused === true;
}

/** @param doing what was attempted, for the reason: "selecting the purse" */
export function refusalOf(
  doing: string,
  answer: Extract<CommandResult<never>, { ok: false }>,
  code: ReasonCode = "refused-by-card",
): Refusal {
  return refusal(code, `${doing}: ${answer.meaning} (${swText(answer.sw)})`, answer.sw);
}

/** Always the same keys, null where there is nothing to say: for JSON. */
export function refusalJson({ code, reason, statusWord, triesLeft }: Refusal) {
  return {
    refused: true as const,
    reason,
    reasonCode: code,
    statusWord: statusWord === undefined ? null : swText(statusWord),
    triesLeft: triesLeft ?? null,
  };
}

/** "6985" */
export function swText(sw: number): string {
  return sw.toString(16).toUpperCase().padStart(4, "0");
}
