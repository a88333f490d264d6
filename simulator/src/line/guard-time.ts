/**
 * Times that two characters on the I/O line keep from each other (ISO/IEC 7816-3, 10.2 and 10.3): the
 * card's, and the reader's.
 */
import type { Character } from "./character.js";

/** Between the leading edges of two characters of one side. */
const GUARD_ETU = 12;
/** Between the leading edges of two characters in opposite directions: 4 etu more. */
const TURN_ETU = 16;
/** UARTs divide their clock, so a reader may be this much off and still keep the times. */
const TOLERANCE = 0.98;

/** When the card's next character may begin. */
export function earliestEdgeMs(
  etuMs: number,
  fromReader: Character | undefined,
  fromCard: Character | undefined,
): number {
  return Math.max(
    fromCard === undefined ? 0 : fromCard.edgeMs + GUARD_ETU * etuMs,
    fromReader === undefined ? 0 : fromReader.edgeMs + TURN_ETU * etuMs,
  );
}

/** The rules that a reader's character with its leading edge now breaks, in words. */
export function brokenTimes(
  edgeMs: number,
  etuMs: number,
  extraGuardTimeEtu: number,
  fromReader: Character | undefined,
  fromCard: Character | undefined,
): string[] {
  const guardEtu = GUARD_ETU + extraGuardTimeEtu;
  const sinceReaderEtu = fromReader === undefined ? guardEtu : (edgeMs - fromReader.edgeMs) / etuMs;
  const sinceCardEtu = fromCard === undefined ? TURN_ETU : (edgeMs - fromCard.edgeMs) / etuMs;
  const broken: string[] = [];
  if (sinceReaderEtu < guardEtu * TOLERANCE) {
    broken.push(`guard time: ${round(sinceReaderEtu)} etu, ${guardEtu} needed`);
  }
  if (sinceCardEtu < TURN_ETU * TOLERANCE) {
    broken.push(`turn: ${round(sinceCardEtu)} etu after the card, ${TURN_ETU} needed`);
  }
  return broken;
}

function round(etu: number): number {
  return Math.round(etu * 10) / 10;
}
