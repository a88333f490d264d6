/** The arguments of the national card functions, checked before anything is opened (LD/T 33-2015). */
import { encodeGb18030 } from "@duka/protocol/gb18030";
import { parseHex } from "@duka/protocol/layout";
import { CODE, SSCardFailure } from "./result.js";

/** 1 contact, 2 contactless, 3 contact first, 4 contactless first. */
export type CardInterface = 1 | 2 | 3 | 4;

export type CardClaim = { readonly cardId: string; readonly cardNumber: string };

export type PayInfo = {
  readonly totalFen: number;
  /** From the personal account and the pooled fund together. */
  readonly accountAndPoolFen: number;
  readonly date: string;
  readonly time: string;
};

const CARD_INFO_MAX = 128;
const PAY_INFO_MAX = 512;
const KEY_MAX = 128;
const FEN_MAX = 0xffffffff;

export function checkInterface(iType: unknown): CardInterface {
  if (iType === 1 || iType === 2 || iType === 3 || iType === 4) return iType;
  throw new SSCardFailure(CODE.parameter, "iType 应为 1、2、3 或 4");
}

/** @returns true for the key, false for the password */
export function checkAuthType(iAuthType: unknown): boolean {
  if (iAuthType === 1 || iAuthType === 2) return iAuthType === 2;
  throw new SSCardFailure(CODE.parameter, "iAuthType 应为 1 或 2");
}

/** "cardId|cardNo|" */
export function parseCardInfo(pCardInfo: unknown): CardClaim {
  const [cardId, cardNumber] = fieldsOf("pCardInfo", pCardInfo, CARD_INFO_MAX, 2);
  if (!/^[0-9A-F]{32}$/i.test(cardId!)) throw new SSCardFailure(CODE.cardId);
  if (!/^[0-9A-Z]{1,18}$/.test(cardNumber!)) throw new SSCardFailure(CODE.parameter, "pCardInfo 卡号格式错");
  return { cardId: cardId!.toUpperCase(), cardNumber: cardNumber!.slice(0, 9) };
}

/** "12.34|12.34|YYYYMMDDHHMMSS|" */
export function parsePayInfo(pPayInfo: unknown): PayInfo {
  const [total, accountAndPool, when] = fieldsOf("pPayInfo", pPayInfo, PAY_INFO_MAX, 3);
  const totalFen = fenOf(total!);
  const accountAndPoolFen = fenOf(accountAndPool!);
  if (totalFen === 0 || accountAndPoolFen > totalFen) {
    throw new SSCardFailure(CODE.illegalData, "总金额应大于零且不小于账户与统筹支付之和");
  }
  if (!isTime(when!)) throw new SSCardFailure(CODE.illegalData, "交易时间应为 YYYYMMDDHHMMSS");
  return { totalFen, accountAndPoolFen, date: when!.slice(0, 8), time: when!.slice(8) };
}

/**
 * The fields of pKey, each of whole bytes in hexadecimal.
 * @param lengths in bytes, as often as fields are due; 0 for an empty field
 */
export function parseKey(pKey: unknown, ...lengths: readonly number[]): Uint8Array[] {
  const fields = fieldsOf("pKey", pKey, KEY_MAX, lengths.length);
  return fields.map((field, at) => {
    if (!/^[0-9a-f]*$/i.test(field)) throw new SSCardFailure(CODE.illegalCharacters, "pKey 应为十六进制");
    if (field.length !== 2 * lengths[at]!) throw new SSCardFailure(CODE.length, "pKey 长度错");
    return parseHex(field);
  });
}

/** The fields of a text of which each is followed by "|". */
export function fieldsOf(name: string, value: unknown, max: number, count: number): string[] {
  const text = checkText(name, value, max);
  if (!text.endsWith("|")) throw new SSCardFailure(CODE.parameter, `${name} 应以 | 结尾`);
  const fields = text.slice(0, -1).split("|");
  if (fields.length !== count) throw new SSCardFailure(CODE.parameter, `${name} 应有 ${count} 项`);
  return fields;
}

/** @param max bytes of the buffer in GB 18030, the closing zero among them */
export function checkText(name: string, value: unknown, max: number): string {
  if (typeof value !== "string") throw new SSCardFailure(CODE.parameter, `${name} 应为字符串`);
  // Before anything looks at the characters of a text of megabytes.
  if (value.length >= max) throw new SSCardFailure(CODE.length, `${name} 超过 ${max} 字节`);
  if (/[\p{Cc}\p{Cs}\p{Co}]/u.test(value))
    throw new SSCardFailure(CODE.illegalCharacters, `${name} 含控制字符`);
  try {
    if (encodeGb18030(value).length < max) return value;
  } catch (error) {
    throw new SSCardFailure(CODE.illegalCharacters, `${name} 含 GB 18030 以外的字符`, error);
  }
  throw new SSCardFailure(CODE.length, `${name} 超过 ${max} 字节`);
}

/** Two decimals, below 42 949 672.95 as the standard has it. */
function fenOf(text: string): number {
  const parts = /^(0|[1-9]\d{0,7})\.(\d{2})$/.exec(text);
  if (parts === null) throw new SSCardFailure(CODE.illegalData, "金额应为两位小数，如 12.34");
  const fen = Number(parts[1]) * 100 + Number(parts[2]);
  if (fen >= FEN_MAX) throw new SSCardFailure(CODE.illegalData, "金额应小于 42949672.95");
  return fen;
}

function isTime(text: string): boolean {
  if (!/^\d{14}$/.test(text)) return false;
  const [year, month, day, hour, minute, second] = [0, 4, 6, 8, 10, 12].map((at) =>
    Number(text.slice(at, at === 0 ? 4 : at + 2)),
  ) as [number, number, number, number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const same = date.toISOString().replaceAll(/\D/g, "").slice(0, 14);
  return year >= 2000 && same === text;
}
