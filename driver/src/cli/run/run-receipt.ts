/** `duka receipt`: text on standard output, unless a printer or a picture was asked for. */

import { existsSync, writeFileSync } from "node:fs";
import { EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import { type Outcome, outcomeOf } from "../../account/outcome.js";
import { endingInChinese } from "../../explain/outcome-words.js";
import { inBoth } from "../../explain/refusal-words.js";
import type { Sale } from "../../journal/sale.js";
import { parsePrinter } from "../../receipt/printer-address.js";
import type { Receipt } from "../../receipt/receipt.js";
import { type ReceiptEncoding, receiptBytes } from "../../receipt/receipt-bytes.js";
import { type ReceiptColumns, type ReceiptLanguage, receiptText } from "../../receipt/receipt-text.js";
import { journalPlace } from "./journal-option.js";
import { openJournalNamingDamage } from "./open-till.js";
import { tellInBoth } from "./tell-in-both.js";

export type ReceiptOptions = {
  readonly columns: string;
  readonly encoding?: string;
  readonly escpos?: string;
  readonly svg?: string;
  readonly simulated?: boolean;
  readonly journal?: string;
  readonly lang: ReceiptLanguage;
  readonly json?: boolean;
};

type Ending = Outcome["outcome"];

const ENCODINGS: readonly string[] = ["utf-8", "gb18030", "gbk"] satisfies ReceiptEncoding[];

export async function runReceipt(terminal: Terminal, ref: string, options: ReceiptOptions): Promise<number> {
  checkOptions(options);
  const sale = await saleOf(terminal, ref, options);
  const { outcome, reason, receipt } = sale === undefined ? NO_SALE : outcomeOf(sale);
  if (receipt === null) {
    tellNone(terminal, options, ref, outcome);
    if (options.json === true) terminal.out(`${JSON.stringify({ ref, outcome, reason, receipt })}\n`);
    return EXIT_REFUSED;
  }
  await print(terminal, receipt, options);
  return EXIT_DONE;
}

const NO_SALE = { outcome: null, reason: null, receipt: null } as const;

function tellNone(terminal: Terminal, { lang }: ReceiptOptions, ref: string, outcome: Ending | null): void {
  const en =
    outcome === null
      ? `there is no sale under ${ref}; see duka journal list --released`
      : `${ref} has no receipt: it is ${outcome}; see duka journal show ${ref}`;
  const zh =
    outcome === null
      ? `没有单号为 ${ref} 的交易，见 duka journal list --released`
      : `${ref} 没有凭证：${endingInChinese(outcome)}，见 duka journal show ${ref}`;
  tellInBoth(terminal.tell, { en, zh }, lang, "duka receipt");
}

/** Before the journal is opened. @throws RangeError */
function checkOptions({ columns, encoding, escpos, svg }: ReceiptOptions): void {
  if (!["40", "32"].includes(columns))
    throw rangeError(`--columns is 40 or 32, not ${columns}`, `--columns 为 40 或 32，不能是 ${columns}`);
  if (encoding !== undefined && !ENCODINGS.includes(encoding))
    throw rangeError(
      `--encoding is ${ENCODINGS.join(", ")}, not ${encoding}`,
      `--encoding 为 ${ENCODINGS.join("、")}，不能是 ${encoding}`,
    );
  if (escpos !== undefined) parsePrinter(escpos);
  if (escpos !== undefined && encoding === "utf-8")
    throw rangeError(
      "--encoding of a printer is gb18030 or gbk, not utf-8",
      "打印机的 --encoding 为 gb18030 或 gbk，不能是 utf-8",
    );
  if (svg !== undefined && existsSync(svg))
    throw rangeError(`--svg: ${svg} exists already; name a new file`, `--svg：${svg} 已存在，请指定新文件`);
}

/** Looking must not make a journal. */
async function saleOf(
  terminal: Terminal,
  ref: string,
  { journal: named, lang, simulated = false }: ReceiptOptions,
): Promise<Sale | undefined> {
  const { file } = journalPlace(named, terminal.env);
  if (!existsSync(file)) throw rangeError(`there is no journal at ${file}`, `${file} 处没有日志`);
  const journal = await openJournalNamingDamage(terminal, {
    lang,
    ...(named === undefined ? {} : { journal: named }),
  });
  try {
    const sales = await journal.find(ref);
    return simulated
      ? sales.find((sale) => sale.simulated)
      : (sales.find((sale) => !sale.simulated) ?? sales[0]);
  } finally {
    await journal.close();
  }
}

async function print(terminal: Terminal, receipt: Receipt, options: ReceiptOptions): Promise<void> {
  const { escpos, svg, lang: language } = options;
  const columns: ReceiptColumns = options.columns === "32" ? 32 : 40;
  const encoding = (options.encoding ?? "utf-8") as ReceiptEncoding;
  if (escpos !== undefined || svg !== undefined) {
    const { receiptEscPos, receiptSvg } = await import("../../receipt/rendered-receipt.js");
    const { sendToPrinter } = await import("../../receipt/send-to-printer.js");
    // The picture first: a printer that fails must not cost it.
    if (svg !== undefined) writeFileSync(svg, await receiptSvg(receipt, { language, columns }), NEW_FILE);
    if (escpos !== undefined) {
      const ofPrinter = encoding === "gbk" ? "gbk" : "gb18030";
      await sendToPrinter(await receiptEscPos(receipt, { language, columns, encoding: ofPrinter }), escpos);
    }
    terminal.tell(inBoth({ en: `${receipt.ref}: printed`, zh: `${receipt.ref}：已打印` }, language));
  }
  if (options.json === true) {
    const text = receiptText(receipt, language, columns);
    const base64 = Buffer.from(receiptBytes(receipt, { language, columns, encoding })).toString("base64");
    terminal.out(`${JSON.stringify({ ref: receipt.ref, receipt, text, base64, encoding })}\n`);
  } else if (escpos === undefined && svg === undefined) {
    if (encoding === "utf-8") terminal.out(receiptText(receipt, language, columns));
    else terminal.outBytes(receiptBytes(receipt, { language, columns, encoding }));
  }
}

const NEW_FILE = { flag: "wx", mode: 0o600 } as const;
