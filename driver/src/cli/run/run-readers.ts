/** `duka readers` */

import { EXIT_DONE, type Terminal } from "@duka/protocol/command-line";
import { type Bilingual, rangeError } from "@duka/protocol/data/bilingual";
import { explainError } from "../../explain/explain-error.js";
import { errorText } from "../../explain/refusal-words.js";
import { configuredReaders } from "../../link/address.js";
import { describeReader, type ReaderDescription } from "../../readers/describe-reader.js";
import { listReaders, type ReaderFound } from "../../readers/list-readers.js";
import { type ReaderNews, watchReaders } from "../../readers/watch-readers.js";
import type { ReceiptLanguage } from "../../receipt/receipt-words.js";
import { padColumns } from "../../receipt/text-width.js";

export type ReadersOptions = {
  readonly reader?: readonly string[];
  readonly probe?: boolean;
  readonly watch?: boolean;
  readonly lang: ReceiptLanguage;
  readonly json?: boolean;
};

const ADDRESS_WIDTH = 32;

export async function runReaders(terminal: Terminal, options: ReadersOptions): Promise<number> {
  const named = [...(options.reader ?? []), ...configuredReaders(terminal.env)];
  const configured = [...new Set(named)];
  if (options.watch === true) await runWatch(terminal, options, configured);
  else await runList(terminal, options, configured);
  return EXIT_DONE;
}

async function runList(
  terminal: Terminal,
  options: ReadersOptions,
  configured: readonly string[],
): Promise<void> {
  const found = await listReaders({ configured, probe: options.probe === true });
  const readers = await Promise.all(found.map(described));
  if (options.json === true) terminal.out(`${JSON.stringify({ readers: readers.map(readerJson) })}\n`);
  else for (const reader of readers) terminal.out(`${readerText(reader, options.lang)}\n`);
}

/** A reader of the list, and what it says of itself or why it says nothing. */
type ReaderLine = ReaderFound & {
  readonly reader: ReaderDescription | null;
  readonly problem: string | null;
  /** Of the problem. */
  readonly error?: Error;
};

/** What someone has open is not touched. */
async function described(found: ReaderFound): Promise<ReaderLine> {
  if (found.heldBy !== undefined) return { ...found, reader: null, problem: `in use by ${found.heldBy}` };
  const reader = await describeReader(found.address);
  return reader instanceof Error
    ? { ...found, reader: null, problem: reader.message, error: reader }
    : { ...found, reader, problem: null };
}

function readerJson({ error: _error, ...line }: ReaderLine) {
  return line;
}

const DESCRIPTIONS_ZH: { readonly [description: string]: string } = {
  configured: "已配置",
  "simulated reader with a simulated card": "模拟读卡器和模拟卡",
  "PC/SC reader": "PC/SC 读卡器",
};

/** A table in one language: Chinese where Chinese alone is wanted. */
function readerText(line: ReaderLine, language: ReceiptLanguage): string {
  const { address, description, heldBy, reader, problem, error } = line;
  const place = padColumns(address, ADDRESS_WIDTH);
  if (language !== "zh") return `${place} ${description}: ${reader === null ? problem : reportOf(reader).en}`;
  const why = error === undefined ? `被 ${heldBy} 占用` : explainError(error).text.zh;
  return `${place} ${DESCRIPTIONS_ZH[description] ?? description}：${reader === null ? why : reportOf(reader).zh}`;
}

function reportOf({ name, persona, keypad, slots }: ReaderDescription): Bilingual {
  const parts = [{ en: name, zh: name }];
  if (persona !== null) parts.push({ en: `persona ${persona}`, zh: `类型 ${persona}` });
  if (keypad !== null)
    parts.push(keypad ? { en: "keypad", zh: "带密码键盘" } : { en: "no keypad", zh: "无密码键盘" });
  parts.push({ en: slots === 1 ? "1 slot" : `${slots} slots`, zh: `${slots} 个卡槽` });
  return { en: parts.map(({ en }) => en).join(", "), zh: parts.map(({ zh }) => zh).join("，") };
}

/** @throws RangeError when --probe was asked for too: a port would be probed over and over */
async function runWatch(
  terminal: Terminal,
  options: ReadersOptions,
  configured: readonly string[],
): Promise<void> {
  if (options.probe === true)
    throw rangeError(
      "--watch does not probe: name what duka readers --probe has found with --reader",
      "--watch 不探测：请用 --reader 指定 duka readers --probe 找到的读卡器",
    );
  const abort = new AbortController();
  const stopListening = terminal.onInterrupt(() => abort.abort());
  try {
    await watchReaders(
      (news) => terminal.out(`${options.json === true ? newsJson(news) : newsText(news, options.lang)}\n`),
      {
        signal: abort.signal,
        configured,
        onTrouble: (address, error) => terminal.tell(`${address}: ${errorText(error, options.lang)}\n`),
      },
    );
  } finally {
    stopListening();
  }
}

const NEWS_ZH: { readonly [event in ReaderNews["event"]]: string } = {
  attached: "已连接",
  detached: "已断开",
  inserted: "已插卡",
  removed: "已拔卡",
};

function newsText(news: ReaderNews, language: ReceiptLanguage): string {
  const isChinese = language === "zh";
  const slot = "slot" in news ? (isChinese ? `卡槽 ${news.slot}` : `slot ${news.slot}`) : "";
  const about = news.event === "attached" ? news.reader.name : slot;
  return `${padColumns(isChinese ? NEWS_ZH[news.event] : news.event, 8)} ${padColumns(news.address, ADDRESS_WIDTH)} ${about}`.trimEnd();
}

function newsJson(news: ReaderNews): string {
  const { event, address } = news;
  if (news.event === "attached") return JSON.stringify({ event, address, name: news.reader.name });
  return JSON.stringify("slot" in news ? { event, address, slot: news.slot } : { event, address });
}
