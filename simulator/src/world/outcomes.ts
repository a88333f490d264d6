/**
 * Outcomes on request, for who writes a till and has an address or an amount to choose by: a short list of bad luck by
 * name, and by the last two digits of an amount. Only the listed faults, each struck in the next sale.
 */
import type { Fault } from "./faults/fault.js";

type Outcome = {
  /** Last digits of an amount in fen that choose it: `…51`. */
  readonly ending: number;
  readonly faults: readonly Fault[];
  /** What a till sees. */
  readonly says: string;
};

/** Cards, PSAM and cables are back after this. */
const BACK_MS = 2000;
const SLOW_MS = 3000;
const DEBIT = "DEBIT FOR PURCHASE";
const DEBIT_ANSWER = `${DEBIT}, answer byte 2`;

export const OUTCOMES = {
  "card-pulled-after-debit": {
    ending: 51,
    faults: [{ kind: "card-removed", at: DEBIT_ANSWER, ms: BACK_MS }],
    says: "the card has paid, and is pulled while it says so; it is back 2 s later",
  },
  "psam-dead": {
    ending: 52,
    faults: [{ kind: "psam-removed", at: "PSAM INIT SAM FOR PURCHASE" }],
    says: "the PSAM is gone for good; nothing is paid",
  },
  "card-pulled-before-debit": {
    ending: 53,
    faults: [{ kind: "card-removed", at: DEBIT, ms: BACK_MS }],
    says: "the card is pulled before it has paid; it is back 2 s later",
  },
  "card-mute": {
    ending: 54,
    faults: [{ kind: "card-mute", at: DEBIT }],
    says: "the card falls silent, and has not paid",
  },
  "answer-lost": {
    ending: 55,
    faults: [{ kind: "answer-withheld", at: DEBIT }],
    says: "the card has paid, and falls silent before it says so",
  },
  "cable-pulled": {
    ending: 56,
    faults: [{ kind: "cable-out", at: DEBIT_ANSWER }],
    says: "the card has paid, and the cable is pulled; open the reader again, with state= its card remembers",
  },
  "reader-restarted": {
    ending: 57,
    faults: [{ kind: "reader-restarted", at: DEBIT_ANSWER }],
    says: "the card has paid, and the reader loses its power for a moment",
  },
  "card-swapped": {
    ending: 58,
    faults: [{ kind: "card-swapped", at: DEBIT_ANSWER, ms: BACK_MS }],
    says: "the card has paid, and another one is in its place for 2 s",
  },
  "card-slow": {
    ending: 59,
    faults: [{ kind: "card-slow", at: DEBIT, ms: SLOW_MS }],
    says: "the card takes 3 s to pay",
  },
} as const satisfies { readonly [name: string]: Outcome };

export type OutcomeName = keyof typeof OUTCOMES;

/** @throws RangeError listing those that there are */
export function parseOutcome(name: string): OutcomeName {
  if (Object.hasOwn(OUTCOMES, name)) return name as OutcomeName;
  const known = Object.keys(OUTCOMES).join(", ");
  throw new RangeError(
    `sim: address: there is no scenario ${JSON.stringify(name.slice(0, 40))}; known: ${known}`,
  );
}

/** What an amount chooses; nothing for most. */
export function faultsOfAmount(amountFen: number): readonly Fault[] {
  return Object.values(OUTCOMES).find(({ ending }) => amountFen % 100 === ending)?.faults ?? [];
}
