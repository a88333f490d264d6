/** `duka journal where` */
import { existsSync } from "node:fs";
import { EXIT_DONE, type Terminal } from "@duka/protocol/command-line";
import { IN_MEMORY } from "../../journal/journal-file.js";
import { journalPlace, passedOver } from "./journal-option.js";

export type WhereOptions = { journal?: string; json?: boolean };

/** Looks, and makes nothing. @returns the exit code */
export function runWhere(terminal: Terminal, options: WhereOptions): number {
  const place = journalPlace(options.journal, terminal.env);
  const { file, from, ignored } = place;
  const exists = file !== IN_MEMORY && existsSync(file);
  terminal.out(options.json === true ? `${JSON.stringify({ file, from, exists, ignored })}\n` : `${file}\n`);
  for (const line of passedOver(place)) terminal.tell(`${line}\n`);
  const by = from === "account" ? "the home folder of this user's account" : from;
  terminal.tell(`by ${by}; ${exists ? "it is there" : "nothing is there yet"}\n`);
  return EXIT_DONE;
}
