/** What a till is made of, what one call of it brings, and the visit of a card. */

import { ReaderError } from "../base/errors.js";
import type { Blacklist } from "../card/blacklist.js";
import type { PsamKeeper } from "../card/kept-psam.js";
import type { Refusal } from "../card/refusal.js";
import { openVisit, type Visit } from "../card/visit.js";
import type { Centre } from "../centre/centre.js";
import type { Journal } from "../journal/journal.js";
import type { Sale } from "../journal/sale.js";
import type { AskPassword, Language } from "../password/ask-password.js";
import type { Cities } from "../password/city-of-card.js";
import { type Around, around } from "../reader/around.js";
import type { AccountEvent } from "./account-event.js";
import type { TillReader } from "./call-limits.js";
import type { CreditOutcome } from "./credit-outcome.js";
import type { PurchaseTerminal } from "./mac1.js";
import type { Outcome } from "./outcome.js";

/** Fixed for an account. */
export type Till = {
  /** Its slots belong to a call, which has limits. */
  readonly reader: Omit<TillReader, "slot">;
  readonly journal: Journal;
  /** Whose cards it takes; the first is its own. What a card is and may goes by the card's (`IssuedCard`). */
  readonly cities: Cities;
  readonly cardSlot: number;
  readonly psamSlot: number;
  /** How long a call waits for a card that is not in yet. */
  readonly waitCardMs: number;
  readonly language: Language;
  readonly askPassword: AskPassword | undefined;
  /** The password is typed on the reader's keypad. */
  readonly pinPad: boolean;
  /** A password that is remembered as locked was freed elsewhere, as its holder says: of a call. */
  readonly passwordUnblocked: boolean;
  readonly passwordRegister: ((cardNumber: string) => Promise<"initial" | "changed" | undefined>) | undefined;
  /** The centre's word on the TAC of an undecided sale; undefined where no centre is to be asked. */
  readonly confirmTac: ((sale: Sale, tac: string) => Promise<boolean>) | undefined;
  /** Undefined where the till works without one. */
  readonly centre: Centre | undefined;
  /** The list that the till looks a card up in; undefined where it has none. */
  readonly blacklist: () => Blacklist | undefined;
  /** Instead of PSAM and centre. */
  readonly terminal: PurchaseTerminal | undefined;
  /** Of a caller without sale numbers; see `AccountOptions`. */
  readonly onEarlier: ((sales: readonly Sale[]) => Promise<Refusal | undefined>) | undefined;
  /** Hospital or pharmacy; the centre's, where there is one. */
  readonly institution: string | undefined;
  /** Bytes that no one can guess. */
  readonly random: (count: number) => Uint8Array;
  readonly onEvent: (event: AccountEvent) => void;
  readonly onRecovered: (outcome: Outcome) => void;
  readonly onCreditRecovered: (outcome: CreditOutcome) => void;
};

/** What one call of an account brings. */
export type Call = {
  readonly till: Till;
  /** The till's reader as far as this call's limits go. */
  readonly reader: TillReader;
  /** Card and PSAM that are powered already, instead of a visit of its own. */
  readonly openVisit: Visit | undefined;
  /** Of the account: its sales have the PSAM powered and known from one to the next. */
  readonly psamKeeper?: PsamKeeper | undefined;
  /** An intent is on the disk: what was begun is finished, whatever the limits are. */
  bound(): void;
};

/** Runs `work` and lets card and PSAM go, however it ends; those of an open visit stay with the one who opened it. */
export async function visit<T>(call: Call, work: (visit: Visit) => Promise<T>): Promise<T> {
  if (call.openVisit !== undefined) return work(call.openVisit);
  const { till, reader } = call;
  const { cardSlot, psamSlot, waitCardMs, cities } = till;
  const opened = openVisit({
    reader: {
      clock: reader.clock,
      slot: (index) =>
        index === cardSlot ? around(reader.slot(index), removalTold(till)) : reader.slot(index),
    },
    cardSlots: [cardSlot],
    psamSlot,
    psamApplication: cities[0].psamApplication,
    holder: "the account",
    keeper: call.psamKeeper,
    waitCardMs,
    onAwaited: (type) => till.onEvent({ type }),
    onCard: ({ atr }) => till.onEvent({ type: "card-powered", atr }),
    onPsam: ({ terminalId }) => till.onEvent({ type: "psam-ready", terminalId }),
  });
  try {
    return await work(opened);
  } finally {
    await opened.end();
  }
}

/** A card that is taken out is told once, at the command that finds it gone. */
function removalTold({ onEvent }: Till): Around {
  return (below) => {
    let isIn = false;
    return {
      async call(call) {
        try {
          const answer = await below.call(call);
          isIn = call.do !== "close";
          return answer;
        } catch (error) {
          const isGone = error instanceof ReaderError && GONE.includes(error.code);
          if (isIn && isGone) onEvent({ type: "card-removed" });
          if (isGone) isIn = false;
          throw error;
        }
      },
    };
  };
}

const GONE: readonly string[] = ["card-removed", "card-absent"];
