/** A recording of a card line as the levels of its I/O contact, for a logic analyser's software. */
import { cardLevels, RECEIVED_AFTER_BITS } from "../line/character.js";
import type { LineCharacter, LineRecording } from "./line-recordings.js";
import { type Span, valueChangeDump } from "./vcd.js";

const US_PER_S = 1_000_000;
const DATA_AND_PARITY = 9;
const PARITY = 0x100;
/** Fewer samples of a bit are too few: shorter bits get finer ticks. */
const BIT_US_MIN = 16;

export function baudOf({ characters }: LineRecording): number {
  return Math.round(US_PER_S / characters[0]!.bitUs);
}

/** How sigrok-cli reads it. In the inverse convention what it shows are the complements. */
export function decodeWords(recording: LineRecording): string {
  const isInverse = recording.characters[0]!.isInverse;
  const convention = isInverse ? ":parity=odd:bit_order=msb-first" : ":parity=even";
  return `-P uart:rx=IO:baudrate=${baudOf(recording)}${convention} -A uart=rx-data`;
}

/** @param comment what it is a recording of */
export function lineDump(recording: LineRecording, comment: string): string {
  const { characters } = recording;
  const { edgeUs, bitUs } = characters[0]!;
  // The line rests high for a character before it: else the first start bit has no edge.
  const zeroUs = edgeUs - RECEIVED_AFTER_BITS * bitUs;
  const whole = (those: readonly LineCharacter[]): Span[] =>
    those.map((one) => ({
      fromUs: one.edgeUs - zeroUs,
      toUs: one.edgeUs - zeroUs + RECEIVED_AFTER_BITS * one.bitUs,
    }));
  const wires = [
    { name: "IO", rest: 1, spans: characters.flatMap((one) => lowSpans(one, zeroUs)) },
    { name: "from_reader", rest: 0, spans: whole(characters.filter(({ to }) => to === "card")) },
    { name: "hidden", rest: 0, spans: whole(characters.filter(({ byte }) => byte === undefined)) },
  ] as const;
  const last = characters[characters.length - 1]!;
  // And after it: a stop bit is read in its middle.
  const endUs = last.edgeUs - zeroUs + 2 * RECEIVED_AFTER_BITS * last.bitUs;
  return valueChangeDump(comment, wires, endUs, bitUs < BIT_US_MIN);
}

/** Its start bit, and what of data and parity is low. A hidden character is drawn as 00. */
function lowSpans(
  { byte = 0, edgeUs, bitUs, isInverse, isParityWrong }: LineCharacter,
  zeroUs: number,
): Span[] {
  const levels = cardLevels(byte, isInverse) ^ (isParityWrong ? PARITY : 0);
  const fromUs = edgeUs - zeroUs;
  const spans = [{ fromUs, toUs: fromUs + bitUs }];
  for (let bit = 0; bit < DATA_AND_PARITY; bit++) {
    if (((levels >> bit) & 1) === 1) continue;
    spans.push({ fromUs: fromUs + (bit + 1) * bitUs, toUs: fromUs + (bit + 2) * bitUs });
  }
  return spans;
}
