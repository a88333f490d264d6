/** `duka-sim card new | show | log | profile`: card files, made and looked at. */
import type { Terminal } from "@duka/protocol/command-line";
import { cardFor } from "../../card/card-issue.js";
import { openChips } from "../../card/open-chips.js";
import { readProfile } from "../../profiles/profile.js";
import { profileOf } from "../../profiles/profile-file.js";
import { parseSeed } from "../../world/simulated-spec.js";
import { contentsOf } from "../card-contents.js";
import { createCardFile, lookIntoCardFile } from "../card-file.js";
import { recordsOf } from "../card-records.js";
import { cardText, recordsText } from "../card-text.js";

/** Where an editor finds it from the folder that the package was installed in. */
const EDITOR_SCHEMA = "node_modules/@duka/simulator/profile.schema.json";

export type NewWords = {
  readonly profile: string;
  readonly holder: string;
  readonly seed: string;
  readonly json?: true;
};
export type ProfileWords = { readonly name?: string };
export type LookWords = { readonly json?: true };

export function printProfile(terminal: Terminal, word: string, { name }: ProfileWords): void {
  const profile = profileOf(word);
  const own = { ...profile, name: name ?? `my-${profile.name}` };
  readProfile(own);
  terminal.out(jsonText({ $schema: EDITOR_SCHEMA, ...own }));
}

export function makeCard(terminal: Terminal, path: string, { profile, holder, seed, json }: NewWords): void {
  const number = parseSeed(seed);
  const chips = openChips(cardFor(profileOf(profile), holder, number), undefined, number);
  createCardFile(path, chips.serialize());
  chips.card.reset();
  const contents = contentsOf(chips);
  const { serialNumber } = contents.application;
  const made = { file: path, profile: contents.profile, serialNumber, holder: contents.holder.name };
  terminal.out(
    json ? jsonText(made) : `${path}: ${contents.profile} card ${serialNumber} of ${made.holder}\n`,
  );
}

export function showCard(terminal: Terminal, path: string, { json }: LookWords): void {
  const contents = lookIntoCardFile(path, contentsOf);
  terminal.out(json ? jsonText(contents) : cardText(contents));
}

export function showLog(terminal: Terminal, path: string, { json }: LookWords): void {
  const records = lookIntoCardFile(path, ({ card }) => recordsOf(card));
  terminal.out(json ? jsonText(records) : recordsText(records));
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
