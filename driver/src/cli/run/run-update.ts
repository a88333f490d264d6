/** `duka update`: a newer firmware for the reader of this till. */
import { existsSync } from "node:fs";
import { EXIT_DONE, type Terminal } from "@duka/protocol/command-line";
import type { UpdateProgress } from "@duka/protocol/transport";
import { inBoth } from "../../explain/refusal-words.js";
import type { Journal } from "../../journal/journal.js";
import type { ReceiptLanguage } from "../../receipt/receipt-words.js";
import { STAGES } from "../../update/update-faults.js";
import { type UpdatedReader, type UpdateReaderOptions, updateReader } from "../../update/update-reader.js";
import { journalPlace } from "./journal-option.js";
import { addressOf, openJournalNamingDamage } from "./open-till.js";
import { openExisting } from "./run-journal-tools.js";

export type UpdateCommandOptions = Pick<
  UpdateReaderOptions,
  "manifest" | "trust" | "consoleSecret" | "console" | "allowOlder"
> & {
  readonly reader?: string;
  readonly compact?: boolean;
  readonly leaveUndecided?: boolean;
  readonly journal?: string;
  readonly lang: ReceiptLanguage;
  readonly json?: boolean;
};

export async function runUpdate(terminal: Terminal, options: UpdateCommandOptions): Promise<number> {
  const {
    manifest,
    trust,
    consoleSecret,
    console,
    allowOlder = false,
    compact = false,
    lang,
    json,
  } = options;
  const address = await addressOf(terminal, options.reader);
  const interrupt = new AbortController();
  // The next Ctrl-C ends the program.
  const stopListening = terminal.onInterrupt(() => {
    stopListening();
    interrupt.abort();
  });
  const journal = options.leaveUndecided === true ? undefined : await journalOfTill(terminal, options);
  try {
    const updated = await updateReader(address, {
      manifest,
      trust,
      allowOlder,
      ...(consoleSecret === undefined ? {} : { consoleSecret }),
      ...(console === undefined ? {} : { console }),
      ...(journal === undefined ? {} : { journal }),
      mayCompact: async () => compact,
      onProgress: progressTelling(terminal, lang),
      signal: interrupt.signal,
    });
    terminal.out(json === true ? `${JSON.stringify(updated)}\n` : inBoth(wordsOf(updated), lang));
    return EXIT_DONE;
  } finally {
    stopListening();
    await journal?.close();
  }
}

/** A machine that has never sold anything gets no journal by this. @throws RangeError, JournalError */
async function journalOfTill(
  terminal: Terminal,
  options: UpdateCommandOptions,
): Promise<Journal | undefined> {
  if (options.journal !== undefined) return openExisting(terminal, options);
  const { file } = journalPlace(undefined, terminal.env);
  return existsSync(file) ? openJournalNamingDamage(terminal, options) : undefined;
}

/** A line for each stage; of the writing, which takes longest, four. */
function progressTelling(terminal: Terminal, language: ReceiptLanguage): (progress: UpdateProgress) => void {
  let told = "";
  return ({ stage, doneBytes, totalBytes }) => {
    const quarters = stage === "upload" ? Math.floor((4 * doneBytes) / totalBytes) : 0;
    const percent = quarters === 0 ? "" : ` ${25 * quarters} %`;
    const line = `${stage}${percent}`;
    if (line === told) return;
    told = line;
    const words = STAGES[stage] ?? { en: stage, zh: stage };
    const both = { en: words.en, zh: words.zh, both: `${words.en} ${words.zh}` }[language];
    terminal.tell(`${both}${percent}\n`);
  };
}

function wordsOf({ isNew, serialNumber, board, version, versionBefore, sha256 }: UpdatedReader) {
  const from = versionBefore === version ? "" : versionBefore;
  return {
    en:
      `${isNew ? "updated" : "it runs this firmware already: nothing was written"}: ` +
      `${board} ${serialNumber} runs ${version}${from === "" ? "" : ` (before: ${from})`}\n  SHA-256 ${sha256}`,
    zh:
      `${isNew ? "已更新" : "读卡器已运行此固件，未写入"}：${board} ${serialNumber} ` +
      `固件 ${version}${from === "" ? "" : `（原为 ${from}）`}`,
  };
}
