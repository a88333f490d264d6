/** `duka readers` */

import { EXIT_DONE, type Terminal } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import { errorText } from "../../explain/refusal-words.js";
import { configuredReaders } from "../../link/address.js";
import { describeReader, type ReaderDescription } from "../../readers/describe-reader.js";
import { listReaders, type ReaderFound } from "../../readers/list-readers.js";
import { type ReaderNews, watchReaders } from "../../readers/watch-readers.js";
import { padColumns } from "../../receipt/text-width.js";

export type ReadersOptions = {
  readonly reader?: readonly string[];
  readonly probe?: boolean;
  readonly watch?: boolean;
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
  if (options.json === true) terminal.out(`${JSON.stringify({ readers })}\n`);
  else for (const reader of readers) terminal.out(`${readerText(reader)}\n`);
}

/** A reader of the list, and what it says of itself or why it says nothing. */
type ReaderLine = ReaderFound & {
  readonly reader: ReaderDescription | null;
  readonly problem: string | null;
};

/** What someone has open is not touched. */
async function described(found: ReaderFound): Promise<ReaderLine> {
  if (found.heldBy !== undefined) return { ...found, reader: null, problem: `in use by ${found.heldBy}` };
  const reader = await describeReader(found.address);
  return reader instanceof Error
    ? { ...found, reader: null, problem: reader.message }
    : { ...found, reader, problem: null };
}

function readerText({ address, description, reader, problem }: ReaderLine): string {
  return `${padColumns(address, ADDRESS_WIDTH)} ${description}: ${reader === null ? problem : reportText(reader)}`;
}

function reportText({ name, persona, keypad, slots }: ReaderDescription): string {
  const parts = [name];
  if (persona !== null) parts.push(`persona ${persona}`);
  if (keypad !== null) parts.push(keypad ? "keypad" : "no keypad");
  parts.push(slots === 1 ? "1 slot" : `${slots} slots`);
  return parts.join(", ");
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
      (news) => terminal.out(`${options.json === true ? newsJson(news) : newsText(news)}\n`),
      {
        signal: abort.signal,
        configured,
        onTrouble: (address, error) => terminal.tell(`${address}: ${errorText(error)}\n`),
      },
    );
  } finally {
    stopListening();
  }
}

function newsText(news: ReaderNews): string {
  const about = news.event === "attached" ? news.reader.name : "slot" in news ? `slot ${news.slot}` : "";
  return `${news.event.padEnd(8)} ${padColumns(news.address, ADDRESS_WIDTH)} ${about}`.trimEnd();
}

function newsJson(news: ReaderNews): string {
  const { event, address } = news;
  if (news.event === "attached") return JSON.stringify({ event, address, name: news.reader.name });
  return JSON.stringify("slot" in news ? { event, address, slot: news.slot } : { event, address });
}
