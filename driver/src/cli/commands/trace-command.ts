/** `duka trace show` */

import { Command, type Terminal } from "@duka/protocol/command-line";
import type { TraceShowOptions } from "../run/run-trace.js";
import { jsonOption, languageOption } from "./options.js";

export function traceCommand(terminal: Terminal, exit: (code: number) => void): Command {
  const show = new Command("show")
    .description("say what the commands and answers of a recorded trace mean")
    .argument("<file>", "what --trace FILE has recorded")
    .addOption(languageOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      "\nExample:\n  duka balance --reader sim: --trace balance.trace\n  duka trace show balance.trace",
    )
    .action(async (file: string, options: TraceShowOptions) => {
      const { runTraceShow } = await import("../run/run-trace.js");
      exit(runTraceShow(terminal, file, options));
    });
  return new Command("trace").description("look into traces").addCommand(show);
}
