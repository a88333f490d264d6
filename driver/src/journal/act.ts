/** What was done to a card at a service point, and who vouched for it. */

export type ActName =
  | "enrol"
  | "allot"
  | "designate"
  | "apply"
  | "issue"
  | "activate"
  | "activate-bank"
  | "change-password"
  | "reset-password"
  | "unblock-password"
  | "report-loss"
  | "report-loss-by-phone"
  | "withdraw-loss"
  | "replace"
  | "return"
  | "block"
  | "reimburse";

export type Act = {
  /** The window's own reference, 1 to 64 printable ASCII characters. */
  readonly ref: string;
  readonly what: ActName;
  readonly simulated: boolean;
  /** Masked; of an act about a person, the person's number. */
  readonly card: string;
  readonly window: string;
  readonly operator: string;
  /** `phone` and `none`: no one stood at the window for it. */
  readonly vouchedBy: "holder" | "delegate" | "employer" | "phone" | "none";
  /** Kind and masked number; "none" where none was shown. */
  readonly document: string;
  /** Name and relation of the person who came for the holder. */
  readonly delegate: string | undefined;
  /** "done", or why not. */
  readonly outcome: string;
};
