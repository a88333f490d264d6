/** The account of whoever has put a card into the reader, as a point of sale uses it. */

import type { Journal } from "../journal/journal.js";
import type { AccountKind, Sale } from "../journal/sale.js";
import type { AskPassword, Language } from "../password/ask-password.js";
import { type CityProfile, checkCityProfile, hangzhou } from "../password/city-profile.js";
import type { AccountEvent } from "./account-event.js";
import { readBalance } from "./card.js";
import { debit } from "./debit.js";
import type { DebitRequest } from "./debit-request.js";
import type { Outcome } from "./outcome.js";
import { type PresentedCard, presentCard, verifyPassword } from "./presented-card.js";
import { isRefusal, type Refusal } from "./refusal.js";
import { type Till, type TillReader, visit } from "./till.js";

export type AccountOptions = {
  /** From `openReader`. Its slots 0 and 1 hold card and PSAM unless said otherwise. */
  readonly reader: TillReader;
  /** From `openJournal`. */
  readonly journal: Journal;
  /** Hangzhou by default. */
  readonly profile?: CityProfile;
  readonly cardSlot?: number;
  readonly psamSlot?: number;
  /** For questions to the card-holder; "en" by default. */
  readonly language?: Language;
  /** Asked for a changed password. Without it such a card is refused with "password needed". */
  readonly askPassword?: AskPassword;
  /** What the centre knows of a card's password; asked first. */
  readonly passwordRegister?: (cardNumber: string) => Promise<"initial" | "changed" | undefined>;
  /** Whether the centre has settled a purchase with this TAC; asked only where the card's log cannot tell. */
  readonly confirmTac?: (sale: Sale, tac: string) => Promise<boolean>;
  readonly onEvent?: (event: AccountEvent) => void;
  /** An undecided sale of an earlier visit was decided, because its card is here again. */
  readonly onRecovered?: (outcome: Outcome) => void;
};

export type CardInfo = {
  readonly atr: Uint8Array;
  /** Masked. */
  readonly cardNumber: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** YYYYMMDD as the card has them. */
  readonly validFrom: string;
  readonly validUntil: string;
};

export type BalanceInfo = {
  readonly balanceFen: number;
  readonly cardNumber: string;
  readonly simulated: boolean;
};

/** One call at a time; further calls wait for their turn. All of them may throw ReaderError. */
export type Account = {
  /** Takes money from the card once for this ref; see `debit` for what it throws. */
  debit(request: DebitRequest): Promise<Outcome>;
  balance(kind?: AccountKind): Promise<BalanceInfo | Refusal>;
  card(): Promise<CardInfo | Refusal>;
};

const SW_SECURITY = 0x6982;

export function openAccount(options: AccountOptions): Account {
  const till: Till = {
    reader: options.reader,
    journal: options.journal,
    profile: checkCityProfile(options.profile ?? hangzhou),
    cardSlot: options.cardSlot ?? 0,
    psamSlot: options.psamSlot ?? 1,
    language: options.language ?? "en",
    askPassword: options.askPassword,
    passwordRegister: options.passwordRegister,
    confirmTac: options.confirmTac,
    onEvent: undisturbed(options.onEvent),
    onRecovered: undisturbed(options.onRecovered),
  };
  const inTurn = turns();
  return {
    debit: (request) => inTurn(() => debit(till, request)),
    balance: (kind = "purse") => inTurn(() => balance(till, kind)),
    card: () => inTurn(() => cardInfo(till)),
  };
}

function cardInfo(till: Till): Promise<CardInfo | Refusal> {
  return visit(till, async (visit) => {
    const card = await presentCard(till, visit);
    if (isRefusal(card)) return card;
    const { session, maskedCardNumber, validFrom, validUntil } = card.purse;
    return {
      atr: session.atr,
      cardNumber: maskedCardNumber,
      title: till.profile.title,
      validFrom,
      validUntil,
    };
  });
}

function balance(till: Till, kind: AccountKind): Promise<BalanceInfo | Refusal> {
  return visit(till, async (visit) => {
    const card = await presentCard(till, visit);
    if (isRefusal(card)) return card;
    const balanceFen = await balanceOf(till, card, kind);
    if (typeof balanceFen !== "number") return balanceFen;
    return { balanceFen, cardNumber: card.purse.maskedCardNumber, simulated: till.reader.simulated };
  });
}

/** The password only where the card wants it, be it for the balance or for telling of an undecided sale. */
async function balanceOf(till: Till, card: PresentedCard, kind: AccountKind): Promise<number | Refusal> {
  if (card.recoveryNeedsPassword) await verifyPassword(till, card, undefined);
  const answer = await readBalance(card.purse, kind);
  if (typeof answer === "number" || answer.statusWord !== SW_SECURITY) return answer;
  const no = await verifyPassword(till, card, undefined);
  return no ?? readBalance(card.purse, kind);
}

/** Runs each work after all before it have ended, however they ended. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  };
}

/** A listener that throws has made a mistake of its own; it must not cost anybody a sale. */
function undisturbed<T>(listener: ((what: T) => void) | undefined): (what: T) => void {
  return (what) => {
    try {
      listener?.(what);
    } catch (error) {
      console.error("duka: a listener of the account failed:", error);
    }
  };
}
