/** `duka serve --http` */
import { EXIT_DONE, type Terminal, untilInterrupted } from "@duka/protocol/command-line";
import { listenAddress, originList } from "@duka/protocol/local-service";
import { realClock } from "../../base/real-clock.js";
import type { EventHub } from "../../bridge/event-hub.js";
import { programVersion } from "../version.js";
import { addressOf, centreOf, openJournalNamingDamage, profileOf, type TillOptions } from "./open-till.js";
import { isRehearsal } from "./rehearsal.js";
import { operatorPage, tokenFileName } from "./token-option.js";
import { readerOpener } from "./trace-file.js";
import { passwordTyping } from "./type-password.js";

export type BridgeCommandOptions = TillOptions & {
  readonly http: string;
  readonly origin?: readonly string[];
  readonly tokens?: string;
};

/** Until Ctrl-C, or the system asks it to end. @param until ends it in tests */
export async function runBridge(
  terminal: Terminal,
  options: BridgeCommandOptions,
  until: () => Promise<unknown> = untilInterrupted,
): Promise<number> {
  const address = listenAddress(options.http);
  const origins = originList(options.origin ?? []);
  if (options.passwordStdin === true)
    throw new RangeError("--password-stdin: duka serve --http asks on its own page, or at its terminal");
  const named = options.reader ?? terminal.env.DUKA_READER ?? "";
  const simulated = isRehearsal(terminal, options);
  const profile = profileOf(options.profile, named);
  const centre = centreOf(terminal, options, simulated);
  // Loaded only here: no other command needs sockets and schemas.
  const [{ createBridge }, { openTokenFile }, { serveBridge }, { bridgeDocument }, { tellingNews }, serving] =
    await Promise.all([
      import("../../bridge/bridge.js"),
      import("../../bridge/token-file.js"),
      import("../../bridge/serve-bridge.js"),
      import("../../bridge/openapi-document.js"),
      import("../../bridge/reader-events.js"),
      import("../../serve/serve-methods.js"),
    ]);
  const tokens = openTokenFile(tokenFileName(options.tokens, terminal.env));
  const readers = readerOpener(options, terminal.tell);
  const journal = await openJournalNamingDamage(terminal, options);
  let events: EventHub | undefined;
  const methods = serving.serveMethods({
    version: programVersion(),
    journal,
    simulated,
    async openReader() {
      const reader = await readers.open(await addressOf(terminal, options.reader));
      // A simulated reader's time runs only while it is asked something: its card is not watched.
      return events === undefined || reader.clock !== realClock ? reader : tellingNews(reader, events);
    },
    account: {
      profile,
      language: options.lang === "zh" ? "zh" : "en",
      pinPad: options.pinPad === true,
      ...(centre === undefined ? {} : { centre }),
    },
    send: (line) => events?.publish(JSON.parse(line)),
  });
  const atTerminal = passwordTyping(terminal, false);
  const bridge = createBridge({ clock: realClock, methods, tokens, atTerminal });
  events = bridge.events;
  try {
    const version = programVersion();
    let own = "";
    const port = await serveBridge({
      ...{ bridge, address, origins },
      facts: (url) => ({ version, listens: [{ url, what: "HTTP, WebSocket" }], origins: [...origins] }),
      openApi: () => bridgeDocument(version, own),
    });
    own = port.url;
    try {
      terminal.out(`${port.url}\n`);
      terminal.tell(tellHow(terminal, port.url, tokens.operator, origins));
      await until();
    } finally {
      await port.close();
    }
  } finally {
    await bridge.close();
    await methods.close();
    await journal.close();
    readers.close();
  }
  return EXIT_DONE;
}

function tellHow(terminal: Terminal, url: string, operator: string, origins: ReadonlySet<string>): string {
  const listed = origins.size === 0 ? "no page: name some with --origin" : [...origins].join(", ");
  // What is no terminal may be a log that others read.
  const page =
    terminal.isTerminal === true ? operatorPage(url, operator) : "duka pair --page prints its address";
  return [`may ask: ${listed}`, `the operator's page (操作员页面): ${page}`, "Ctrl-C ends it\n"].join("\n");
}
