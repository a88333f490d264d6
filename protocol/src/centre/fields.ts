/**
 * The smallest parts of the centre's messages. Amounts are integer fen, bytes are upper-case hexadecimal digits, dates
 * and times are the calendar of China as on the cards (YYYYMMDD, HHMMSS).
 */

import { z } from "zod";
import { rule } from "../data/bilingual.js";

const FEN_MAX = 0xffff_ffff;

const REFERENCE = {
  error: rule("is 1 to 64 printable ASCII characters", "必须是 1 至 64 个可打印 ASCII 字符"),
};
/** Printable ASCII, 1 to 64 characters: the caller chose it, and asks again under it without effect. */
export const reference = z
  .string(REFERENCE)
  .regex(/^[ -~]{1,64}$/, REFERENCE)
  .meta({ description: "reference of the caller, 1 to 64 printable ASCII characters" });

export const amountFen = z.int().min(0).max(FEN_MAX).meta({ description: "amount in fen (分)" });

export const positiveFen = z.int().min(1).max(FEN_MAX).meta({ description: "amount in fen, not zero" });

/** A sum of amounts, which may be below zero where money is owed. */
export const sumFen = z.int();

export const count = z.int().min(0);

export const u8 = z.int().min(0).max(0xff);
export const u16 = z.int().min(0).max(0xffff);
export const u24 = z.int().min(0).max(0xff_ffff);
export const u32 = z.int().min(0).max(0xffff_ffff);

/** Exactly `bytes` bytes. */
export function hex(bytes: number) {
  return z
    .string()
    .regex(new RegExp(`^[0-9A-F]{${2 * bytes}}$`))
    .meta({ description: `${bytes} bytes as ${2 * bytes} upper-case hexadecimal digits` });
}

/** `min` to `max` decimal digits. */
export function digits(min: number, max: number = min) {
  return z.string().regex(new RegExp(`^[0-9]{${min},${max}}$`));
}

export const date = z
  .string()
  .regex(/^20[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])$/, {
    error: rule("is a day, YYYYMMDD", "必须是日期 YYYYMMDD"),
  })
  .meta({ description: "YYYYMMDD" });

export const time = z
  .string()
  .regex(/^([01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]$/)
  .meta({ description: "HHMMSS" });

export const terminalId = digits(12).meta({ description: "terminal number (终端机编号), 12 digits" });

const CARD_NUMBER = {
  error: rule("is 1 to 32 digits and capital letters", "必须是 1 至 32 位数字和大写字母"),
};
export const cardNumber = z
  .string(CARD_NUMBER)
  .regex(/^[0-9A-Z]{1,32}$/, CARD_NUMBER)
  .meta({ description: "card number (卡号) as the reader reads it from the card" });

const HOLDER = { error: rule("is 1 to 18 digits and capital letters", "必须是 1 至 18 位数字和大写字母") };
export const holderId = z
  .string(HOLDER)
  .regex(/^[0-9A-Z]{1,18}$/, HOLDER)
  .meta({ description: "social-security number (社会保障号码)" });

const INSTITUTION = {
  error: rule("is 1 to 20 digits, capital letters and hyphens", "必须是 1 至 20 位数字、大写字母和连字符"),
};
/** A hospital, a pharmacy, or a service point with its windows. */
export const institutionId = z
  .string(INSTITUTION)
  .regex(/^[0-9A-Z-]{1,20}$/, INSTITUTION)
  .meta({ description: "number of a hospital, pharmacy or service point" });

export const region = z
  .string()
  .regex(/^[0-9]{6}$/, { error: rule("is 6 digits", "必须是 6 位数字") })
  .meta({ description: "administrative division, such as 330100" });

const WORDS = {
  error: rule("is 1 to 60 characters without control characters", "必须是 1 至 60 个字符，不含控制字符"),
};
/** Words for a person: no control characters. */
export const words = z.string(WORDS).regex(/^[^\p{C}]{1,60}$/u, WORDS);

/** Milliseconds since 1970-01-01T00:00:00Z by the centre's clock. */
export const instantMs = z.int();

export const algorithm = z.enum(["3des", "sm4"]).meta({ description: "by data object 86 of the FCI" });

/** The answer to a request that only has to be heard. */
export const done = z.strictObject({ done: z.literal(true) });
