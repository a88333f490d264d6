/**
 * Hides whom a card belongs to in what is printed: names, ID numbers and card numbers, as text, in decimal digits of a
 * card (BCD), and as the bytes of their characters. A part of a number is hidden too, from eight digits on.
 */
import type { Profile } from "../profiles/profile.js";
import type { LoggedEvent } from "./world-event.js";

type Beginning = { readonly bytes: number; readonly isOfName: boolean };

export type PersonalMask = {
  addCard(profile: Profile): void;
  addName(name: string, bytes?: string): void;
  addNumber(number: string): void;
  text(text: string): string;
  /** @param hex bytes on a line @returns how many at its end may be the beginning of something to be hidden */
  beginning(hex: string): Beginning;
  /** The same data; its texts are masked. */
  value<T>(value: T): T;
  /** Characters of a card line are masked where together they say it. */
  events(events: readonly LoggedEvent[]): readonly LoggedEvent[];
};

/** Of a number: fewer are a date or an amount as well. */
const DIGITS_MIN = 8;
const DOT = "·";
const HEX_PER_BYTE = 2;
/** So many characters tell that no piece starts at a place. */
const START = 4;
/** Words without a space, and bytes with spaces between them. */
const RUNS = /[0-9A-F]{2}(?: (?:[0-9A-F]{2}|··))+(?![0-9A-Z])|[0-9A-Z]{8,}/gi;

export function createPersonalMask(): PersonalMask {
  /** Pieces to be hidden, by their length. */
  const pieces = new Map<number, Set<string>>();
  /** How each of them starts. */
  const starts = new Set<number>();
  let hasShort = false;
  const names = new Set<string>();
  /** From two digits on, of all pieces. */
  const beginnings = new Map<string, { isOfName: boolean }>();
  let longest = 0;

  function addPiece(text: string, length: number, isOfName = false): void {
    const known = pieces.get(length) ?? new Set();
    pieces.set(length, known);
    longest = Math.max(longest, length);
    hasShort ||= length < START;
    for (let at = 0; at + length <= text.length; at++) {
      const piece = text.slice(at, at + length).toUpperCase();
      known.add(piece);
      starts.add(startOf(piece.slice(0, START)));
      for (let end = HEX_PER_BYTE; end < length; end++) {
        const beginning = piece.slice(0, end);
        beginnings.set(beginning, { isOfName: isOfName || (beginnings.get(beginning)?.isOfName ?? false) });
      }
    }
  }

  function hidden(run: string): string {
    const plain = run.replaceAll(" ", "").toUpperCase();
    const dots = new Set<number>();
    let start = startOf(plain.slice(0, START - 1));
    for (let from = 0; from < plain.length; from++) {
      start = startWith(start, plain, from + START - 1);
      // At nearly no place of a log.
      if (!hasShort && !starts.has(start)) continue;
      for (const [length, known] of pieces)
        if (known.has(plain.slice(from, from + length)))
          for (let dot = from; dot < from + length; dot++) dots.add(dot);
    }
    if (dots.size === 0) return run;
    let at = 0;
    const shown = run.replace(/[^ ]/g, (character) => (dots.has(at++) ? DOT : character));
    return run.includes(" ") ? wholeBytes(shown) : shown;
  }

  const mask: PersonalMask = {
    addCard({ card, social }) {
      mask.addName(social?.holderName ?? "", card.holderNameGbk);
      const numbers = [social?.socialSecurityNumber, social?.cardNumber8, card.holderIdNumber];
      for (const number of [card.applicationSerialNumber, ...numbers]) mask.addNumber(number ?? "");
    },
    addName(name, bytes = "") {
      if (name !== "") names.add(name);
      const utf8 = Buffer.from(name).toString("hex");
      for (const hex of [bytes.replace(/(?:00|20)+$/, ""), utf8])
        if (hex !== "") addPiece(hex, hex.length, true);
    },
    addNumber(number) {
      if (number.length < DIGITS_MIN) return;
      addPiece(number, DIGITS_MIN);
      addPiece(Buffer.from(number, "latin1").toString("hex"), 2 * DIGITS_MIN);
    },
    text(text) {
      let masked = text.replace(RUNS, hidden);
      for (const name of names) masked = masked.replaceAll(name, DOT.repeat(name.length));
      return masked;
    },
    beginning(hex) {
      const upper = hex.toUpperCase();
      for (let length = Math.min(longest - 1, upper.length); length >= HEX_PER_BYTE; length--) {
        const found = beginnings.get(upper.slice(-length));
        if (found !== undefined) return { bytes: Math.ceil(length / HEX_PER_BYTE), ...found };
      }
      return { bytes: 0, isOfName: false };
    },
    value: <T>(value: T): T => maskedValue(value) as T,
    events(events) {
      const masked = events.map((event) => mask.value(event));
      for (const places of lines(events)) {
        const bytes = places.map((at) => (events[at] as { readonly byte: string }).byte).join(" ");
        const shown = mask.text(bytes).split(" ");
        places.forEach((at, index) => {
          masked[at] = { ...masked[at], byte: shown[index] } as LoggedEvent;
        });
      }
      return masked;
    },
  };

  function maskedValue(value: unknown): unknown {
    if (typeof value === "string") return mask.text(value);
    if (Array.isArray(value)) return value.map(maskedValue);
    if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, maskedValue(member)]));
  }
  return mask;
}

/** Where the characters of each direction of each card line stand. */
function lines(events: readonly LoggedEvent[]): Iterable<readonly number[]> {
  const found = new Map<string, number[]>();
  events.forEach((event, at) => {
    if (event.type !== "character") return;
    const line = `${event.chip} ${event.to}`;
    const places = found.get(line) ?? [];
    found.set(line, places);
    places.push(at);
  });
  return found.values();
}

/** The last four characters as a number, the one at a place among them: a number of 32 bits forgets those before. */
function startWith(before: number, text: string, at: number): number {
  return (before << 8) | text.charCodeAt(at);
}

function startOf(text: string): number {
  return Array.from(text, (_, at) => at).reduce((start, at) => startWith(start, text, at), 0);
}

/** Half a byte says too much. */
function wholeBytes(run: string): string {
  return run.replace(/·[0-9A-F]|[0-9A-F]·/gi, DOT + DOT);
}
