/**
 * What happens while an account is used, in order, as data: for a display, a log or an abort key. Never a password or a
 * key. What a cashier is told of each stands in `explain/event-words.ts`.
 */
import type { OperationName } from "@duka/protocol/centre";
import { hexText } from "@duka/protocol/layout";
import type { ReasonCode } from "../base/reason-code.js";
import { swText } from "../card/refusal.js";
import type { SettlementState } from "../journal/sale.js";
import type { PasswordQuestion } from "../password/ask-password.js";

export type AccountEvent =
  /** No card is in, and it is waited for (`waitCardMs`): ask for it. */
  | { readonly type: "card-awaited" }
  /** It came. */
  | { readonly type: "card-inserted" }
  /** It was taken out before the call was over; the outcome says what that means. */
  | { readonly type: "card-removed" }
  | { readonly type: "card-powered"; readonly atr: Uint8Array }
  | { readonly type: "card-recognised"; readonly maskedCardNumber: string; readonly validUntil: string }
  | { readonly type: "psam-ready"; readonly terminalId: string }
  /** `keypad`: it is typed on the reader, else the caller's `askPassword` is called next. */
  | {
      readonly type: "password-asked";
      readonly by: "keypad" | "caller";
      readonly triesLeft: number | undefined;
      readonly because: PasswordQuestion["because"];
    }
  | { readonly type: "password-verified"; readonly by: "initial" | "typed" | "none" }
  /** For good: nobody is asked again in this call. */
  | {
      readonly type: "password-refused";
      readonly reasonCode: ReasonCode;
      readonly triesLeft: number | undefined;
    }
  /** A question goes to the centre: the next step may take as long as its line does. */
  | { readonly type: "centre-asked"; readonly operation: OperationName }
  | {
      readonly type: "initialized";
      /** Undefined where the account is held at the centre, and the till has no line to it. */
      readonly balanceBeforeFen: number | undefined;
      readonly cardSequence: number;
    }
  /**
   * The intent is on the disk: from here on the sale (or load) is finished, or undecided; it cannot be given up. A load
   * has no terminal sequence.
   */
  | { readonly type: "intent"; readonly terminalSequence: number | undefined }
  | { readonly type: "answered"; readonly statusWord: number }
  /** `committed`, on the disk: the card has paid. */
  | { readonly type: "card-debited"; readonly amountFen: number }
  /** `credited`, on the disk: the money is on the card (or in its account at the centre). */
  | { readonly type: "card-credited"; readonly amountFen: number }
  /** The centre was told of the sale in this call: as `outcome.settlement`. `waiting`: it did not hear. */
  | { readonly type: "settlement"; readonly state: SettlementState }
  /** The last one of a sale, a load or a reversal that was not thrown. */
  | { readonly type: "ended"; readonly outcome: string };

/** As it stands in a line of JSON: what is not known is null; bytes and status words are hexadecimal. */
export function eventJson({ type, ...fields }: AccountEvent): { readonly step: string } {
  const values = Object.entries(fields).map(([name, value]) => [name, jsonOf(name, value)]);
  return { step: type, ...Object.fromEntries(values) };
}

function jsonOf(name: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return hexText(value);
  if (name === "statusWord" && typeof value === "number") return swText(value);
  return value ?? null;
}
