/**
 * What of the exchanges with one card may be seen: everything but passwords, PIN blocks and keys, by the types of the
 * declarations.
 */
import { declarationOf } from "@duka/protocol/commands";
import { formatHex, redactedHex } from "@duka/protocol/layout";

/** CLA INS P1 P2 and Lc or Le. */
const SHOWN = 5;
const INS_GET_RESPONSE = 0xc0;
const INS_AT = 1;

/**
 * Remembers the last command, because the answer to a secret one is secret too, and so is what GET RESPONSE fetches of
 * it.
 */
export type Redactor = {
  /** "00 20 00 00 03 ·· ·· ··". A command that no declaration knows may hold anything: its data is hidden. */
  command(apdu: Uint8Array): string;
  /** Data and SW1 SW2. */
  response(apdu: Uint8Array): string;
};

export function createRedactor(): Redactor {
  let isSecret = false;
  return {
    command(apdu) {
      const declared = declarationOf(apdu);
      if (apdu[INS_AT] !== INS_GET_RESPONSE) isSecret = declared === undefined || declared.carriesSecret;
      return declared === undefined ? hiddenAfter(apdu, SHOWN) : redactedHex(declared, apdu);
    },
    response(apdu) {
      if (!isSecret || apdu.length <= 2) return formatHex(apdu);
      return `${dots(apdu.length - 2)} ${formatHex(apdu.subarray(-2))}`;
    },
  };
}

/** The first bytes, and a dot pair for each of the others. */
export function hiddenAfter(bytes: Uint8Array, shown: number): string {
  const hidden = Math.max(bytes.length - shown, 0);
  return [formatHex(bytes.subarray(0, shown)), ...(hidden === 0 ? [] : [dots(hidden)])].join(" ");
}

function dots(count: number): string {
  return Array.from({ length: count }, () => "··").join(" ");
}
