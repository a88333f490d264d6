/**
 * A password that cannot be printed. Its digits are held as the card wants them (BCD, two per byte, an odd last one
 * followed by F) in a private field, so that enumeration, JSON, `console.log`, templates and structured clones show
 * nothing of it.
 */
import { rangeError, typeError } from "@duka/protocol/data/bilingual";
import { secretBytes } from "@duka/protocol/layout";

const SHORTEST = 4;
const LONGEST = 16;
const EXPECTED = `a password is ${SHORTEST} to ${LONGEST} decimal digits`;
const EXPECTED_ZH = `密码为 ${SHORTEST} 至 ${LONGEST} 位数字`;
const HIDDEN = "Password(hidden)";
const ASCII_0 = 0x30;
const FILLER = 0x0f;

export class Password {
  readonly #bcd: Uint8Array;
  readonly #digitCount: number;
  #wiped = false;

  private constructor(bcd: Uint8Array, digitCount: number) {
    this.#bcd = bcd;
    this.#digitCount = digitCount;
  }

  /**
   * @param digits 4 to 16 decimal digits; a string cannot be overwritten, so what a person types should come as
   *   `fromAscii`
   * @throws RangeError when it is anything else; the message does not show it
   */
  static fromDigits(digits: string): Password {
    if (typeof digits !== "string" || digits.length > LONGEST) throw rangeError(EXPECTED, EXPECTED_ZH);
    return Password.fromAscii(Uint8Array.from(digits, (character) => character.charCodeAt(0) & 0xff));
  }

  /** @param typed 4 to 16 ASCII digits; overwritten with zeros. @throws RangeError when they are anything else */
  static fromAscii(typed: Uint8Array): Password {
    if (!(typed instanceof Uint8Array)) throw rangeError(EXPECTED, EXPECTED_ZH);
    const count = typed.length;
    const allDigits = typed.every((byte) => byte >= ASCII_0 && byte <= ASCII_0 + 9);
    if (count < SHORTEST || count > LONGEST || !allDigits) {
      typed.fill(0);
      throw rangeError(EXPECTED, EXPECTED_ZH);
    }
    const bcd = secretBytes((count + 1) >> 1);
    for (let i = 0; i < count; i++) bcd[i >> 1]! |= (typed[i]! - ASCII_0) << (i % 2 === 0 ? 4 : 0);
    if (count % 2 === 1) bcd[bcd.length - 1]! |= FILLER;
    typed.fill(0);
    return new Password(bcd, count);
  }

  /** How many digits it has. */
  get digitCount(): number {
    return this.#digitCount;
  }

  /** True when both have the same digits. Takes the same time wherever they differ. */
  equals(other: Password): boolean {
    if (this.#digitCount !== other.#digitCount || this.#wiped || other.#wiped) return false;
    let difference = 0;
    for (let i = 0; i < this.#bcd.length; i++) difference |= this.#bcd[i]! ^ other.#bcd[i]!;
    return difference === 0;
  }

  /**
   * Lends the BCD bytes to `work` and overwrites them when it is over, however it ends.
   * @throws TypeError when the password was used before
   */
  async use<T>(work: (bcd: Uint8Array) => Promise<T>): Promise<T> {
    if (this.#wiped)
      throw typeError(
        "this password was used before and its digits are gone: ask for it anew",
        "该密码已使用过，数字已清除：请重新询问",
      );
    try {
      return await work(this.#bcd);
    } finally {
      this.wipe();
    }
  }

  /** Overwrites the digits. */
  wipe(): void {
    this.#bcd.fill(0);
    this.#wiped = true;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  /** What Node's `console.log` and `util.inspect` show. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return HIDDEN;
  }
}
