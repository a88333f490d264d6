/** What every national card function answers: a return code and pOutInfo (LD/T 33-2015, annex A). */

import { integer, members, text } from "@duka/protocol/data/values";
import { encodeGb18030 } from "@duka/protocol/gb18030";
import { type OptionsOf, readOptions } from "../base/option-values.js";
import { explainLdt33 } from "../explain/explain.js";
import { LDT33_CODES } from "../explain/ldt33-codes.js";
import type { ToldSale } from "./told-sales.js";

/** `code` 0: `pOutInfo` is the output. Else an error code, and `pOutInfo` its text in Chinese. */
const sscardResult = members({ pOutInfo: text, code: integer(-9999, 0) });

export type SSCardResult = OptionsOf<typeof sscardResult>;

/** Bytes of pOutInfo with its closing zero. */
export const BUFFER_SMALL = 512;
export const BUFFER = 1024;
export const BUFFER_RECORDS = 2048;
export const BUFFER_LARGE = 20 * 1024;

export const CODE = {
  wrongCard: -1,
  noCard: -2,
  cardMute: -4,
  readerConnection: -11,
  notConnected: -12,
  unsupported: -13,
  parameter: -14,
  cardId: -20,
  notGenuine: -21,
  mismatch: -22,
  illegalData: -23,
  psamLevel: -24,
  cancelled: -31,
  timeout: -32,
  passwordLength: -33,
  passwordsDiffer: -34,
  initialMayNotPay: -35,
  initialMayNotBeSet: -36,
  illegalCharacters: -41,
  length: -42,
  passwordWrong: -51,
  passwordLocked: -52,
  noPsam: -2201,
  psamAlgorithm: -2202,
  psamLacksRkssse: -2203,
  hsmNotNeeded: -2204,
} as const;

/** Ends a function with a code; `text` is said after the standard's own. */
export class SSCardFailure extends Error {
  readonly code: number;
  readonly said: string;
  /** Earlier sales that it tells of. */
  readonly told: readonly ToldSale[];

  constructor(code: number, said = "", cause?: unknown, told: readonly ToldSale[] = []) {
    super(`LD/T 33 code ${code}`, cause === undefined ? undefined : { cause });
    this.name = "SSCardFailure";
    this.code = code;
    this.said = said;
    this.told = told;
  }
}

/** The text of the standard, where it has one. */
function errorText(code: number): string {
  return explainLdt33(code)?.cause.zh ?? `错误 ${code}`;
}

export function failed({ code, said }: SSCardFailure): SSCardResult {
  return { code, pOutInfo: said === "" ? errorText(code) : `${errorText(code)}，${said}` };
}

/** @throws SSCardFailure -42 when it does not fit into the caller's buffer, -23 when it has what is no character */
export function succeeded(pOutInfo: string, buffer: number): SSCardResult {
  let bytes: Uint8Array;
  try {
    bytes = encodeGb18030(pOutInfo);
  } catch (error) {
    throw new SSCardFailure(CODE.illegalData, "", error);
  }
  if (bytes.length >= buffer) throw new SSCardFailure(CODE.length, `输出超过 ${buffer} 字节`);
  return { code: 0, pOutInfo };
}

/** For a caller that hands the text to a program of the standard's own coding: GB 18030 and a closing zero. */
export function gb18030Bytes(result: SSCardResult): Uint8Array {
  const { pOutInfo } = readOptions(sscardResult, result, "result");
  const text = encodeGb18030(pOutInfo);
  const bytes = new Uint8Array(text.length + 1);
  bytes.set(text);
  return bytes;
}

/** Every code that has a text of its own. */
export const SSCARD_CODES: readonly number[] = Object.keys(LDT33_CODES).map(Number);
