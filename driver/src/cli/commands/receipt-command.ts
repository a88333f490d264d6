/** `duka receipt`: a receipt once more. */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { ReceiptOptions } from "../run/run-receipt.js";
import { journalOption, jsonOption, languageOption } from "./options.js";

export function receiptCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return new Command("receipt")
    .description("print the receipt of a sale again: as text, on a receipt printer, as a picture")
    .argument("<ref>", "your own sale number")
    .option("--columns <count>", "of the printer: 40 (paper of 80 mm) or 32 (58 mm)", "40")
    .option(
      "--encoding <name>",
      "utf-8, gb18030, or gbk for printers that know two bytes a character only (default: utf-8 as text, gb18030 on a printer)",
    )
    .option(
      "--escpos <printer>",
      "print on serial:PORT[?baud=9600], tcp:HOST[:9100], a device such as /dev/usb/lp0, or into a new file",
    )
    .option("--svg <file>", "a picture into a new file")
    .option("--simulated", "the simulated sale of this ref, where a real one has it too")
    .addOption(journalOption())
    .addOption(languageOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      "\nExamples:\n  duka receipt S-1\n  duka receipt S-1 --columns 32 --encoding gbk > /dev/usb/lp0" +
        "\n  duka receipt S-1 --lang zh --escpos tcp:192.168.1.50:9100\n  duka receipt S-1 --escpos serial:/dev/ttyUSB0?baud=19200 --columns 32" +
        "\n  duka receipt S-1 --svg receipt.svg" +
        "\n\nExit codes: 0 printed, 1 there is no receipt or the printer failed, 2 usage",
    )
    .action(async (ref: string, options: ReceiptOptions) => {
      const { runReceipt } = await import("../run/run-receipt.js");
      exit(await runReceipt(terminal, ref, options));
    });
}
