/** `duka serve --stdio`, `duka serve --http` */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { ServeOptions } from "../run/run-serve.js";
import { BRIDGE_ADDRESS, tokensOption, withTillOptions } from "./options.js";

type HttpOptions = { readonly http?: string | true; readonly dialectSchema?: boolean };

export function serveCommand(terminal: Terminal, exit: (code: number) => void): Command {
  return withTillOptions(new Command("serve"))
    .description("serve a program in any language by lines of JSON, or web pages by HTTP and WebSocket")
    .option("--stdio", "one JSON object a line, on standard input and output, until the input ends")
    .option("--schema", "print the JSON Schema of the lines")
    .option("--http [host:port]", `serve listed pages and paired programs (default: ${BRIDGE_ADDRESS})`)
    .option(
      "--origin <origin>",
      "with --http: a page that may ask, such as https://his.example; repeatable",
      collect,
    )
    .option(
      "--dialect <name|file>",
      "with --http: also speak as a maker's bridge: function, func or a JSON file; =PORT behind it; repeatable",
      collect,
    )
    .option("--dialect-schema", "print the JSON Schema of such a file")
    .addOption(tokensOption())
    .addHelpText(
      "after",
      `\nExample:\n  echo '{"id":1,"method":"balance"}' | duka serve --stdio --reader sim:\n  duka serve --schema\n  duka serve --http --origin https://his.example --reader sim:`,
    )
    .action(async ({ http, dialectSchema, ...options }: ServeOptions & HttpOptions) => {
      if (dialectSchema === true) {
        const { dialectSchema: schema } = await import("../../bridge/dialect/dialect-table.js");
        terminal.out(`${JSON.stringify(schema(), null, 2)}\n`);
        return;
      }
      if (http !== undefined) {
        const { runBridge } = await import("../run/run-bridge.js");
        exit(await runBridge(terminal, { ...options, http: http === true ? BRIDGE_ADDRESS : http }));
        return;
      }
      const { runServe } = await import("../run/run-serve.js");
      exit(await runServe(terminal, options));
    });
}

function collect(origin: string, before: readonly string[] = []): readonly string[] {
  return [...before, origin];
}
