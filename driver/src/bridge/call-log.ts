/**
 * What was asked, for the operator. Only what is known to be harmless is kept of a call: its name, sum and ending;
 * never its other members, a card's answer, or a message. Numbers in texts of a caller are masked.
 */
import { onOneLine } from "@duka/protocol/data/plain-text";
import type { Clock } from "@duka/protocol/transport";

type CallEntry = {
  /** Grows by one. */
  readonly number: number;
  /** Milliseconds since 1970, for the operator's screen. */
  readonly wallMs: number;
  /** Origin of the page, or the name of a program. */
  readonly origin: string;
  readonly page: string;
  /** Method, national function, or what else was wanted. */
  readonly what: string;
  readonly ref?: string;
  readonly amountFen?: number;
  /** "done", an outcome, or the code of an error. */
  readonly ending: string;
};

/** An origin that asked and was not listed, with the last time. */
type Stranger = { readonly origin: string; readonly wallMs: number; readonly times: number };

export type CallLog = {
  add(entry: Omit<CallEntry, "number" | "wallMs">): void;
  /** The newest first. */
  entries(): readonly CallEntry[];
  addStranger(origin: string): void;
  strangers(): readonly Stranger[];
};

const ENTRIES_MAX = 200;
const STRANGERS_MAX = 50;
const TEXT_MAX = 100;

export function createCallLog(clock: Clock, onChange: () => void): CallLog {
  const entries: CallEntry[] = [];
  const strangers = new Map<string, Stranger>();
  let count = 0;
  return {
    add({ origin, page, what, ref, ending, ...rest }) {
      count += 1;
      entries.unshift({
        number: count,
        wallMs: clock.wallMs(),
        ...rest,
        origin: shortText(origin),
        page: maskedText(page),
        what: maskedText(what),
        ending: maskedText(ending),
        ...(ref === undefined ? {} : { ref: withoutNames(maskedText(ref)) }),
      });
      entries.length = Math.min(entries.length, ENTRIES_MAX);
      onChange();
    },
    entries: () => entries,
    addStranger(origin) {
      const name = shortText(origin);
      const times = (strangers.get(name)?.times ?? 0) + 1;
      strangers.delete(name);
      strangers.set(name, { origin: name, wallMs: clock.wallMs(), times });
      if (strangers.size > STRANGERS_MAX) strangers.delete(strangers.keys().next().value!);
      onChange();
    },
    strangers: () => [...strangers.values()].reverse(),
  };
}

/** Card, ID and social-security numbers are runs of digits, some with a letter before or behind: two of each stay. */
const NUMBERS = /[A-Z]?\d{6,}[\dX]*/gi;
/** Names of persons are written so; a till is not called by one, but a ref may be. */
const HAN_NAMES = /(?<![\p{Script=Han}])(\p{Script=Han})\p{Script=Han}{1,3}(?![\p{Script=Han}])/gu;

/** For a person's screen: one line, short, without numbers of persons. */
function maskedText(text: string): string {
  return shortText(text).replaceAll(NUMBERS, (number) => `${number.slice(0, 2)}****${number.slice(-2)}`);
}

function withoutNames(text: string): string {
  return text.replaceAll(HAN_NAMES, "$1**");
}

function shortText(text: string): string {
  return onOneLine(text.slice(0, TEXT_MAX));
}
