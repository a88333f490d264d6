/** Protocol and parameters selection (ISO/IEC 7816-3, clause 9): PPSS PPS0 [PPS1] [PPS2] [PPS3] PCK. */

export const PPSS = 0xff;
export const PPS_MAX = 6;
/** PPS0: PPS1 is there, with the FI and DI that are proposed. */
export const PPS0_HAS_PPS1 = 0x10;
/** PPS0: the protocol proposed. */
export const PPS0_PROTOCOL = 0x0f;

/** How long a PPS request or response is, by its PPS0. */
export function ppsLength(pps0: number): number {
  return 3 + ((pps0 >> 4) & 1) + ((pps0 >> 5) & 1) + ((pps0 >> 6) & 1);
}
