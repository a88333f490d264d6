/**
 * Whole command APDUs for a chip that takes them as T=0 brings them: header and data, or header and Le. What T=1 adds
 * is the length that is asked for together with data, and extended lengths (ISO/IEC 7816-3, 12.3).
 */
import type { CardChip } from "../chip/chip.js";
import { createWaitingResponse } from "./waiting-response.js";

const INS_AT = 1;
const P3_AT = 4;
const DATA_AT = 5;
const INS_GET_RESPONSE = 0xc0;
const WRONG_LENGTH = Uint8Array.of(0x67, 0x00);

/** What stands between line and chip, for faults. */
type Intercept = (command: Uint8Array, execute: () => Uint8Array) => Uint8Array | undefined;

export type ApduRunner = {
  /** @returns undefined when the card falls mute */
  run(apdu: Uint8Array, intercept: Intercept): Uint8Array | undefined;
};

type Parsed = { readonly command: Uint8Array; readonly hasData: boolean; readonly le: number };

export function createApduRunner(chip: CardChip): ApduRunner {
  const waiting = createWaitingResponse();

  return {
    run(apdu, intercept) {
      if (apdu[INS_AT] === INS_GET_RESPONSE && apdu.length === DATA_AT) {
        return waiting.take(apdu[P3_AT]! || 256);
      }
      waiting.forget();
      const parsed = parse(apdu);
      if (parsed === undefined) return WRONG_LENGTH;
      const response = intercept(parsed.command, () => chip.execute(parsed.command));
      if (response === undefined || response.length < 2) return undefined;
      return fitted(parsed, response);
    },
  };

  /** No more data than was asked for: the rest of a case 4 waits, a case 2 is told the right length. */
  function fitted({ hasData, le }: Parsed, response: Uint8Array): Uint8Array {
    const length = response.length - 2;
    if (length <= le) return response;
    if (!hasData && le > 0) return Uint8Array.of(0x6c, length & 0xff);
    const first = waiting.keep(response);
    return le > 0 ? waiting.take(le) : first;
  }
}

/** Undefined when no case has this length. Lengths that fit the short form are given to the chip in that form. */
function parse(apdu: Uint8Array): Parsed | undefined {
  const { length } = apdu;
  if (length < 4) return undefined;
  if (length === 4) return { command: Uint8Array.of(...apdu, 0), hasData: false, le: 0 };
  const p3 = apdu[P3_AT]!;
  if (length === 5) return { command: apdu, hasData: false, le: p3 || 256 };
  if (p3 !== 0) {
    if (length === 5 + p3) return { command: apdu, hasData: true, le: 0 };
    return length === 6 + p3
      ? { command: apdu.slice(0, -1), hasData: true, le: apdu[length - 1]! || 256 }
      : undefined;
  }
  return parseExtended(apdu);
}

function parseExtended(apdu: Uint8Array): Parsed | undefined {
  if (apdu.length < 7) return undefined;
  const number = (at: number) => (apdu[at]! << 8) | apdu[at + 1]!;
  const header = apdu.subarray(0, 4);
  if (apdu.length === 7) {
    const le = number(5) || 65536;
    const command = le <= 256 ? Uint8Array.of(...header, le) : apdu;
    return { command, hasData: false, le };
  }
  const lc = number(5);
  const data = apdu.subarray(7, 7 + lc);
  const hasLe = apdu.length === 9 + lc;
  if (lc === 0 || (!hasLe && apdu.length !== 7 + lc)) return undefined;
  const command = lc <= 255 ? Uint8Array.of(...header, lc, ...data) : apdu.slice(0, 7 + lc);
  return { command, hasData: true, le: hasLe ? number(apdu.length - 2) || 65536 : 0 };
}
