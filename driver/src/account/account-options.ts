/** What an account is opened with, declared once: type and check. */

import { rule } from "@duka/protocol/data/bilingual";
import { flag, IS_OF_ANOTHER_KIND, members, oneOf, text } from "@duka/protocol/data/values";
import { z } from "zod";
import { hasFunctions } from "../base/argument.js";
import { func, type OptionsOf, readLater, slotIndex, thing } from "../base/option-values.js";
import type { Blacklist } from "../card/blacklist.js";
import type { Refusal } from "../card/refusal.js";
import type { Visit } from "../card/visit.js";
import type { Centre } from "../centre/centre.js";
import type { Journal } from "../journal/journal.js";
import type { Sale } from "../journal/sale.js";
import type { AskPassword } from "../password/ask-password.js";
import type { CityProfile } from "../password/city-profile.js";
import type { AccountEvent } from "./account-event.js";
import type { TillReader } from "./call-limits.js";
import type { CreditOutcome } from "./credit-outcome.js";
import type { PurchaseTerminal } from "./mac1.js";
import { randomBytes } from "./node-random.js";
import type { Outcome } from "./outcome.js";

const WAIT_CARD_MAX_MS = 600_000;
const WAIT_CARD = { error: rule(`is 0 to ${WAIT_CARD_MAX_MS}`, `必须是 0 至 ${WAIT_CARD_MAX_MS}`) };

const asked = z.custom<Blacklist | (() => Blacklist | undefined)>(
  (value) => typeof value === "function" || hasFunctions(value, ["has"]),
  {
    error: rule("is what openBlacklist gives", "必须是 openBlacklist 所给的对象"),
    params: IS_OF_ANOTHER_KIND,
  },
);

export const accountOptions = members({
  /** From `openReader`. Its slots 0 and 1 hold card and PSAM unless said otherwise. */
  reader: thing<TillReader>("openReader gives", "slot"),
  /** From `openJournal`. */
  journal: thing<Journal>("openJournal gives", "claim", "find"),
  /** The till's city, or several, its own first: a card goes by those of its own. Hangzhou by default. */
  profile: readLater<CityProfile | readonly CityProfile[]>().optional(),
  /** 0 by default. */
  cardSlot: slotIndex.default(0),
  /** 1 by default. */
  psamSlot: slotIndex.default(1),
  /** How long a call waits for a card that is not in yet, at most 600000; one that is in counts. 0 by default. */
  waitCardMs: z.number(WAIT_CARD).min(0, WAIT_CARD).max(WAIT_CARD_MAX_MS, WAIT_CARD).default(0),
  /** For questions to the card-holder; "en" by default. */
  language: oneOf("en", "zh").default("en"),
  /** Asked for a changed password. Without it such a card is refused with "password needed". */
  askPassword: func<AskPassword>().optional(),
  /** Passwords are typed on the reader's own keypad and never leave it; `askPassword` is not used then. */
  pinPad: flag.default(false),
  /** For every call, unless its own `passwordUnblocked` says otherwise. False by default. */
  passwordUnblocked: flag.default(false),
  /** What the centre knows of a card's password; asked first. */
  passwordRegister: func<(cardNumber: string) => Promise<"initial" | "changed" | undefined>>().optional(),
  /** Whether the centre has settled a purchase with this TAC; asked only where the card's log cannot tell. */
  confirmTac: func<(sale: Sale, tac: string) => Promise<boolean>>().optional(),
  /**
   * For credits, reversals, the password register and the TAC of undecided sales. A simulated one for a simulated
   * reader.
   */
  centre: thing<Centre>("openHttpCentre gives", "call").optional(),
  /**
   * The blacklist of the till, as `openBlacklist` gives it; a function is asked at each sale, so that a newer list
   * counts at once. Left out: none, which a city may refuse (`cardChecks.blacklistDaysMax`).
   */
  blacklist: asked.optional(),
  /** Who makes MAC1 and checks MAC2, instead of the PSAM and the centre's key server. */
  terminal: thing<PurchaseTerminal>("makes MAC1", "mac1").optional(),
  /**
   * Card and PSAM that the caller has powered already and lets go; they are in `reader`. A
   * call's deadline and signal do not reach into them: each command has its own deadline.
   */
  openVisit: thing<Visit>("openVisit gives", "card", "psam").optional(),
  /**
   * For a caller without sale numbers (LD/T 33-2015). Told the sales of the card in the reader whose outcome its caller
   * was never told, or was told under another ref; a refusal of it stands before a new sale. With it the outcome of
   * each sale is due until `journal.told`.
   */
  onEarlier: func<(sales: readonly Sale[]) => Promise<Refusal | undefined>>().optional(),
  /** Hospital or pharmacy, recorded with every sale; the centre's by default. */
  institution: text.optional(),
  /** Challenges for a card that the centre's key server is asked about; the runtime's own generator by default. */
  random: func<(count: number) => Uint8Array>().default(() => randomBytes),
  onEvent: func<(event: AccountEvent) => void>().optional(),
  /** An undecided sale of an earlier visit was decided, because its card is here again. */
  onRecovered: func<(outcome: Outcome) => void>().optional(),
  onCreditRecovered: func<(outcome: CreditOutcome) => void>().optional(),
});

export type AccountOptions = OptionsOf<typeof accountOptions>;
