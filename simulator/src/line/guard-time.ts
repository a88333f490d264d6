/**
 * Times that two characters on the I/O line keep from each other (ISO/IEC 7816-3, 10.2, 10.3 and 11.4.3): the
 * card's, and the reader's.
 */
import type { Character } from "./character.js";

/** Between leading edges, in etu. */
export type LineTimes = {
  /** Two characters of the card. */
  readonly cardGuardEtu: number;
  /** Two characters of the reader. */
  readonly readerGuardEtu: number;
  /** Two characters in opposite directions. */
  readonly turnEtu: number;
};

const GUARD_ETU = 12;
const SHORTEST_GUARD_ETU = 11;
const TURN_ETU = 16;
/** Block guard time of T=1. */
const BLOCK_GUARD_ETU = 22;
/** TC1 = 255. */
const SHORTEST = 255;
/** UARTs divide their clock, so a reader may be this much off and still keep the times. */
const TOLERANCE = 0.98;

/** @param guardTime N of TC1 @param protocol undefined during the answer to reset and PPS */
export function lineTimes(guardTime: number, protocol: number | undefined): LineTimes {
  const isShortest = guardTime === SHORTEST && protocol === 1;
  return {
    cardGuardEtu: isShortest ? SHORTEST_GUARD_ETU : GUARD_ETU,
    readerGuardEtu: isShortest ? SHORTEST_GUARD_ETU : GUARD_ETU + (guardTime === SHORTEST ? 0 : guardTime),
    turnEtu: protocol === 1 ? BLOCK_GUARD_ETU : TURN_ETU,
  };
}

/** When the card's next character may begin. */
export function earliestEdgeMs(
  etuMs: number,
  times: LineTimes,
  fromReader: Character | undefined,
  fromCard: Character | undefined,
): number {
  return Math.max(
    fromCard === undefined ? 0 : fromCard.edgeMs + times.cardGuardEtu * etuMs,
    fromReader === undefined ? 0 : fromReader.edgeMs + times.turnEtu * etuMs,
  );
}

/** The rules that a reader's character with its leading edge now breaks, in words. */
export function brokenTimes(
  edgeMs: number,
  etuMs: number,
  times: LineTimes,
  fromReader: Character | undefined,
  fromCard: Character | undefined,
): string[] {
  const { readerGuardEtu, turnEtu } = times;
  const sinceReaderEtu = fromReader === undefined ? readerGuardEtu : (edgeMs - fromReader.edgeMs) / etuMs;
  const sinceCardEtu = fromCard === undefined ? turnEtu : (edgeMs - fromCard.edgeMs) / etuMs;
  const broken: string[] = [];
  if (sinceReaderEtu < readerGuardEtu * TOLERANCE) {
    broken.push(`guard time: ${round(sinceReaderEtu)} etu, ${readerGuardEtu} needed`);
  }
  if (sinceCardEtu < turnEtu * TOLERANCE) {
    broken.push(`turn: ${round(sinceCardEtu)} etu after the card, ${turnEtu} needed`);
  }
  return broken;
}

function round(etu: number): number {
  return Math.round(etu * 10) / 10;
}
