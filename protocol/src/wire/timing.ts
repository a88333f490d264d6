/**
 * Times on the card line (ISO/IEC 7816-3, 7.1, 8.3, 10.2, 11.4.3). One etu = F / (D × f) seconds.
 */

/** Fi by the high four bits of TA1 (table 7); 0 is reserved for future use. */
const FI = [372, 372, 558, 744, 1116, 1488, 1860, 0, 0, 512, 768, 1024, 1536, 2048, 0, 0];
/** Di by the low four bits of TA1 (table 8); 0 is reserved for future use. */
const DI = [0, 1, 2, 4, 8, 16, 32, 64, 12, 20, 0, 0, 0, 0, 0, 0];

/** Fd = 372, Dd = 1: the values during the answer to reset. */
export const TA1_DEFAULT = 0x11;
/** WI when TC2 is absent. */
export const WI_DEFAULT = 10;
/** BWI 4 and CWI 13: TB of T=1 when it is absent. */
export const WAITING_INTEGERS_DEFAULT = 0x4d;
/** Larger BWI are reserved for future use. */
export const BWI_MAX = 9;
/** TC1 = 255: the shortest guard time that the protocol allows, 12 etu for T=0 and 11 for T=1. */
export const GUARD_TIME_SHORTEST = 255;
/** Characters of the ATR follow each other within the initial waiting time (8.1). */
export const INITIAL_WAITING_TIME_ETU = 9600;
/** The first character of the ATR comes within 40 000 clock cycles after RST goes high (6.2.2). */
export const ATR_DELAY_MAX_CYCLES = 40000;

/** Clock cycles per etu for a TA1, or 0 when TA1 names a value reserved for future use. */
export function cyclesPerEtu(ta1: number): number {
  const d = DI[ta1 & 0x0f]!;
  return d === 0 ? 0 : FI[ta1 >> 4]! / d;
}

/** Fi of a TA1, 0 when reserved. */
export function fiOf(ta1: number): number {
  return FI[ta1 >> 4]!;
}

/** Di of a TA1, 0 when reserved. */
export function diOf(ta1: number): number {
  return DI[ta1 & 0x0f]!;
}

/**
 * Waiting time of T=0 between the leading edges of two characters: 960 × D × WI etu (10.2).
 * @param wi TC2 of the ATR, 1..255; 10 when absent
 */
export function waitingTimeEtu(ta1: number, wi: number): number {
  return 960 * diOf(ta1) * wi;
}

/** Block waiting time of T=1 in clock cycles, without its 11 etu: 2^BWI × 960 × Fd (11.4.3). */
export function blockWaitingTimeCycles(bwi: number): number {
  return (960 * 372) << bwi;
}

/** Character waiting time of T=1: (11 + 2^CWI) etu (11.4.3). */
export function characterWaitingTimeEtu(cwi: number): number {
  return 11 + (1 << cwi);
}
