/** `duka demo` */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { DemoOptions } from "../run/run-demo.js";
import { jsonOption, languageOption } from "./options.js";

export function demoCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return new Command("demo")
    .description("sell medicine to a simulated card-holder, and show every step")
    .option("--reader <address>", "", "sim:")
    .option("--amount <yuan>", "", "12.50")
    .addOption(languageOption())
    .addOption(jsonOption())
    .action(async (options: DemoOptions) => {
      const { runDemo } = await import("../run/run-demo.js");
      exit(await runDemo(terminal, options));
    });
}
