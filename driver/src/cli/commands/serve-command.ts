/** `duka serve --stdio` */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { ServeOptions } from "../run/run-serve.js";
import { withTillOptions } from "./options.js";

export function serveCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return withTillOptions(new Command("serve"))
    .description("serve a program in any language: one JSON object a line, on standard input and output")
    .option("--stdio", "serve until standard input ends")
    .option("--schema", "print the JSON Schema of the lines")
    .addHelpText(
      "after",
      `\nExample:\n  echo '{"id":1,"method":"balance"}' | duka serve --stdio --reader sim:\n  duka serve --schema`,
    )
    .action(async (options: ServeOptions) => {
      const { runServe } = await import("../run/run-serve.js");
      exit(await runServe(terminal, options));
    });
}
