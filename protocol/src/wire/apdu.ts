/**
 * The command APDU and its cases (ISO/IEC 7816-3, 12.1 and 7816-4, 5.2). A byte string is parsed into its case
 * first; no one patches Lc or Le by array length.
 */

/** Offsets in the header of every command. */
export const CLA = 0;
export const INS = 1;
export const P1 = 2;
export const P2 = 3;
/** Lc or Le of a short command; P3 of a T=0 header. */
export const P3 = 4;
export const HEADER_LENGTH = 4;

/** Longest short command: header, Lc, 255 bytes, Le. */
export const SHORT_COMMAND_MAX = 261;
/** Longest response to a short command: 256 bytes, SW1 SW2. */
export const SHORT_RESPONSE_MAX = 258;

/**
 * A command taken apart. `apduCase` is 1 (nothing), 2 (data out of the card), 3 (data into the card) or 4 (both).
 * `lc` is 0 without data; `le` is 0 without Le, else 1..256, or 1..65536 when `extended`.
 */
export type CommandApdu = {
  readonly apduCase: 1 | 2 | 3 | 4;
  readonly extended: boolean;
  readonly dataAt: number;
  readonly lc: number;
  readonly le: number;
};

/**
 * The case of a command, 1..4, or 0 when no case has this length. Short commands only, so that the
 * microcontroller can ask it of the bytes in a buffer that is longer than the command.
 */
export function shortApduCase(apdu: Uint8Array, length: number): number {
  if (length === 4) return 1;
  if (length === 5) return 2;
  if (length < 5) return 0;
  const lc = apdu[P3]!;
  if (lc === 0) return 0;
  if (length === 5 + lc) return 3;
  if (length === 6 + lc) return 4;
  return 0;
}

/** @throws RangeError when the bytes are no command APDU of any case, short or extended. */
export function parseCommandApdu(apdu: Uint8Array): CommandApdu {
  const short = shortApduCase(apdu, apdu.length);
  if (short === 1) return { apduCase: 1, extended: false, dataAt: 4, lc: 0, le: 0 };
  if (short === 2) return { apduCase: 2, extended: false, dataAt: 5, lc: 0, le: apdu[P3]! || 256 };
  if (short === 3) return { apduCase: 3, extended: false, dataAt: 5, lc: apdu[P3]!, le: 0 };
  if (short === 4) {
    return { apduCase: 4, extended: false, dataAt: 5, lc: apdu[P3]!, le: apdu[apdu.length - 1]! || 256 };
  }
  return parseExtended(apdu);
}

/** Cases 2, 3 and 4 with a zero byte and two-byte lengths (7816-3, 12.1.3). */
function parseExtended(apdu: Uint8Array): CommandApdu {
  if (apdu.length < 7 || apdu[P3] !== 0) throw notAnApdu(apdu);
  const first = (apdu[5]! << 8) | apdu[6]!;
  if (apdu.length === 7) return { apduCase: 2, extended: true, dataAt: 7, lc: 0, le: first || 65536 };
  if (first !== 0 && apdu.length === 7 + first) {
    return { apduCase: 3, extended: true, dataAt: 7, lc: first, le: 0 };
  }
  if (first !== 0 && apdu.length === 9 + first) {
    const le = (apdu[apdu.length - 2]! << 8) | apdu[apdu.length - 1]!;
    return { apduCase: 4, extended: true, dataAt: 7, lc: first, le: le || 65536 };
  }
  throw notAnApdu(apdu);
}

/** Only the length is told: the data may be a password. */
function notAnApdu(apdu: Uint8Array): RangeError {
  return new RangeError(
    `not a command APDU: ${apdu.length} bytes fit none of the cases 1 to 4 (ISO/IEC 7816-3, 12.1)`,
  );
}
