/** `duka-sim card` and its commands: a card plugged in somewhere, made, and looked at. */
import { cities } from "@duka/protocol/cities";
import { Command, type Terminal } from "@duka/protocol/command-line";
import { DEFAULT_PROFILE, DEFAULT_SEED } from "../../world/simulated-defaults.js";
import type { LookWords, NewWords, ProfileWords } from "../run/run-card.js";
import type { PlugWords } from "../run/run-card-plug.js";

const EXAMPLES = `
Examples:
  duka-sim card --vpcd 127.0.0.1:35963 --state card.json    (a card in stock pcscd; needs vsmartcard-vpcd)
  duka-sim card --tcp 127.0.0.1:4071                        (waits for a reader that speaks vpcd's protocol)
  duka-sim card new --profile hangzhou --holder "张三" card.json
  duka-sim card profile hangzhou --name my-city > my-city.json
  duka-sim card new --profile my-city.json --holder "张三" card.json
  duka-sim card show card.json
  duka-sim card log --json card.json

A card file is what --state takes everywhere: it holds the card and the terminal's PSAM. Test keys only.`;

const PROFILES = `one of ${cities.map(({ name }) => name).join(", ")}, or a JSON file of your own`;

export function cardCommand(terminal: Terminal): Command {
  const card = new Command("card")
    .description("a simulated card by itself: in stock pcscd, on a TCP port, in a file")
    .exitOverride()
    // Options after the name of a command are that command's.
    .enablePositionalOptions()
    .option("--vpcd <host:port>", "put the card into the slot of the vpcd that listens there")
    .option("--tcp <host:port>", "listen there for one reader at a time; port 0 takes any that is free")
    .option("--profile <name|file>", `city profile: ${PROFILES}; that of the state file without`)
    .option("--state <file>", "keep the card's memory in this file")
    .option("--seed <number>", "what everything random comes from", String(DEFAULT_SEED))
    .option("--json", "say where it is ready as JSON, on standard output")
    .addHelpText("after", EXAMPLES)
    .action(async (options: PlugWords) => {
      const { plugCard } = await import("../run/run-card-plug.js");
      await plugCard(terminal, options);
    });
  card
    .command("new")
    .description("make a new card, as its issuer does, and write it to a file that is not there yet")
    .argument("<file>", "the card file to make")
    .requiredOption("--holder <name>", "name of the card-holder")
    .option("--profile <name|file>", `city profile: ${PROFILES}`, DEFAULT_PROFILE)
    .option(
      "--seed <number>",
      "1 is the profile's own card; each other number has its own serial number",
      "1",
    )
    .option("--json", "say what was made as JSON")
    .action(async (file: string, options: NewWords) => {
      const { makeCard } = await import("../run/run-card.js");
      makeCard(terminal, file, options);
    });
  card
    .command("show")
    .description(
      "show what a card file holds: application, holder, balances, sequences, locks, files; and the PSAM",
    )
    .argument("<file>", "the card file")
    .option("--json", "everything, with the bytes of the files, as JSON")
    .action(async (file: string, options: LookWords) => {
      const { showCard } = await import("../run/run-card.js");
      showCard(terminal, file, options);
    });
  card
    .command("log")
    .description("show the transactions that the card remembers, the newest first")
    .argument("<file>", "the card file")
    .option("--json", "as JSON")
    .action(async (file: string, options: LookWords) => {
      const { showLog } = await import("../run/run-card.js");
      showLog(terminal, file, options);
    });
  card
    .command("profile")
    .description("print a city profile as JSON, to make one of your own from")
    .argument("<name|file>", PROFILES)
    .option("--name <name>", "what the new one is called; my- and the old name by default")
    .option("--json", "as JSON, as it is without")
    .action(async (word: string, options: ProfileWords) => {
      const { printProfile } = await import("../run/run-card.js");
      printProfile(terminal, word, options);
    });
  return card;
}
