/** `duka serve --http` */

import { EXIT_DONE, type Terminal, untilInterrupted } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import { listenAddress, originList } from "@duka/protocol/local-service";
import type { BridgePort } from "../../bridge/serve-bridge.js";
import type { ServeTill } from "../../serve/serve-methods.js";
import type { TillOptions } from "./open-till.js";
import { withServedTill } from "./served-till.js";
import { operatorPage, tokenFileName } from "./token-option.js";
import { passwordTyping } from "./type-password.js";

export type BridgeCommandOptions = TillOptions & {
  readonly http: string;
  readonly origin?: readonly string[];
  readonly tokens?: string;
  readonly dialect?: readonly string[];
};

/** What a person is told when all listens. */
type Told = {
  readonly ports: readonly BridgePort[];
  readonly origins: ReadonlySet<string>;
  operator: string;
};

/** Until Ctrl-C, or the system asks it to end. @param until ends it in tests */
export async function runBridge(
  terminal: Terminal,
  options: BridgeCommandOptions,
  until: () => Promise<unknown> = untilInterrupted,
): Promise<number> {
  const told = (facts: Told): Promise<unknown> => {
    terminal.out(
      options.json === true ? `${JSON.stringify(readyJson(facts))}\n` : `${facts.ports[0]!.url}\n`,
    );
    terminal.tell(tellHow(terminal, facts));
    return until();
  };
  checkBridgeOptions(options);
  await withServedTill(terminal, options, (till) => serve(terminal, options, till, told));
  return EXIT_DONE;
}

/** Before anything is opened. @throws RangeError */
export function checkBridgeOptions({ passwordStdin, http, origin = [] }: BridgeCommandOptions): void {
  if (passwordStdin === true)
    throw rangeError(
      "--password-stdin: duka serve --http asks on its own page, or at its terminal",
      "--password-stdin：duka serve --http 在自己的页面或终端上询问密码",
    );
  listenAddress(http);
  originList(origin);
}

async function serve(
  terminal: Terminal,
  options: BridgeCommandOptions,
  till: Omit<ServeTill, "send">,
  untilOver: (told: Told) => Promise<unknown>,
): Promise<void> {
  const address = listenAddress(options.http);
  const origins = originList(options.origin ?? []);
  // Loaded only here: no other command needs sockets and schemas.
  const { openTokenFile, serveBridge, bridgeDocument, bridgeOfTill, withPairing, methodNamesOf } =
    await loaded();
  const tokens = openTokenFile(tokenFileName(options.tokens, terminal.env));
  const behind = bridgeOfTill(till, passwordTyping(terminal, false));
  const bridge = withPairing(behind.bridge, tokens);
  const ports: BridgePort[] = [];
  const listens: { url: string; what: string }[] = [];
  try {
    const { version } = till;
    const port = await serveBridge({
      ...{ bridge, address, origins, facts: { version, listens, origins: [...origins] } },
      openApi: () => bridgeDocument(version, port.url, methodNamesOf(options.allowApdu)),
    });
    ports.push(port);
    listens.push({ url: port.url, what: "HTTP, WebSocket" });
    for (const wanted of options.dialect ?? []) {
      const { dialectOf } = await import("../../bridge/dialect/dialect-table.js");
      const { serveDialect } = await import("../../bridge/dialect/serve-dialect.js");
      const dialect = dialectOf(wanted);
      const at = { host: address.host, port: dialect.port };
      const spoken = await serveDialect({ bridge, dialect, address: at, origins });
      ports.push(spoken);
      listens.push({ url: spoken.url, what: dialect.name });
    }
    await untilOver({ ports, origins, operator: tokens.operator });
  } finally {
    for (const port of ports) await port.close();
    await bridge.close();
    await behind.close();
  }
}

async function loaded() {
  const [tokens, port, document, till, paired, requests] = await Promise.all([
    import("../../bridge/token-file.js"),
    import("../../bridge/serve-bridge.js"),
    import("../../bridge/openapi-document.js"),
    import("./bridge-of-till.js"),
    import("../../bridge/paired-bridge.js"),
    import("../../serve/requests.js"),
  ]);
  return { ...tokens, ...port, ...document, ...till, ...paired, ...requests };
}

function readyJson({ ports, origins }: Told) {
  const [url, ...dialects] = ports.map((port) => port.url);
  return { ready: true, url, dialects, origins: [...origins] };
}

function tellHow(terminal: Terminal, { ports, origins, operator }: Told): string {
  const { url } = ports[0]!;
  const listed = origins.size === 0 ? "no page: name some with --origin" : [...origins].join(", ");
  // What is no terminal may be a log that others read.
  const page =
    terminal.isTerminal === true ? operatorPage(url, operator) : "duka pair --page prints its address";
  const dialects = ports.slice(1).map((port) => `also at ${port.url}`);
  return [
    ...dialects,
    `may ask: ${listed}`,
    `the operator's page (操作员页面): ${page}`,
    "Ctrl-C ends it\n",
  ].join("\n");
}
