/** `duka serve --stdio` */
import { Command } from "commander";
import type { ServeTill } from "../serve/serve-methods.js";
import type { Input, Terminal } from "./console.js";
import { EXIT_DONE } from "./exit-code.js";
import {
  addressOf,
  centreOf,
  openJournalOf,
  profileOf,
  type TillOptions,
  withTillOptions,
} from "./till-options.js";
import { readerOpener } from "./trace-file.js";
import { programVersion } from "./version.js";

type ServeOptions = TillOptions & { readonly stdio?: boolean; readonly schema?: boolean };

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
      if (options.schema === true) {
        const { serveSchema } = await import("../serve/serve-schema.js");
        terminal.out(`${JSON.stringify(serveSchema(), null, 2)}\n`);
      } else {
        await runServe(terminal, options);
      }
      exit(EXIT_DONE);
    });
}

async function runServe(terminal: Terminal, options: ServeOptions): Promise<void> {
  if (options.stdio !== true) throw new RangeError("duka serve needs --stdio, or --schema");
  if (options.passwordStdin === true)
    throw new RangeError("--password-stdin: duka serve asks for a password by a line of its own");
  const named = options.reader ?? terminal.env.DUKA_READER ?? "";
  const simulated = named.startsWith("sim:");
  const profile = profileOf(options.profile, named);
  const centre = centreOf(terminal, options, simulated);
  const readers = readerOpener(options);
  try {
    const journal = await openJournalOf(terminal, options);
    try {
      await converse(terminal, {
        version: programVersion(),
        journal,
        simulated,
        openReader: async () => readers.open(await addressOf(terminal, options.reader)),
        account: {
          profile,
          language: options.lang === "zh" ? "zh" : "en",
          pinPad: options.pinPad === true,
          ...(centre === undefined ? {} : { centre }),
        },
        send: terminal.out,
      });
    } finally {
      await journal.close();
    }
  } finally {
    readers.close();
  }
}

/** From the first line of the input to its end. */
async function converse({ input, out }: Terminal, till: ServeTill): Promise<void> {
  // Loaded only here: no other command needs the schemas.
  const [{ createServer }, { serveMethods }] = await Promise.all([
    import("../serve/server.js"),
    import("../serve/serve-methods.js"),
  ]);
  const methods = serveMethods(till);
  try {
    const server = createServer(methods, out);
    await allOf(input, (chunk) => server.take(chunk));
    await server.end();
  } finally {
    await methods.close();
  }
}

function allOf(input: Input, take: (chunk: Uint8Array) => void): Promise<void> {
  return new Promise((resolve) => {
    input.on("data", take);
    input.on("end", () => {
      input.off("data", take);
      resolve();
    });
    input.resume();
  });
}
