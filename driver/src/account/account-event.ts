/**
 * What happens while an account is used, in order, as data: for a display, a log or an abort key. Never a password or a
 * key.
 */

export type AccountEvent =
  /** No card is in, and it is waited for (`waitCardMs`): ask for it. */
  | { readonly type: "card-awaited" }
  /** It came. */
  | { readonly type: "card-inserted" }
  | { readonly type: "card-powered"; readonly atr: Uint8Array }
  | { readonly type: "card-recognised"; readonly maskedCardNumber: string; readonly validUntil: string }
  | { readonly type: "psam-ready"; readonly terminalId: string }
  | { readonly type: "password-verified"; readonly by: "initial" | "typed" | "none" }
  | {
      readonly type: "initialized";
      /** Undefined where the account is held at the centre, and the till has no line to it. */
      readonly balanceBeforeFen: number | undefined;
      readonly cardSequence: number;
    }
  /** The intent is on the disk: from here on the sale is finished, or undecided; it cannot be given up. */
  | { readonly type: "intent"; readonly terminalSequence: number }
  | { readonly type: "answered"; readonly statusWord: number }
  | { readonly type: "ended"; readonly outcome: string };
