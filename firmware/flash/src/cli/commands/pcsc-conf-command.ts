/** `duka-flash pcsc-conf` */
import { Command, type Output } from "@duka/protocol/command-line";
import { FRIENDLY_NAME, type PcscConfOptions, pcscConf, SERIAL_DRIVER } from "../../build/pcsc-conf.js";

export function pcscConfCommand(output: Output): Command {
  return new Command("pcsc-conf")
    .description("print what makes a reader one of the system's PC/SC readers on Linux, and where to put it")
    .requiredOption("--device <path>", "serial device of the reader")
    .option("--persona <name>", "reader type of its firmware", "pos")
    .option("--driver <path>", "serial driver of libccid", SERIAL_DRIVER)
    .option("--name <name>", "how PC/SC programs call the reader", FRIENDLY_NAME)
    .option("--json", "the same text in JSON")
    .action((options: PcscConfOptions & { readonly json?: true }) => {
      const text = pcscConf(options);
      output.out(options.json === true ? `${JSON.stringify({ text })}\n` : text);
    });
}
