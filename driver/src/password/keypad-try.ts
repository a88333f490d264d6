/** The password is typed on the reader's keypad: the reader puts it into VERIFY, and no one else sees it. */

import { verify } from "@duka/protocol/commands";
import { readResponse } from "@duka/protocol/layout";
import type { SecurePin } from "@duka/protocol/transport";
import type { DukaEscapes } from "../reader/duka-escapes.js";
import type { Language, PasswordQuestion } from "./ask-password.js";
import type { PasswordRules } from "./city-profile.js";
import type { PasswordTry, TryPassword, VerifyAnswer } from "./password-try.js";
import { verifyEntry } from "./pin-format.js";
import { withDisplay } from "./with-display.js";

export type Keypad = {
  readonly pinPad: SecurePin;
  /** Whose display says what is to be typed; undefined where the reader uses words of its own. */
  readonly duka: DukaEscapes | undefined;
  readonly rules: PasswordRules;
  readonly language: Language;
};

/** For a person, and the card's answer. */
const ENTRY_DEADLINE_MS = 180_000;

export function keypadTry({ pinPad, duka, rules, language }: Keypad): TryPassword {
  return (question) => {
    const name = question.because === "wrong" ? "wrongPassword" : "enterPassword";
    return withDisplay(
      duka,
      (display) => display.prompt(name, { language, triesLeft: question.triesLeft }),
      () => enter(question),
    );
  };

  async function enter({ signal }: PasswordQuestion): Promise<PasswordTry> {
    const limits = { deadlineMs: ENTRY_DEADLINE_MS, signal };
    const result = await pinPad.verify(verifyEntry(rules, language), limits);
    switch (result.outcome) {
      case "answered":
        return { sent: true, answer: verifyAnswerOf(result.response), isInitial: undefined };
      case "cancelled":
        return { sent: false, why: "cancelled" };
      case "timedOut":
        return { sent: false, why: "timed out" };
      default:
        return { sent: false, why: "wrong length" };
    }
  }
}

function verifyAnswerOf(response: Uint8Array): VerifyAnswer {
  const answer = readResponse(verify, response);
  if (answer.ok) return { sw: answer.sw, triesLeft: -1, meaning: "verified" };
  return { sw: answer.sw, triesLeft: answer.triesLeft, meaning: answer.meaning };
}
