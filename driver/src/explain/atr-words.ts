/**
 * An answer to reset in words (ISO/IEC 7816-3, 8.2), with what the cards of this field put into its historical bytes.
 */
import {
  ABSENT,
  ATR_MAX,
  type Atr,
  atrLength,
  isTckRight,
  parseAtr,
  TS_DIRECT,
  TS_INVERSE,
} from "@duka/protocol/wire/atr";
import type { Bilingual, Explanation } from "../base/explanation.js";

/** Chip makers in the historical bytes of Chinese social-security cards. Informal sources. */
const CHIP_MAKERS: { readonly [code: string]: string } = {
  "0081": "Huada",
  "0085": "Huahong",
  "0087": "Datang",
  "0090": "Fudan",
};
/** Chip maker 2, operating system 3, card maker 2, serial number 6. */
const SOCIAL_SECURITY_LENGTH = 13;
const GLOBAL_BYTES = 15;

/** One line: convention, protocols, speed, historical bytes; or "a damaged ATR" and what is wrong. Never throws. */
export function atrInWords(atr: Uint8Array): string {
  return atrInBoth(atr).en;
}

/** The same in English and Chinese. */
export function atrInBoth(atr: Uint8Array): Bilingual {
  const fault = faultOf(atr);
  if (fault !== undefined) return fault.cause;
  const parsed = parseAtr(atr);
  const protocols = protocolsOf(parsed).map((protocol) => `T=${protocol}`);
  const historical = parsed.historicalBytes;
  const [speed, maker] = [speedOf(parsed), makerOf(historical)];
  const convention = parsed.inverseConvention
    ? { en: "inverse convention", zh: "反向约定" }
    : { en: "direct convention", zh: "正向约定" };
  const chip =
    maker === undefined ? { en: "", zh: "" } : { en: ` (chip by ${maker})`, zh: `（芯片 ${maker}）` };
  return {
    en: [
      convention.en,
      protocols.join(" and "),
      speed.en,
      `${historical.length} historical bytes${chip.en}`,
    ].join(", "),
    zh: [convention.zh, protocols.join("、"), speed.zh, `历史字节 ${historical.length} 个${chip.zh}`].join(
      "，",
    ),
  };
}

/** For `explain`: what the ATR says, or what is wrong with it. @param hex whole bytes */
export function explainAtr(hex: string): Explanation {
  const code = hex.toUpperCase();
  const atr = Uint8Array.from(Buffer.from(hex, "hex"));
  const fault = faultOf(atr);
  if (fault !== undefined) return { code, ...fault, remedy: CLEAN, commands: [] };
  const words = atrInBoth(atr);
  return {
    code,
    cause: { en: `an ATR: ${words.en}`, zh: `复位应答 ATR：${words.zh}` },
    remedy: { en: "nothing to do", zh: "无需处理" },
    commands: [],
  };
}

const CLEAN = {
  en: "clean the contacts, put the card in again; if it stays so, the card or the reader is damaged",
  zh: "请擦拭触点后重新插卡；仍如此则卡或读卡器已损坏",
};

function faultOf(atr: Uint8Array): Pick<Explanation, "cause"> | undefined {
  if (atr[0] !== TS_DIRECT && atr[0] !== TS_INVERSE) {
    return damaged("it must begin with 3B or 3F (TS)", "首字节 TS 应为 3B 或 3F");
  }
  const announced = atrLength(atr, atr.length);
  const extra = atr.length - announced;
  if (announced > ATR_MAX || atr.length > ATR_MAX) {
    return damaged(`it has more than ${ATR_MAX} bytes`, `超过 ${ATR_MAX} 字节`);
  }
  if (extra !== 0) {
    const lacksTck = extra === -1 && isTckMissing(atr);
    const isTckTooMuch = extra === 1 && atr.subarray(1).reduce((xor, byte) => xor ^ byte, 0) === 0;
    const en = lacksTck ? ": TCK is missing" : isTckTooMuch ? ": with T=0 alone there is no TCK" : "";
    const zh = lacksTck ? "，缺少校验字节 TCK" : isTckTooMuch ? "，仅 T=0 时不应有 TCK" : "";
    return damaged(
      `its bytes announce ${announced}, there are ${atr.length}${en}`,
      `应为 ${announced} 字节，实为 ${atr.length} 字节${zh}`,
    );
  }
  return isTckRight(atr, atr.length)
    ? undefined
    : damaged("its check byte TCK is wrong", "校验字节 TCK 错误");
}

function damaged(en: string, zh: string): Pick<Explanation, "cause"> {
  return { cause: { en: `a damaged ATR: ${en}`, zh: `复位应答 ATR 损坏：${zh}` } };
}

/** One byte more makes it whole, and that byte is a TCK: of two values for it, one at least is wrong. */
function isTckMissing(atr: Uint8Array): boolean {
  const length = atr.length + 1;
  const whole = [0, 1].map((last) => Uint8Array.of(...atr, last));
  return (
    whole.every((bytes) => atrLength(bytes, length) === length) &&
    whole.some((bytes) => !isTckRight(bytes, length))
  );
}

/** T=15 announces interface bytes for all protocols and is none itself (8.2.3); an ATR with no other has T=0. */
function protocolsOf({ protocols }: Atr): readonly number[] {
  const real = [...new Set(protocols)].filter((protocol) => protocol !== GLOBAL_BYTES);
  return real.length === 0 ? [0] : real;
}

function speedOf({ ta }: Atr): Bilingual {
  const ta1 = ta[0] ?? ABSENT;
  if (ta1 === ABSENT || ta1 === 0x11)
    return {
      en: "F=372 D=1 (9600 baud at 3.57 MHz)",
      zh: "F=372 D=1（3.57 MHz 时 9600 波特）",
    };
  const fiDi = ta1.toString(16).padStart(2, "0").toUpperCase();
  return { en: `offers Fi/Di ${fiDi}`, zh: `可用 Fi/Di ${fiDi}` };
}

function makerOf(historical: Uint8Array): string | undefined {
  if (historical.length !== SOCIAL_SECURITY_LENGTH) return undefined;
  const code = [historical[0]!, historical[1]!].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return CHIP_MAKERS[code];
}
