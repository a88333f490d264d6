/** `duka explain` */

import { EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { type ExplainLayer, explain } from "../../explain/explain.js";
import type { ReceiptLanguage } from "../../receipt/receipt-text.js";

export type ExplainOptions = {
  readonly lang: ReceiptLanguage;
  readonly json?: boolean;
  readonly layer?: ExplainLayer;
};

export function runExplain(terminal: Terminal, what: string, options: ExplainOptions): number {
  const explanation = explain(what, options.layer);
  if (explanation === undefined) {
    if (options.json === true) terminal.out(`${JSON.stringify({ known: false })}\n`);
    terminal.tell(
      `duka explain: ${what}: not known; give a status word (6985), "CCID FE", "LDT33 -2201", a PC/SC code, an error code (card-mute) or an ATR\n`,
    );
    return EXIT_REFUSED;
  }
  if (options.json === true) {
    terminal.out(`${JSON.stringify(explanation)}\n`);
    return EXIT_DONE;
  }
  const { code, cause, remedy, commands } = explanation;
  terminal.out(`${code}\n`);
  for (const language of options.lang === "both" ? (["en", "zh"] as const) : [options.lang]) {
    terminal.out(`  ${cause[language]}\n  -> ${remedy[language]}\n`);
  }
  for (const command of commands) terminal.out(`  ${command}\n`);
  return EXIT_DONE;
}
