/**
 * What a till is made of, and one visit of a card to it: user card and PSAM powered together, both let go at the end.
 */

import { ReaderError } from "../base/errors.js";
import type { CardSession } from "../card/card-session.js";
import { openCardSession } from "../card/card-session.js";
import { openPsam, type Psam } from "../card/psam.js";
import type { Centre } from "../centre/centre.js";
import type { Journal } from "../journal/journal.js";
import type { Sale } from "../journal/sale.js";
import type { AskPassword, Language } from "../password/ask-password.js";
import type { CityProfile } from "../password/city-profile.js";
import type { AccountEvent } from "./account-event.js";
import type { TillReader } from "./call-limits.js";
import type { CreditOutcome } from "./credit-outcome.js";
import type { PurchaseTerminal } from "./mac1.js";
import type { Outcome } from "./outcome.js";

export type Till = {
  readonly reader: TillReader;
  readonly journal: Journal;
  readonly profile: CityProfile;
  readonly cardSlot: number;
  readonly psamSlot: number;
  readonly language: Language;
  readonly askPassword: AskPassword | undefined;
  /** The password is typed on the reader's keypad. */
  readonly pinPad: boolean;
  readonly passwordRegister: ((cardNumber: string) => Promise<"initial" | "changed" | undefined>) | undefined;
  /** The centre's word on the TAC of an undecided sale; undefined where no centre is to be asked. */
  readonly confirmTac: ((sale: Sale, tac: string) => Promise<boolean>) | undefined;
  /** Undefined where the till works without one. */
  readonly centre: Centre | undefined;
  /** Instead of PSAM and centre. */
  readonly terminal: PurchaseTerminal | undefined;
  /** Hospital or pharmacy; the centre's, where there is one. */
  readonly institution: string | undefined;
  /** An intent is on the disk: what was begun is finished, whatever was asked for. */
  readonly onBound: () => void;
  readonly onEvent: (event: AccountEvent) => void;
  readonly onRecovered: (outcome: Outcome) => void;
  readonly onCreditRecovered: (outcome: CreditOutcome) => void;
};

/** One visit. Each is powered when first asked for. */
export type Visit = {
  card(): Promise<CardSession>;
  psam(): Promise<Psam>;
};

async function readyPsam(till: Till, power: (slot: number) => Promise<CardSession>): Promise<Psam> {
  const psam = await openPsam(() => powerPsam(till, power), till.profile.psamApplication);
  till.onEvent({ type: "psam-ready", terminalId: psam.terminalId });
  return psam;
}

/** A reader without that slot has no PSAM either. */
async function powerPsam(
  { psamSlot }: Till,
  power: (slot: number) => Promise<CardSession>,
): Promise<CardSession> {
  try {
    return await power(psamSlot);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const { message } = error;
    throw new ReaderError({
      message,
      code: "card-absent",
      layer: "ccid",
      delivery: "not-sent",
      cause: error,
    });
  }
}

/** Runs `work` and lets card and PSAM go, however it ends. */
export async function visit<T>(till: Till, work: (visit: Visit) => Promise<T>): Promise<T> {
  const { reader } = till;
  const sessions: CardSession[] = [];
  const power = async (slot: number): Promise<CardSession> => {
    const session = await openCardSession(reader.slot(slot), reader.clock, { holder: "the account" });
    sessions.push(session);
    return session;
  };
  let card: CardSession | undefined;
  // One that has failed has failed for this visit: it is not powered anew.
  let psam: Promise<Psam> | undefined;
  try {
    return await work({
      async card() {
        if (card === undefined) {
          card = await power(till.cardSlot);
          till.onEvent({ type: "card-powered", atr: card.atr });
        }
        return card;
      },
      async psam() {
        psam ??= readyPsam(till, power);
        return psam;
      },
    });
  } finally {
    // What became of the sale is known by now; a card that was pulled cannot be powered down, and that changes nothing.
    for (const session of sessions) await session.close().catch(() => undefined);
  }
}
