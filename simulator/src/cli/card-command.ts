/** `duka-sim card` and its commands: a card plugged in somewhere, made, and looked at. */
import { Command } from "commander";
import { openChips } from "../card/open-chips.js";
import { readProfile } from "../profiles/profile.js";
import { profileOf } from "../profiles/profile-file.js";
import { profileNames } from "../profiles/profiles.js";
import { DEFAULT_PROFILE, DEFAULT_SEED, parseSeed } from "../world/simulated-spec.js";
import { contentsOf } from "./card-contents.js";
import { createCardFile, lookIntoCardFile } from "./card-file.js";
import { cardFor } from "./card-issue.js";
import { plugCard } from "./card-plug.js";
import { recordsOf } from "./card-records.js";
import { cardText, recordsText } from "./card-text.js";

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

const PROFILES = `one of ${profileNames.join(", ")}, or a JSON file of your own`;

/** Where an editor finds it from the folder that the package was installed in. */
const EDITOR_SCHEMA = "node_modules/@duka/simulator/profile.schema.json";

type NewWords = {
  readonly profile: string;
  readonly holder: string;
  readonly seed: string;
  readonly json?: true;
};
type LookWords = { readonly json?: true };

export function cardCommand(): Command {
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
    .addHelpText("after", EXAMPLES)
    .action(plugCard);
  card
    .command("new")
    .description("make a new card, as its issuer does, and write it to a file that is not there yet")
    .argument("<file>", "the card file to make")
    .requiredOption("--holder <name>", "name of the card-holder, in characters of GBK")
    .option("--profile <name|file>", `city profile: ${PROFILES}`, DEFAULT_PROFILE)
    .option(
      "--seed <number>",
      "1 is the profile's own card; each other number has its own serial number",
      "1",
    )
    .option("--json", "say what was made as JSON")
    .action(makeCard);
  card
    .command("show")
    .description(
      "show what a card file holds: application, holder, balances, sequences, locks, files; and the PSAM",
    )
    .argument("<file>", "the card file")
    .option("--json", "everything, with the bytes of the files, as JSON")
    .action(showCard);
  card
    .command("log")
    .description("show the transactions that the card remembers, the newest first")
    .argument("<file>", "the card file")
    .option("--json", "as JSON")
    .action(showLog);
  card
    .command("profile")
    .description("print a city profile as JSON, to make one of your own from")
    .argument("<name|file>", PROFILES)
    .option("--name <name>", "what the new one is called; my- and the old name by default")
    .action(printProfile);
  return card;
}

function printProfile(word: string, { name }: { readonly name?: string }): void {
  const profile = profileOf(word);
  const own = { ...profile, name: name ?? `my-${profile.name}` };
  readProfile(own);
  print(jsonText({ $schema: EDITOR_SCHEMA, ...own }));
}

function makeCard(path: string, { profile, holder, seed, json }: NewWords): void {
  const number = parseSeed(seed);
  const chips = openChips(cardFor(profileOf(profile), holder, number), undefined, number);
  createCardFile(path, chips.serialize());
  chips.card.reset();
  const contents = contentsOf(chips);
  const { serialNumber } = contents.application;
  const made = { file: path, profile: contents.profile, serialNumber, holder: contents.holder.name };
  print(json ? jsonText(made) : `${path}: ${contents.profile} card ${serialNumber} of ${made.holder}\n`);
}

function showCard(path: string, { json }: LookWords): void {
  const contents = lookIntoCardFile(path, contentsOf);
  print(json ? jsonText(contents) : cardText(contents));
}

function showLog(path: string, { json }: LookWords): void {
  const records = lookIntoCardFile(path, ({ card }) => recordsOf(card));
  print(json ? jsonText(records) : recordsText(records));
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function print(text: string): void {
  process.stdout.write(text);
}
