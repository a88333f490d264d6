/**
 * A receipt for a receipt printer, in ESC/POS, or as a picture, in SVG: lines of `receipt-text.ts`, and below them a QR
 * code with ref and TAC, in the language of `receiptline`.
 */
import { members, oneOf } from "@duka/protocol/data/values";
import type { BaseCommand, Printer } from "receiptline";
import type { z } from "zod";
import { type OptionsOf, readOptions } from "../base/option-values.js";
import type { Receipt } from "./receipt.js";
import { printerBytes } from "./receipt-bytes.js";
import { receiptLayout, receiptLines } from "./receipt-text.js";
import { columnsOf } from "./text-width.js";

const renderedPrint = members({
  ...receiptLayout,
  /** "gb18030" by default; "gbk" for printers that know two bytes a character only. */
  encoding: oneOf("gb18030", "gbk").default("gb18030"),
});

export type RenderedPrint = OptionsOf<typeof renderedPrint>;
export type PrinterEncoding = NonNullable<RenderedPrint["encoding"]>;
type Wanted = z.output<typeof renderedPrint>;

/** ESC t 0, FS &: from here on the printer takes Chinese. */
const CHINESE = "\x1bt\x00\x1c&";

/**
 * Bytes for a receipt printer of 80 or 58 mm that understands ESC/POS: initialise, text, QR code, cut.
 * @throws RangeError for an encoding, a width or a language that there is not
 */
export async function receiptEscPos(receipt: Receipt, print: RenderedPrint = {}): Promise<Uint8Array> {
  const wanted = readOptions(renderedPrint, print, "print");
  const { default: receiptline } = await import("receiptline");
  const command: BaseCommand = {
    ...receiptline.commands.generic,
    measureText: columnsOf,
    // Its own bytes are those of an older edition of GB 18030, with a question mark for what that lacks.
    text: (text) => CHINESE + Buffer.from(printerBytes(text, wanted.encoding)).toString("latin1"),
  };
  return Buffer.from(
    receiptline.transform(documentOf(receipt, wanted), printerOf(wanted, command)),
    "latin1",
  );
}

/**
 * The receipt as a picture for a screen, an XML document of its own that refers to nothing outside.
 * @throws RangeError as `receiptEscPos`
 */
export async function receiptSvg(receipt: Receipt, print: RenderedPrint = {}): Promise<string> {
  const wanted = readOptions(renderedPrint, print, "print");
  const { default: receiptline } = await import("receiptline");
  const { svg } = receiptline.commands;
  const command: BaseCommand = {
    ...svg,
    measureText: columnsOf,
    open(printer) {
      const opened = svg.open.call(this, printer);
      // By default it is random, and the same receipt never the same picture.
      Object.assign(this, { receiptId: "duka" });
      return opened;
    },
  };
  const picture = receiptline.transform(documentOf(receipt, wanted), printerOf(wanted, command));
  // Black on nothing cannot be read on a dark screen.
  return picture.replace(">", '><rect width="100%" height="100%" fill="#fff"/>');
}

function printerOf({ columns }: Wanted, command: BaseCommand): Printer {
  return { cpl: columns, encoding: "gb18030", spacing: true, cutting: true, command };
}

/** Each line as it is, left-aligned: blanks and signs as their codes, so that none of them means anything. */
function documentOf(receipt: Receipt, { language, columns }: Wanted): string {
  const lines = receiptLines(receipt, language, columns).map((line) => `|${literally(line)}`);
  return [...lines, "|", "{option:qrcode,4,m}", `{code:${literally(codeOf(receipt))}}`, "|"].join("\n");
}

/** For the clerk who looks the sale up: the ref, a blank, and the TAC where there is one. */
function codeOf({ ref, tac }: Receipt): string {
  return tac === null ? ref : `${ref} ${tac}`;
}

function literally(text: string): string {
  return text.replace(/[^A-Za-z0-9\u0080-\u{10FFFF}]/gu, (sign) => {
    return `\\x${sign.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}
