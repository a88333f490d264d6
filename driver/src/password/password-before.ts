/** What is known of a card's password before it is changed, without a try. */
import type { PasswordRules } from "./city-profile.js";
import type { PasswordMemory } from "./password-memory.js";
import type { PasswordCard } from "./password-try.js";
import { isLocked, VERIFIED } from "./password-verdict.js";

type BeforeContext = {
  readonly rules: PasswordRules;
  readonly memory: PasswordMemory;
  readonly isUnblocked: boolean;
};

/**
 * `unset`: none was ever set, VERIFY without data answers 9000 to the first who asks
 * (P5 6.14.5). `locked`: the card says so, or, where it does not answer that, said so last.
 * @param isUnblocked a password that is remembered as locked was freed elsewhere, as its holder says
 */
export async function passwordBefore(
  card: PasswordCard,
  { rules, memory, isUnblocked }: BeforeContext,
): Promise<"unset" | "set" | "locked"> {
  if (rules.answersEmptyVerify !== false) {
    const answer = await card.verify(new Uint8Array(0));
    if (answer.sw === VERIFIED) return card.isFresh === true ? "unset" : "set";
    if (isLocked(answer)) return "locked";
    if (answer.triesLeft > 0) return "set";
  }
  const remembered = await memory.recall(card.cardNumber);
  return remembered?.triesLeft === 0 && !isUnblocked ? "locked" : "set";
}
