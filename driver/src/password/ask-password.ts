/** How a point of sale is asked for the card-holder's password. */
import type { Password } from "../base/password.js";

export type Language = "en" | "zh";

export type PasswordQuestion = {
  /** Which one is meant when a password is changed; absent, or "current", before a transaction. */
  readonly what?: "current" | "old" | "new" | "again";
  /** For a person: first six and last four digits. */
  readonly maskedCardNumber: string;
  /** Undefined when the card does not tell before a try. */
  readonly triesLeft: number | undefined;
  /** 1 for the first question of this sale. */
  readonly ask: number;
  /**
   * Why it is asked: nothing typed yet, the last one was wrong, or it was not as long as a password of this city.
   * `interrupted`: an earlier check or change ended without an answer, so it is unknown whether the card has its
   * initial password; a holder who never set another one types nothing.
   */
  readonly because: "first" | "interrupted" | "wrong" | "wrong-length";
  readonly lengthMin: number;
  readonly lengthMax: number;
  readonly language: Language;
  /** Aborts when the sale was given up meanwhile. */
  readonly signal: AbortSignal | undefined;
};

/** Answers the typed password, or undefined when the holder gives up or no one is there to type. */
export type AskPassword = (question: PasswordQuestion) => Promise<Password | undefined>;
