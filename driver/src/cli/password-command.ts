/** `duka password change` */
import { Command } from "commander";
import { isRefusal, type Refusal } from "../card/refusal.js";
import type { ReceiptLanguage } from "../receipt/receipt-words.js";
import type { Terminal } from "./console.js";
import { EXIT_DONE, EXIT_REFUSED } from "./exit-code.js";
import { accountOn, openJournalOf, type TillOptions, withReader, withTillOptions } from "./till-options.js";
import { passwordTyping } from "./type-password.js";

export function passwordCommand(terminal: Terminal, exit: (code: number) => void): Command {
  const change = withTillOptions(new Command("change"))
    .description(
      "change the card's password: the old one, and the new one twice, typed without echo, or --pin-pad",
    )
    .addHelpText("after", "\nExample:\n  duka password change --reader serial:/dev/ttyACM0 --lang zh")
    .action(async (options: TillOptions) => {
      const { pinPad = false, passwordStdin = false } = options;
      if (!pinPad && passwordTyping(terminal, passwordStdin) === undefined)
        throw new RangeError(
          "passwords are typed on a terminal, on the reader (--pin-pad), or come as lines (--password-stdin)",
        );
      const journal = await openJournalOf(terminal, options);
      try {
        const changed = await withReader(terminal, options, (reader) =>
          accountOn(terminal, reader, journal, options).changePassword(),
        );
        if (options.json === true) terminal.out(`${JSON.stringify(changeJson(changed))}\n`);
        if (isRefusal(changed)) {
          const { reason, triesLeft = null } = changed;
          const tries = triesLeft === null ? "" : `; ${triesLeft} ${triesLeft === 1 ? "try" : "tries"} left`;
          terminal.tell(`duka password change: ${reason}${tries}\n`);
          return exit(EXIT_REFUSED);
        }
        if (options.json !== true) terminal.tell(changedLines(changed.cardNumber, options.lang));
        exit(EXIT_DONE);
      } finally {
        await journal.close();
      }
    });
  return new Command("password").description("the card's password").addCommand(change);
}

/** Always the same keys, null where there is nothing to say. */
function changeJson(changed: Refusal | { readonly cardNumber: string }): { readonly [key: string]: unknown } {
  if (!isRefusal(changed))
    return { changed: true, cardNumber: changed.cardNumber, reason: null, triesLeft: null };
  const { reason, triesLeft = null } = changed;
  return { changed: false, cardNumber: null, reason, triesLeft };
}

function changedLines(cardNumber: string, language: ReceiptLanguage): string {
  const en = `card ${cardNumber} has its new password\n`;
  const zh = `卡 ${cardNumber} 密码修改成功\n`;
  return language === "en" ? en : language === "zh" ? zh : en + zh;
}
