/** A card was presented: whose is it, and what did it leave undecided? Its password, when a purchase needs it. */
import { recognisePassword } from "../password/recognise.js";
import { openPurse, type Purse, passwordCard } from "./card.js";
import { recoverCredits } from "./credit-recovery.js";
import { recover } from "./recovery.js";
import { isRefusal, type Refusal, refusal } from "./refusal.js";
import type { Till, Visit } from "./till.js";

export type PresentedCard = {
  readonly purse: Purse;
  /** An undecided sale of this card may be told after the password. */
  readonly recoveryNeedsPassword: boolean;
};

/** Powers and recognises the card, and recovers its undecided sales before anything else is done with it. */
export async function presentCard(till: Till, visit: Visit): Promise<PresentedCard | Refusal> {
  const purse = await openPurse(await visit.card(), till.profile);
  if (isRefusal(purse)) return purse;
  till.onEvent({
    type: "card-recognised",
    maskedCardNumber: purse.maskedCardNumber,
    validUntil: purse.validUntil,
  });
  return { purse, recoveryNeedsPassword: await recoverAll(till, purse) };
}

/** @returns whether the password may help with what is open still */
async function recoverAll(till: Till, purse: Purse): Promise<boolean> {
  const sales = await recover(till, purse);
  const credits = await recoverCredits(till, purse);
  return sales.needsPassword || credits.needsPassword;
}

/** By the city's rules: recognised if it is the initial one, else asked for. Answers undefined when it is verified. */
export async function verifyPassword(
  till: Till,
  card: PresentedCard,
  signal: AbortSignal | undefined,
): Promise<Refusal | undefined> {
  const { purse } = card;
  const { askPassword } = till;
  const verdict = await recognisePassword(passwordCard(purse), {
    rules: till.profile.password,
    memory: till.journal.passwords,
    ask:
      askPassword === undefined
        ? undefined
        : (question) => till.reader.clock.outside(() => askPassword(question)),
    register: till.passwordRegister,
    language: till.language,
    signal,
  });
  if (!verdict.verified) return refusal(reasonOf(verdict), verdict.statusWord, verdict.triesLeft);
  till.onEvent({ type: "password-verified", by: verdict.by });
  if (card.recoveryNeedsPassword) await recoverAll(till, purse);
  return undefined;
}

function reasonOf(verdict: { readonly reason: string; readonly triesLeft: number | undefined }): string {
  const { reason, triesLeft } = verdict;
  if (triesLeft === undefined || reason === "password locked") return reason;
  return `${reason}, ${triesLeft} ${triesLeft === 1 ? "try" : "tries"} left`;
}
