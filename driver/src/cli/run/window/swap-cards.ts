/** One reader, two cards: the clerk takes the old one out and puts the new one in. */
import type { Terminal } from "@duka/protocol/command-line";
import { ReaderError } from "../../../base/errors.js";
import type { Reader } from "../../../reader/reader.js";
import type { ReceiptLanguage } from "../../../receipt/receipt-words.js";
import { inLanguage } from "./act-words.js";

/** @throws ReaderError `card-absent` when no other card comes in time */
export function swapCards(
  terminal: Terminal,
  { clock, slot }: Reader,
  language: ReceiptLanguage,
  waitMs: number,
): Promise<void> {
  const words = {
    zh: "请取出旧卡，插入新卡",
    en: "take the old card out, and put the new card in",
  };
  terminal.tell(inLanguage(words, language));
  return new Promise((resolve, reject) => {
    const stop = slot(0).onCard((event) => {
      if (event === "inserted") end(resolve);
    });
    const cancel = clock.after(waitMs, () => end(() => reject(noCard(waitMs))));
    const end = (settle: () => void) => {
      stop();
      cancel();
      settle();
    };
  });
}

function noCard(waitMs: number): ReaderError {
  return new ReaderError({
    message: `the new card was not put in within ${waitMs / 1000} s; nothing was changed`,
    code: "card-absent",
    layer: "ccid",
    delivery: "not-sent",
  });
}
