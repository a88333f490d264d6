/** What a till remembers of a card's password: never the password, and the card only by a salted hash of its number. */
import { formatHex } from "@duka/protocol/layout";

export type RememberedPassword = {
  /**
   * `initial`: the initial password was right last time. `changed`: it was wrong, or another one was right. `checking`:
   * it was sent, and what came of it is unknown, which is not `changed`. `tried`: that happened twice: it is not sent
   * again by itself. Of these the centre's register may know better. `changing`: a change was asked for here, and what
   * came of it is unknown. `refuted`: it was changed here, or the register, which is not told of that, called it the
   * initial one and was wrong. Of these two the register's word is not taken.
   */
  readonly state: "initial" | "changed" | "checking" | "tried" | "changing" | "refuted";
  /** Tries left when the card last told, else undefined. */
  readonly triesLeft: number | undefined;
};

/** A table of the journal's database. */
export type PasswordMemory = {
  recall(cardNumber: string): Promise<RememberedPassword | undefined>;
  /** @param durability "soon", the default, may be lost with the power; "durable" is on the disk when it resolves */
  remember(cardNumber: string, what: RememberedPassword, durability?: "durable" | "soon"): Promise<void>;
  /** After a reset of the password (密码重置). */
  forget(cardNumber: string): Promise<void>;
};

/** After it was changed here, by its holder. */
export async function rememberChanged(
  memory: PasswordMemory,
  key: string,
  to: "initial" | "changed",
): Promise<void> {
  await memory.remember(key, { state: to === "initial" ? to : "refuted", triesLeft: undefined });
}

/** After its tries were given back (密码解锁): the password is the same one. */
export async function rememberUnblocked(memory: PasswordMemory, key: string): Promise<void> {
  const before = await memory.recall(key);
  if (before !== undefined) await memory.remember(key, { ...before, triesLeft: undefined });
}

/**
 * A chip has one password, whichever of its applications asks: what is remembered goes by its factor (LD/T 33-2015,
 * 10.3: the end of the ATR), the same for purse and social-security application; a card whose ATR ends otherwise goes
 * by its number.
 */
export function passwordKey(atr: Uint8Array, factor: Uint8Array, cardNumber: string): string {
  // The last byte may be TCK, which belongs to no number (ISO/IEC 7816-3, 8.2.5).
  const isIn = [atr, atr.subarray(0, -1)].some((bytes) => endsWith(bytes, factor));
  return isIn ? formatHex(factor).replaceAll(" ", "") : cardNumber;
}

function endsWith(bytes: Uint8Array, end: Uint8Array): boolean {
  const at = bytes.length - end.length;
  return at >= 0 && end.every((byte, index) => bytes[at + index] === byte);
}
