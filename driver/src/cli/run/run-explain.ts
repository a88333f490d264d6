/** `duka explain` */

import { EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { type ExplainLayer, explain } from "../../explain/explain.js";
import type { ReceiptLanguage } from "../../receipt/receipt-text.js";
import { tellInBoth } from "./tell-in-both.js";

export type ExplainOptions = {
  readonly lang: ReceiptLanguage;
  readonly json?: boolean;
  readonly layer?: ExplainLayer;
};

export function runExplain(terminal: Terminal, what: string, options: ExplainOptions): number {
  const explanation = explain(what, options.layer);
  if (explanation === undefined) {
    if (options.json === true) terminal.out(`${JSON.stringify({ known: false })}\n`);
    const words = {
      en: `${what}: not known; give a status word (6985), "CCID FE", "LDT33 -2201", a PC/SC code, an error code (card-mute) or an ATR`,
      zh: `${what}：不能识别；请给出状态字（6985）、“CCID FE”、“LDT33 -2201”、PC/SC 代码、错误代码（card-mute）或 ATR`,
    };
    tellInBoth(terminal.tell, words, options.lang, "duka explain");
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
  // What a command means by it is said in English, in its declaration; in Chinese it is named.
  if (options.lang !== "zh") for (const command of commands) terminal.out(`  ${command}\n`);
  else if (commands.length > 0)
    terminal.out(`  见于命令：${commands.map((one) => one.replace(/:.*$/s, "")).join("、")}\n`);
  return EXIT_DONE;
}
