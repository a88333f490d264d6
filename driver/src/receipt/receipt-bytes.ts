/** A receipt as the bytes that a printer takes: UTF-8, or GBK, which most receipt printers in China still want. */
import { encodeGbk } from "@duka/protocol/layout";
import { checkMembers, checkOneOf } from "../base/argument.js";
import type { Receipt } from "./receipt.js";
import { type ReceiptColumns, type ReceiptLanguage, receiptText } from "./receipt-text.js";

export type ReceiptEncoding = "utf-8" | "gbk";

export type ReceiptPrint = {
  /** "both" by default. */
  readonly language?: ReceiptLanguage;
  /** 40 by default. */
  readonly columns?: ReceiptColumns;
  /** "utf-8" by default. */
  readonly encoding?: ReceiptEncoding;
};

/** 〓, by custom the mark for a character that cannot be set; as wide as the one it stands for. */
const MISSING_WIDE = Uint8Array.of(0xa1, 0xfe);

/** @throws RangeError for an encoding, a width or a language that there is not */
export function receiptBytes(receipt: Receipt, print: ReceiptPrint = {}): Uint8Array {
  checkMembers("print", print, ["language", "columns", "encoding"]);
  const { language = "both", columns = 40, encoding = "utf-8" } = print;
  checkOneOf("encoding", encoding, ["utf-8", "gbk"]);
  const text = receiptText(receipt, language, columns);
  if (encoding === "utf-8") return new TextEncoder().encode(text);
  return gbkOf(text);
}

/** A rare character in a name must not cost anyone the receipt. */
function gbkOf(text: string): Uint8Array {
  const parts = Array.from(text, (character) => {
    try {
      return encodeGbk(character);
    } catch (error) {
      if (error instanceof RangeError) return MISSING_WIDE;
      throw error;
    }
  });
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
