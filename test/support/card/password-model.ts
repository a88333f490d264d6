/** A card's password by the book, what a till remembers of it, and somebody who types. */

import { Password } from "@duka/driver/base/password";
import type { PasswordQuestion } from "@duka/driver/password/ask-password";
import { hangzhou, type PasswordRules } from "@duka/driver/password/city-profile";
import type { PasswordMemory, RememberedPassword } from "@duka/driver/password/password-memory";
import type { PasswordContext } from "@duka/driver/password/recognise";

export const RULES: PasswordRules = {
  ...hangzhou.password,
  answersEmptyVerify: true,
  tryWhenCounterUnknown: false,
};

/** A card's password by the book: a counter that a wrong try lowers and a right one restores. */
export class ModelCard {
  readonly cardNumber = "33018653000100174236";
  readonly maskedCardNumber = "330186**********4236";
  tries = 0;
  triesLeft: number;
  readonly #password: string;
  readonly #tells: boolean;

  constructor(password: string, triesLeft = RULES.retryLimit, tells = true) {
    this.#password = password;
    this.triesLeft = triesLeft;
    this.#tells = tells;
  }

  async verify(bcd: Uint8Array): Promise<{ sw: number; triesLeft: number; meaning: string }> {
    const answer = (sw: number, triesLeft = -1) => ({ sw, triesLeft, meaning: "" });
    if (bcd.length === 0) {
      if (!this.#tells) return answer(0x6700);
      return this.triesLeft === 0 ? answer(0x6983) : answer(0x63c0 | this.triesLeft, this.triesLeft);
    }
    if (this.triesLeft === 0) return answer(0x6983);
    this.tries++;
    const digits = Buffer.from(bcd).toString("hex").replace("f", "");
    if (digits === this.#password) {
      this.triesLeft = RULES.retryLimit;
      return answer(0x9000);
    }
    this.triesLeft--;
    return answer(0x63c0 | this.triesLeft, this.triesLeft);
  }
}

export function memoryOf(
  remembered?: RememberedPassword,
): PasswordMemory & { now: RememberedPassword | undefined; all: string[] } {
  return {
    now: remembered,
    all: [],
    async recall() {
      return this.now;
    },
    async remember(_card, what) {
      this.all.push(what.state);
      this.now = what;
    },
    async forget() {
      this.now = undefined;
    },
  };
}

export function typing(...typed: readonly (string | undefined)[]) {
  const questions: PasswordQuestion[] = [];
  const ask = async (question: PasswordQuestion) => {
    questions.push(question);
    const digits = typed[questions.length - 1];
    return digits === undefined ? undefined : Password.fromDigits(digits);
  };
  return { ask, questions };
}

export function contextOf(change: Partial<PasswordContext> = {}): PasswordContext {
  return { rules: RULES, memory: memoryOf(), ask: undefined, language: "en", ...change };
}
