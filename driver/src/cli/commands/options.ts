/** Options that several commands share. */
import { cities } from "@duka/protocol/cities";
import { type Command, Option } from "@duka/protocol/command-line";

/** Of a command that opens a reader. */
export function withTillOptions(command: Command): Command {
  return withCentreOptions(command)
    .option(
      "--reader <address>",
      "sim:, serial:PORT, tcp://HOST:PORT or pcsc:NAME (default: $DUKA_READER, or the one found)",
    )
    .addOption(profileOption())
    .option("--password-stdin", "read a changed password from a line of standard input")
    .option("--pin-pad", "have the password typed on the reader's own keypad, which never tells it")
    .option("--password-unblocked", "the holder had a locked password unblocked elsewhere: ask for it again")
    .option("--wait-card <seconds>", "wait so long for a card that is not in yet; 600 at most")
    .option("--events", "tell every step on standard error; with --json as lines of JSON")
    .option("--clock-is-right", "after a look at the till's clock that seemed wrong: it is right, sell")
    .option(
      "--rehearsal",
      "rehearse: sales are simulated ones even where no reader can be opened; a real reader is refused",
    )
    .option("--trace <file>", "record every exchange, without passwords, for duka trace show")
    .option("--trace-link", "with --trace: record every CCID message on the line as well")
    .addOption(journalOption())
    .addOption(languageOption())
    .addOption(jsonOption());
}

/** Of `duka serve --http`, and of the service that runs it. */
export function withBridgeOptions(command: Command): Command {
  return withTillOptions(command)
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
    .addOption(tokensOption())
    .addOption(apduOption());
}

function collect(one: string, before: readonly string[] = []): readonly string[] {
  return [...before, one];
}

/** Given more than once, a till takes the cards of several cities. */
export function profileOption(): Option {
  return new Option(
    "--profile <name|file|folder>",
    `city profile: ${cities.map(({ name }) => name).join(", ")}, a JSON file, or a folder of them; more than once for several cities, your own first (default: the simulated card's, else hangzhou)`,
  ).argParser((word: string, before: readonly string[] = []) => [...before, word]);
}

/** Which account of the card a command means. */
export function accountOption(): Option {
  return new Option("--kind <kind>", "which account of the card: purse, deposit or medical")
    .choices(["purse", "deposit", "medical"])
    .default("purse");
}

export function journalOption(): Option {
  return new Option(
    "--journal <file>",
    "the journal (default: $DUKA_JOURNAL, or in the user's data directory)",
  );
}

/** Where `duka serve --http` listens by itself. */
export const BRIDGE_ADDRESS = "127.0.0.1:4090";

export function tokensOption(): Option {
  return new Option(
    "--tokens <file>",
    "who is paired with duka serve --http (default: $DUKA_TOKENS, or in the user's data directory)",
  );
}

/** Who the centre is, and how the line to it is protected. */
export function withCentreOptions(command: Command): Command {
  return command
    .option("--centre <url>", "the insurance centre (default: $DUKA_CENTRE)")
    .option(
      "--institution <id>",
      "number of your hospital or pharmacy at the centre (default: $DUKA_INSTITUTION)",
    )
    .option(
      "--centre-authorization <file>",
      "what is sent to the centre as authorization, one line (default: $DUKA_CENTRE_AUTHORIZATION itself)",
    )
    .option(
      "--centre-ca <file>",
      "PEM of the authorities that vouch for the centre (default: $DUKA_CENTRE_CA)",
    )
    .option("--centre-cert <file>", "PEM of your client certificate (default: $DUKA_CENTRE_CERT)")
    .option("--centre-key <file>", "PEM of its private key (default: $DUKA_CENTRE_KEY)")
    .option("--insecure-centre", "take a centre at plain http:// on another machine");
}

/** Of what serves programs and pages. */
export function apduOption(): Option {
  return new Option(
    "--allow-apdu",
    "with the method transmit: raw commands that read the card; never VERIFY, never money",
  );
}

export function languageOption(): Option {
  return new Option("--lang <language>", "of receipts and explanations")
    .choices(["both", "zh", "en"])
    .default("both");
}

export function jsonOption(): Option {
  return new Option("--json", "print JSON for a program");
}
