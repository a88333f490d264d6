/** A message of a command, in the language that was chosen: its name, and what it has to say. */
import type { Bilingual } from "@duka/protocol/data/bilingual";
import { inBoth } from "../../explain/refusal-words.js";
import type { ReceiptLanguage } from "../../receipt/receipt-words.js";

export function tellInBoth(
  tell: (text: string) => void,
  { en, zh }: Bilingual,
  language: ReceiptLanguage = "both",
  command = "duka",
): void {
  tell(inBoth({ en: `${command}: ${en}`, zh: `${command}：${zh}` }, language));
}
