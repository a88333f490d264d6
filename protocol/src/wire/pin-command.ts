/**
 * The commands that a PIN may go into, by CLA and INS. The list is closed: in any other command a card, above all a
 * PSAM, could give back what was typed, or something made of it.
 *
 *     00 20   VERIFY                    ISO/IEC 7816-4, 7.5.6; PBOC
 *     00 24   CHANGE REFERENCE DATA     ISO/IEC 7816-4, 7.5.7
 *     80 5E   CHANGE PIN, RELOAD PIN    PBOC
 *     00 2C   RESET RETRY COUNTER       ISO/IEC 7816-4, 7.5.10
 *     84 24   PIN UNBLOCK               PBOC; LD/T 32.5
 *     80 24   PIN UNBLOCK               PBOC, its older form
 */

/** What the holder of a card is asked to do. */
export const PIN_FOR_VERIFY = 0;
export const PIN_FOR_CHANGE = 1;
export const PIN_FOR_UNBLOCK = 2;
/** No command for a PIN. */
export const PIN_FOR_NOTHING = -1;

/** CLA and INS as one number: VERIFY, the two of CHANGE, the three of unblock. */
const COMMANDS = [0x0020, 0x0024, 0x805e, 0x002c, 0x8424, 0x8024];

/** @returns PIN_FOR_… */
export function pinPurpose(cla: number, ins: number): number {
  const at = COMMANDS.indexOf((cla << 8) | ins);
  if (at < 1) return at;
  return at < 3 ? PIN_FOR_CHANGE : PIN_FOR_UNBLOCK;
}
