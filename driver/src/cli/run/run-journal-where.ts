/** `duka journal where` */

import { existsSync } from "node:fs";
import { EXIT_DONE, type Terminal } from "@duka/protocol/command-line";
import { inBoth } from "../../explain/refusal-words.js";
import { IN_MEMORY } from "../../journal/journal-file.js";
import type { ReceiptLanguage } from "../../receipt/receipt-words.js";
import { journalPlace, passedOver } from "./journal-option.js";

export type WhereOptions = { journal?: string; lang?: ReceiptLanguage; json?: boolean };

/** Looks, and makes nothing. @returns the exit code */
export function runWhere(terminal: Terminal, options: WhereOptions): number {
  const place = journalPlace(options.journal, terminal.env);
  const { file, from, ignored } = place;
  const exists = file !== IN_MEMORY && existsSync(file);
  terminal.out(options.json === true ? `${JSON.stringify({ file, from, exists, ignored })}\n` : `${file}\n`);
  const { lang = "both" } = options;
  for (const line of passedOver(place)) terminal.tell(inBoth(line, lang));
  const by =
    from === "account"
      ? { en: "the home folder of this user's account", zh: "当前用户的主文件夹" }
      : { en: from, zh: from };
  const state = exists
    ? { en: "it is there", zh: "已有日志" }
    : { en: "nothing is there yet", zh: "尚无日志" };
  terminal.tell(inBoth({ en: `by ${by.en}; ${state.en}`, zh: `依据 ${by.zh}；${state.zh}` }, lang));
  return EXIT_DONE;
}
