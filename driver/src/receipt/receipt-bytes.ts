/**
 * A receipt as the bytes that a printer takes: UTF-8, GB 18030, which has every character of a name, or GBK, its part
 * of two bytes, which is all that older receipt printers in China know.
 */
import { members, oneOf } from "@duka/protocol/data/values";
import { encodeGb18030 } from "@duka/protocol/gb18030";
import { type OptionsOf, readOptions } from "../base/option-values.js";
import type { Receipt } from "./receipt.js";
import { receiptLayout, receiptText } from "./receipt-text.js";

const receiptPrint = members({
  ...receiptLayout,
  /** "utf-8" by default. */
  encoding: oneOf("utf-8", "gb18030", "gbk").default("utf-8"),
});

export type ReceiptPrint = OptionsOf<typeof receiptPrint>;
export type ReceiptEncoding = NonNullable<ReceiptPrint["encoding"]>;

const GBK_BYTES_MAX = 2;
const GB18030_BYTES_MAX = 4;
/** 〓, by custom the mark for a character that cannot be set; as wide as the one it stands for. */
const MISSING_WIDE = Uint8Array.of(0xa1, 0xfe);

/** @throws RangeError for an encoding, a width or a language that there is not */
export function receiptBytes(receipt: Receipt, print: ReceiptPrint = {}): Uint8Array {
  const { language, columns, encoding } = readOptions(receiptPrint, print, "print");
  const text = receiptText(receipt, language, columns);
  return encoding === "utf-8" ? new TextEncoder().encode(text) : printerBytes(text, encoding);
}

/** A rare character in a name must not cost anyone the receipt. */
export function printerBytes(text: string, encoding: "gb18030" | "gbk"): Uint8Array {
  const bytesMax = encoding === "gbk" ? GBK_BYTES_MAX : GB18030_BYTES_MAX;
  const parts = Array.from(text, (character) => {
    try {
      const bytes = encodeGb18030(character);
      return bytes.length <= bytesMax ? bytes : MISSING_WIDE;
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
