/** A card was presented: whose is it, and what did it leave undecided? Its password, when a purchase needs it. */

import { EquipmentError } from "../base/equipment-error.js";
import { isRefusal, type Refusal, refusal } from "../card/refusal.js";
import { isSocialRefusal } from "../card/social-refusal.js";
import { keypadAt } from "../password/keypad-at.js";
import { type Keypad, keypadTry } from "../password/keypad-try.js";
import { recognisePassword } from "../password/recognise.js";
import { enterAccount, enterHome } from "./account-application.js";
import { recoverCredits } from "./credit-recovery.js";
import { type IssuedCard, isThisCard, openIssuedCard, passwordCard } from "./issued-card.js";
import { recover } from "./recovery.js";
import { proveSocialCard } from "./social-proof.js";
import type { Till, Visit } from "./till.js";

export type PresentedCard = {
  readonly issued: IssuedCard;
  /** An undecided sale of this card may be told after the password. */
  readonly recoveryNeedsPassword: boolean;
};

/** Powers and recognises the card, and recovers its undecided sales before anything else is done with it. */
export async function presentCard(till: Till, visit: Visit): Promise<PresentedCard | Refusal> {
  const issued = await openIssuedCard(await visit.card(), till.profile);
  if (isRefusal(issued)) return issued;
  till.onEvent({
    type: "card-recognised",
    maskedCardNumber: issued.maskedCardNumber,
    validUntil: issued.validUntil,
  });
  if (await hasLeftSomething(till, issued)) {
    const no = await authenticate(till, visit, issued);
    if (no !== undefined) return no;
  }
  return { issued, recoveryNeedsPassword: await recoverAll(till, issued) };
}

async function hasLeftSomething({ journal, reader }: Till, issued: IssuedCard): Promise<boolean> {
  const { cardNumber } = issued;
  const sales = await journal.undecidedOf(cardNumber, reader.simulated);
  const credits = await journal.credits.undecidedOf(cardNumber, reader.simulated);
  return [...sales, ...credits].some(({ intent }) => intent !== undefined && isThisCard(issued, intent));
}

/**
 * Only the card itself tells what became of its sale: a social-security card proves that first. Where the proof cannot
 * be had (no PSAM with its key, no centre), what the card says is taken as it is.
 */
async function authenticate(till: Till, visit: Visit, issued: IssuedCard): Promise<Refusal | undefined> {
  if (till.profile.medical === undefined) return undefined;
  try {
    const no = await proveSocialCard(till, visit, issued);
    return isSocialRefusal(no) && no.kind === "not-genuine" ? no : undefined;
  } catch (error) {
    if (error instanceof EquipmentError) return undefined;
    throw error;
  }
}

/** @returns whether the password may help with what is open still */
async function recoverAll(till: Till, issued: IssuedCard): Promise<boolean> {
  const sales = await recover(till, issued);
  const credits = await recoverCredits(till, issued);
  return sales.needsPassword || credits.needsPassword;
}

/** By the city's rules: recognised if it is the initial one, else asked for. Answers undefined when it is verified. */
export async function verifyPassword(
  till: Till,
  card: PresentedCard,
  signal: AbortSignal | undefined,
): Promise<Refusal | undefined> {
  const { issued } = card;
  const lost = issued.selected.is === undefined ? await enterHome(issued) : undefined;
  if (lost !== undefined) return lost;
  const { askPassword, passwordRegister } = till;
  const verdict = await recognisePassword(passwordCard(issued), {
    rules: till.profile.password,
    memory: till.journal.passwords,
    ask:
      askPassword === undefined
        ? undefined
        : (question) => till.reader.clock.outside(() => askPassword(question)),
    onKeypad: till.pinPad ? keypadTry(keypadOf(till, issued)) : undefined,
    register: passwordRegister && (() => passwordRegister(issued.cardNumber)),
    language: till.language,
    signal,
  });
  if (!verdict.verified) return refusal(reasonOf(verdict), verdict.statusWord, verdict.triesLeft);
  till.onEvent({ type: "password-verified", by: verdict.by });
  return card.recoveryNeedsPassword ? recoverAndReturn(till, issued) : undefined;
}

/** @throws NoKeypadError */
export function keypadOf({ reader: { duka }, profile, language }: Till, { session }: IssuedCard): Keypad {
  return keypadAt(session.transport, { duka, rules: profile.password, language });
}

/** To the account from which it goes on. */
async function recoverAndReturn(till: Till, issued: IssuedCard): Promise<Refusal | undefined> {
  const was = issued.selected.is;
  await recoverAll(till, issued);
  return was === "medical" ? enterAccount(issued, "medical") : enterHome(issued);
}

function reasonOf(verdict: { readonly reason: string; readonly triesLeft: number | undefined }): string {
  const { reason, triesLeft } = verdict;
  if (triesLeft === undefined || reason === "password locked") return reason;
  return `${reason}, ${triesLeft} ${triesLeft === 1 ? "try" : "tries"} left`;
}
