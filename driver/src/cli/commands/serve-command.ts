/** `duka serve --stdio`, `duka serve --http`, and `duka service`, which has the latter begin with the machine */
import { Command, type Terminal } from "@duka/protocol/command-line";
import type { ServeOptions } from "../run/run-serve.js";
import type { ServiceOptions, StateOptions } from "../run/systemd/run-units.js";
import { BRIDGE_ADDRESS, jsonOption, languageOption, withBridgeOptions } from "./options.js";

type Exit = (code: number) => void;
type HttpOptions = { readonly http?: string | true; readonly dialectSchema?: boolean };

export function serveCommand(terminal: Terminal, exit: Exit): Command {
  return withBridgeOptions(new Command("serve"))
    .description("serve a program in any language by lines of JSON, or web pages by HTTP and WebSocket")
    .option("--stdio", "one JSON object a line, on standard input and output, until the input ends")
    .option("--schema", "print the JSON Schema of the lines")
    .option("--http [host:port]", `serve listed pages and paired programs (default: ${BRIDGE_ADDRESS})`)
    .option("--dialect-schema", "print the JSON Schema of such a file")
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

/** Of one command that a person watches; a service has no one. */
const NOT_OF_A_SERVICE = ["--password-stdin", "--clock-is-right"];

export function serviceCommand(terminal: Terminal, exit: Exit): Command {
  return new Command("service")
    .description("have duka serve --http begin with the machine (systemd)")
    .addCommand(installCommand(terminal, exit))
    .addCommand(
      withUnitOptions(new Command("status"))
        .description("say whether it is installed and runs; exit code 0 while it does")
        .addOption(languageOption())
        .addOption(jsonOption())
        .addHelpText("after", "\nExample:\n  duka service status")
        .action(async (options: StateOptions) => {
          const { runStatus } = await import("../run/systemd/run-units.js");
          exit(await runStatus(terminal, options));
        }),
    )
    .addCommand(
      withUnitOptions(new Command("remove"))
        .description("end it and remove its unit; the journal and who is paired stay")
        .addOption(languageOption())
        .addOption(jsonOption())
        .addHelpText("after", "\nExample:\n  duka service remove")
        .action(async (options: StateOptions) => {
          const { runRemove } = await import("../run/systemd/run-units.js");
          exit(await runRemove(terminal, options));
        }),
    );
}

function installCommand(terminal: Terminal, exit: Exit): Command {
  const command = withBridgeOptions(withUnitOptions(new Command("install")))
    .description("write its unit, enable and start it; again with other options: write it anew")
    .option("--http <host:port>", "where it listens", BRIDGE_ADDRESS)
    .option("--run-as <user>", "with --system: whose journal it keeps (default: $SUDO_USER)")
    .addHelpText(
      "after",
      "\nExamples:\n  duka service install --reader serial:/dev/ttyACM0 --origin https://his.example\n  sudo duka service install --system --reader serial:/dev/ttyACM0",
    )
    .action(async (options: ServiceOptions, parsed: Command) => {
      const { runInstall } = await import("../run/systemd/run-units.js");
      exit(await runInstall(terminal, parsed, options));
    });
  for (const option of command.options) if (NOT_OF_A_SERVICE.includes(option.long ?? "")) option.hideHelp();
  return command;
}

function withUnitOptions(command: Command): Command {
  return command
    .option("--system", "of the machine, for all users, instead of this user's own")
    .option("--name <name>", "of one service of several on this machine, such as till-2");
}
