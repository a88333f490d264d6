/** What a till remembers of a card's password: never the password, and the card only by a salted hash of its number. */

export type RememberedPassword = {
  /**
   * `initial`: the initial password was right last time. `changed`: it was wrong, or another one was right.
   * `tried`: it was sent and nobody knows what came of it, so it is not sent again by itself.
   */
  readonly state: "initial" | "changed" | "tried";
  /** Tries left when the card last told, else undefined. */
  readonly triesLeft: number | undefined;
};

/** A table of the journal's database. */
export type PasswordMemory = {
  recall(cardNumber: string): Promise<RememberedPassword | undefined>;
  remember(cardNumber: string, what: RememberedPassword): Promise<void>;
  /** After a reset of the password (密码重置). */
  forget(cardNumber: string): Promise<void>;
};
