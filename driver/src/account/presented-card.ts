/** A card was presented: whose is it, and what did it leave undecided? Its password, when a purchase needs it. */

import { EquipmentError } from "../base/equipment-error.js";
import { ReaderError } from "../base/errors.js";
import { isRefusal, type Refusal, refusal } from "../card/refusal.js";
import { isSocialRefusal } from "../card/social-refusal.js";
import type { Visit } from "../card/visit.js";
import { JournalError } from "../journal/journal.js";
import type { PasswordQuestion } from "../password/ask-password.js";
import { keypadAt } from "../password/keypad-at.js";
import { type Keypad, keypadTry } from "../password/keypad-try.js";
import { CODE_OF_REASON } from "../password/password-verdict.js";
import { recognisePassword } from "../password/recognise.js";
import { recoverCredits } from "./credit-recovery.js";
import { enterHome } from "./home-application.js";
import { type IssuedCard, knownAs, openIssuedCard, passwordCard } from "./issued-card.js";
import { accountOfKind } from "./kinds/account-of-kind.js";
import { fetchMissingTacs, recover } from "./recovery.js";
import { proveSocialCard } from "./social-proof.js";
import type { Till } from "./till.js";

export type PresentedCard = {
  readonly issued: IssuedCard;
  /** An undecided sale of this card may be told after the password. */
  readonly recoveryNeedsPassword: boolean;
  /** The card tells of an undecided sale, and has not proved that it is genuine. */
  readonly recoveryNeedsProof: boolean;
};

/**
 * Powers and recognises the card, and recovers its undecided sales before anything else is done with it.
 * @param isForPurse what only the medical account needs stays unread
 */
export async function presentCard(
  till: Till,
  visit: Visit,
  isForPurse = false,
): Promise<PresentedCard | Refusal> {
  const { issuing } = visit.known;
  const read = { isForPurse, ...(issuing === undefined ? {} : { known: issuing }) };
  const opened = await openIssuedCard(await visit.card(), till.cities, read);
  if (isRefusal(opened)) return opened;
  const issued = await known(till, opened);
  till.onEvent({
    type: "card-recognised",
    maskedCardNumber: issued.maskedCardNumber,
    validUntil: issued.validUntil,
  });
  if (!(await hasLeftSomething(till, issued))) {
    await fetchMissingTacs(till, issued);
    return { issued, recoveryNeedsPassword: false, recoveryNeedsProof: false };
  }
  const no = await authenticate(till, visit, issued);
  if (no !== undefined) return no;
  const { needsPassword, needsProof } = await recoverAll(till, issued);
  return { issued, recoveryNeedsPassword: needsPassword, recoveryNeedsProof: needsProof };
}

async function known(till: Till, issued: IssuedCard): Promise<IssuedCard> {
  if (issued.lockedPurse === undefined) return issued;
  const { asKnownHere } = await import("./locked-purse.js");
  return asKnownHere(till, issued);
}

/**
 * A purchase of this visit has proved the card, so that its log decides what it left open. The purchase is over:
 * nothing that goes wrong here is its failure, and what stays open is asked for another time.
 */
export async function recoverProved(till: Till, issued: IssuedCard): Promise<void> {
  try {
    if (await hasLeftSomething(till, issued)) await recoverAll(till, issued);
  } catch (error) {
    if (!(error instanceof ReaderError || error instanceof JournalError)) throw error;
  }
}

async function hasLeftSomething({ journal, reader }: Till, issued: IssuedCard): Promise<boolean> {
  const card = knownAs(issued);
  const sales = await journal.undecidedOf(card, reader.simulated);
  const credits = await journal.credits.undecidedOf(card, reader.simulated);
  return sales.length + credits.length > 0;
}

/**
 * Only the card itself tells what became of its sale: a social-security card proves that first. Where the proof cannot
 * be had (no PSAM with its key, no centre, no such key on the card), its log commits nothing: `recover` says what it is
 * still good for.
 */
async function authenticate(till: Till, visit: Visit, issued: IssuedCard): Promise<Refusal | undefined> {
  if (issued.profile.medical === undefined) return undefined;
  try {
    const no = await proveSocialCard(till, visit, issued);
    return isSocialRefusal(no) && no.kind === "not-genuine" ? no : undefined;
  } catch (error) {
    if (error instanceof EquipmentError) return undefined;
    throw error;
  }
}

/** @returns what may help with those that are open still */
async function recoverAll(till: Till, issued: IssuedCard) {
  const sales = await recover(till, issued);
  const credits = await recoverCredits(till, issued);
  return {
    needsPassword: sales.needsPassword || credits.needsPassword,
    needsProof: sales.needsProof,
  };
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
  const told = (by: "keypad" | "caller", { triesLeft, because }: PasswordQuestion) =>
    till.onEvent({ type: "password-asked", by, triesLeft, because });
  const onKeypad = till.pinPad ? keypadTry(keypadOf(till, issued)) : undefined;
  const verdict = await recognisePassword(passwordCard(issued), {
    rules: issued.profile.password,
    memory: till.journal.passwords,
    ask:
      askPassword === undefined
        ? undefined
        : (question) => {
            told("caller", question);
            return till.reader.clock.outside(() => askPassword(question));
          },
    onKeypad:
      onKeypad &&
      ((question) => {
        told("keypad", question);
        return onKeypad(question);
      }),
    register: passwordRegister && (() => passwordRegister(issued.cardNumber)),
    isUnblocked: till.passwordUnblocked,
    language: till.language,
    signal,
  });
  if (!verdict.verified) {
    const { statusWord, triesLeft } = verdict;
    const reasonCode = CODE_OF_REASON[verdict.reason];
    till.onEvent({ type: "password-refused", reasonCode, triesLeft });
    return refusal(reasonCode, reasonOf(verdict), statusWord, triesLeft);
  }
  till.onEvent({ type: "password-verified", by: verdict.by });
  return card.recoveryNeedsPassword ? recoverAndReturn(till, issued) : undefined;
}

/** @throws NoKeypadError */
export function keypadOf({ reader: { duka }, language }: Till, { session, profile }: IssuedCard): Keypad {
  return keypadAt(session.transport, { duka, rules: profile.password, language });
}

/** To the account from which it goes on. */
async function recoverAndReturn(till: Till, issued: IssuedCard): Promise<Refusal | undefined> {
  const was = issued.selected.is;
  await recoverAll(till, issued);
  return was === "medical" ? accountOfKind("medical").enter(issued) : enterHome(issued);
}

function reasonOf(verdict: { readonly reason: string; readonly triesLeft: number | undefined }): string {
  const { reason, triesLeft } = verdict;
  if (triesLeft === undefined || reason === "password locked") return reason;
  return `${reason}, ${triesLeft} ${triesLeft === 1 ? "try" : "tries"} left`;
}
