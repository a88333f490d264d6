/** `duka password change` */

import { EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import type { PasswordChanged } from "../../account/change-password.js";
import { isRefusal, type Refusal, refusalJson } from "../../card/refusal.js";
import { refusalText } from "../../explain/refusal-words.js";
import type { ReceiptLanguage } from "../../receipt/receipt-words.js";
import { NOTHING_TO_TELL } from "../../receipt/why.js";
import { accountOn, openJournalOf, type TillOptions, withReader } from "./open-till.js";
import { passwordTyping } from "./type-password.js";
import type { VouchingWords, WindowWords } from "./window/clerk-words.js";

/** With a document it is an act of a service point, which the centre hears of. */
export type ChangeOptions = TillOptions & Partial<WindowWords & VouchingWords>;

export async function runPasswordChange(terminal: Terminal, options: ChangeOptions): Promise<number> {
  const { pinPad = false, passwordStdin = false } = options;
  if (!pinPad && passwordTyping(terminal, passwordStdin) === undefined)
    throw rangeError(
      "passwords are typed on a terminal, on the reader (--pin-pad), or come as lines (--password-stdin)",
      "密码在终端或读卡器键盘（--pin-pad）上输入，或逐行传入（--password-stdin）",
    );
  const changed = await change(terminal, options);
  if (options.json === true) terminal.out(`${JSON.stringify(changeJson(changed))}\n`);
  if (isRefusal(changed)) {
    terminal.tell(refusalText("duka password change", changed, options.lang));
    return EXIT_REFUSED;
  }
  if (options.json !== true) terminal.tell(changedLines(changed.cardNumber, options.lang));
  return EXIT_DONE;
}

async function change(terminal: Terminal, options: ChangeOptions): Promise<PasswordChanged | Refusal> {
  const { document, ref, window, operator } = options;
  if (document !== undefined) {
    if (ref === undefined)
      throw rangeError(
        "--document needs --ref: your own number for this act",
        "--document 须同时给出 --ref（本次业务的单号）",
      );
    const { changeAtWindow } = await import("./window/run-change-at-window.js");
    return changeAtWindow(terminal, { ...options, document, ref });
  }
  if (ref !== undefined || window !== undefined || operator !== undefined)
    throw rangeError(
      "at a service point the holder shows an ID document: --document",
      "在服务网点办理须核验身份证件：--document",
    );
  const journal = await openJournalOf(terminal, options);
  try {
    return await withReader(terminal, options, (reader) =>
      accountOn(terminal, reader, journal, options).changePassword(),
    );
  } finally {
    await journal.close();
  }
}

/** Always the same keys, null where there is nothing to say. */
function changeJson(changed: Refusal | { readonly cardNumber: string }): { readonly [key: string]: unknown } {
  if (!isRefusal(changed)) return { changed: true, cardNumber: changed.cardNumber, ...NOTHING_TO_TELL };
  const { refused: _refused, ...why } = refusalJson(changed);
  return { changed: false, cardNumber: null, ...why };
}

function changedLines(cardNumber: string, language: ReceiptLanguage): string {
  const en = `card ${cardNumber} has its new password\n`;
  const zh = `卡 ${cardNumber} 密码修改成功\n`;
  return language === "en" ? en : language === "zh" ? zh : en + zh;
}
