/** `duka serve --stdio` */

import { EXIT_DONE, type Terminal } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import type { ServeTill } from "../../serve/serve-methods.js";
import type { TillOptions } from "./open-till.js";
import { withServedTill } from "./served-till.js";

export type ServeOptions = TillOptions & { readonly stdio?: boolean; readonly schema?: boolean };

export async function runServe(terminal: Terminal, options: ServeOptions): Promise<number> {
  if (options.schema === true) {
    const { serveSchema } = await import("../../serve/serve-schema.js");
    const { methodNamesOf } = await import("../../serve/requests.js");
    const schema = serveSchema(methodNamesOf(options.allowApdu));
    terminal.out(`${JSON.stringify(schema, null, 2)}\n`);
  } else {
    await serveStdio(terminal, options);
  }
  return EXIT_DONE;
}

async function serveStdio(terminal: Terminal, options: ServeOptions): Promise<void> {
  if (options.stdio !== true)
    throw rangeError(
      "duka serve needs --stdio, --http, or --schema",
      "duka serve 须给出 --stdio、--http 或 --schema",
    );
  if (options.passwordStdin === true)
    throw rangeError(
      "--password-stdin: duka serve asks for a password by a line of its own",
      "--password-stdin：duka serve 用单独一行询问密码",
    );
  await withServedTill(terminal, options, (till) => converse(terminal, { ...till, send: terminal.out }));
}

/** From the first line of the input to its end. */
async function converse(terminal: Terminal, till: ServeTill): Promise<void> {
  // Loaded only here: no other command needs the schemas.
  const [{ createServer }, { serveMethods }] = await Promise.all([
    import("../../serve/server.js"),
    import("../../serve/serve-methods.js"),
  ]);
  const methods = serveMethods(till);
  try {
    const server = createServer(methods, terminal.out);
    await allOf(terminal, (chunk) => server.take(chunk));
    await server.end();
  } finally {
    await methods.close();
  }
}

/** A program that does not read its answers is not listened to either: what waits for it stays small. */
function allOf(terminal: Terminal, take: (chunk: Uint8Array) => void): Promise<void> {
  const { input } = terminal;
  const onData = (chunk: Uint8Array): void => {
    take(chunk);
    const taken = terminal.untilTaken?.();
    if (taken === undefined) return;
    input.pause();
    void taken.then(() => input.resume());
  };
  return new Promise((resolve) => {
    input.on("data", onData);
    input.on("end", () => {
      input.off("data", onData);
      resolve();
    });
    input.resume();
  });
}
