/** A card, a PSAM or a person said no before any money could move. A value, not an error. */
import type { CommandResult } from "@duka/protocol/layout";

export type Refusal = {
  readonly refused: true;
  /** For a person and a log: "insufficient balance", "wrong password, 5 tries left". */
  readonly reason: string;
  /** The status word behind it; undefined when none was. */
  readonly statusWord: number | undefined;
  /** Tries left of the password; undefined when it is not about one. */
  readonly triesLeft: number | undefined;
};

export function refusal(reason: string, statusWord?: number, triesLeft?: number): Refusal {
  return { refused: true, reason, statusWord, triesLeft };
}

export function isRefusal(value: object): value is Refusal {
  return typeof value === "object" && value !== null && "refused" in value && value.refused === true;
}

/** @param doing what was attempted, for the reason: "selecting the purse" */
export function refusalOf(doing: string, answer: Extract<CommandResult<never>, { ok: false }>): Refusal {
  return refusal(`${doing}: ${answer.meaning} (${swText(answer.sw)})`, answer.sw);
}

/** "6985" */
export function swText(sw: number): string {
  return sw.toString(16).toUpperCase().padStart(4, "0");
}
