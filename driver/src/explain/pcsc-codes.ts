/**
 * Return codes of PC/SC (PC/SC part 5; winscard.h): their numbers, and in Chinese what the driver's own errors say in
 * English.
 */

import type { Explanation } from "../base/explanation.js";
import { RETURN_CODES } from "../pcsc/return-codes.js";
import { PCSC_CODES } from "./pcsc-code-rows.js";

/**
 * @param what "SCARD_E_NO_SMARTCARD", "8010000C", or in decimal "2148532236" and, of 32 bits with a sign, "-2146435060"
 * @returns undefined for what is no return code
 */
export function explainPcsc(what: string): Explanation | undefined {
  const value = numberOf(what);
  const found = PCSC_CODES.find((one) => one.name === what.toUpperCase() || one.value === value);
  if (found === undefined) return undefined;
  const thrown = RETURN_CODES.find(({ name }) => name === found.name);
  const [causeZh, remedyZh = ""] = found.zh;
  const [cause, remedyEn] = found.en ?? [thrown?.says ?? "", ""];
  const remedy =
    found.en === undefined && thrown !== undefined ? thrown.remedy : { en: remedyEn, zh: remedyZh };
  const code = `${found.name} (${found.value.toString(16).toUpperCase()})`;
  return { code, cause: { en: cause, zh: causeZh }, remedy, commands: [] };
}

function numberOf(what: string): number {
  if (/^(?:0x)?8010[0-9a-f]{4}$/i.test(what)) return Number.parseInt(what.replace(/^0x/i, ""), 16);
  return /^(?:-2|2)\d{9}$/.test(what) ? Number(what) >>> 0 : -1;
}
