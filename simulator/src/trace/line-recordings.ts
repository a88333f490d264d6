/**
 * The characters of a card line, cut where the rate changes (a PPS, a new power-up) and where it was long silent: what
 * decodes a line knows one rate for a file, and keeps silence as samples.
 */
import { RECEIVED_AFTER_BITS } from "../line/character.js";
import type { ChipName } from "../world/point.js";
import type { LoggedEvent } from "../world/world-event.js";

export type LineCharacter = {
  readonly to: "card" | "reader";
  /** Undefined: hidden, because it is part of a secret or of personal data. */
  readonly byte: number | undefined;
  /** The leading edge of its start bit, since the world began. */
  readonly edgeUs: number;
  readonly bitUs: number;
  readonly isInverse: boolean;
  readonly isParityWrong: boolean;
};

export type LineRecording = { readonly chip: ChipName; readonly characters: readonly LineCharacter[] };

const HEX = 16;
const US_PER_MS = 1000;
/** Clocks of a reader and a card differ by less; the slowest change of a rate is more. */
const SAME_RATE = 0.03;
/** Longer than a card may keep a reader waiting. */
const SILENCE_MAX_US = 5_000_000;

export function lineRecordings(chip: ChipName, events: readonly LoggedEvent[]): readonly LineRecording[] {
  const recordings: LineCharacter[][] = [];
  for (const character of charactersOf(chip, events)) {
    const current = recordings[recordings.length - 1];
    if (current !== undefined && isOneRecording(current, character)) current.push(character);
    else recordings.push([character]);
  }
  return recordings.map((characters) => ({ chip, characters }));
}

function isOneRecording(current: readonly LineCharacter[], next: LineCharacter): boolean {
  const first = current[0]!;
  const last = current[current.length - 1]!;
  const isSameRate = Math.abs(next.bitUs / first.bitUs - 1) < SAME_RATE;
  return isSameRate && next.isInverse === first.isInverse && next.edgeUs - last.edgeUs < SILENCE_MAX_US;
}

function charactersOf(chip: ChipName, events: readonly LoggedEvent[]): readonly LineCharacter[] {
  const found: LineCharacter[] = [];
  const forms: { [to in "card" | "reader"]?: Extract<LoggedEvent, { type: "line" }> } = {};
  events.forEach((event, at) => {
    if (!("chip" in event) || event.chip !== chip) return;
    if (event.type === "line") forms[event.to] = event;
    const form = event.type === "character" ? forms[event.to] : undefined;
    if (event.type !== "character" || form === undefined) return;
    const after = events[at + 1];
    // A fault is told after the character that it strikes.
    const isStruck = after?.type === "fault" && after.kind === "parity-error";
    found.push({
      to: event.to,
      byte: event.byte.includes("·") ? undefined : Number.parseInt(event.byte, HEX),
      edgeUs: event.atMs * US_PER_MS - RECEIVED_AFTER_BITS * form.bitUs,
      bitUs: form.bitUs,
      isInverse: form.convention === "inverse",
      isParityWrong: isStruck !== (event.parity === "wrong"),
    });
  });
  return found;
}
