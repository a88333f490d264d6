/**
 * An answer to reset in words (ISO/IEC 7816-3, 8.2), with what the cards of this field put into its historical bytes.
 */
import { parseHex } from "@duka/protocol/layout";
import { ABSENT, type Atr, parseAtr } from "@duka/protocol/wire/atr";
import type { Explanation } from "../base/explanation.js";

/** Chip makers in the historical bytes of Chinese social-security cards. Informal sources. */
const CHIP_MAKERS: { readonly [code: string]: string } = {
  "0081": "Huada",
  "0085": "Huahong",
  "0087": "Datang",
  "0090": "Fudan",
};
/** Chip maker 2, operating system 3, card maker 2, serial number 6. */
const SOCIAL_SECURITY_LENGTH = 13;

/** One line: convention, protocols, speed, historical bytes. @throws RangeError when the bytes are no ATR */
export function atrInWords(atr: Uint8Array): string {
  const parsed = parseAtr(atr);
  const protocols = [...new Set(parsed.protocols)].map((protocol) => `T=${protocol}`).join(" and ");
  const parts = [
    parsed.inverseConvention ? "inverse convention" : "direct convention",
    protocols,
    speedOf(parsed),
    `${parsed.historicalBytes.length} historical bytes${makerOf(parsed.historicalBytes)}`,
  ];
  return parts.join(", ");
}

/** For `explain`: undefined when the bytes are no ATR. */
export function explainAtr(hex: string): Explanation | undefined {
  try {
    const words = atrInWords(parseHex(hex));
    return {
      code: hex.toUpperCase(),
      cause: { en: `an ATR: ${words}`, zh: `复位应答 ATR：${words}` },
      remedy: { en: "nothing to do", zh: "无需处理" },
      commands: [],
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function speedOf({ ta }: Atr): string {
  const ta1 = ta[0] ?? ABSENT;
  if (ta1 === ABSENT || ta1 === 0x11) return "F=372 D=1 (9600 baud at 3.57 MHz)";
  return `offers Fi/Di ${ta1.toString(16).padStart(2, "0").toUpperCase()}`;
}

function makerOf(historical: Uint8Array): string {
  if (historical.length !== SOCIAL_SECURITY_LENGTH) return "";
  const code = [historical[0]!, historical[1]!].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const maker = CHIP_MAKERS[code];
  return maker === undefined ? "" : ` (chip by ${maker})`;
}
