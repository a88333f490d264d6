/** What was done to a card at a service point, and who vouched for it. */

export type Act = {
  /** The window's own reference, 1 to 64 printable ASCII characters. */
  readonly ref: string;
  readonly what: "reset-password" | "unblock-password" | "activate" | "change-password" | "reimburse";
  readonly simulated: boolean;
  /** Masked. */
  readonly card: string;
  readonly window: string;
  readonly operator: string;
  readonly vouchedBy: "holder" | "delegate" | "employer";
  /** Kind and masked number. */
  readonly document: string;
  /** Name and relation of the person who came for the holder. */
  readonly delegate: string | undefined;
  /** "done", or why not. */
  readonly outcome: string;
};
