/** Options of what a clerk does at a service point. */
import type { Command } from "@duka/protocol/command-line";
import { Option } from "@duka/protocol/command-line";
import { journalOption, jsonOption, languageOption, withCentreOptions } from "../options.js";

/** Who stands where, and under which number it is done. */
export function withWindowOptions(command: Command): Command {
  return command
    .requiredOption("--ref <text>", "your own number for this act; asked again under it, it is the same act")
    .option("--window <id>", "number of your service point (default: $DUKA_WINDOW)")
    .option("--operator <name>", "who stands at the window (default: $DUKA_OPERATOR)");
}

/** Who vouches: the holder with an ID document, or someone who came for the holder with both. */
export function withVouchingOptions(command: Command): Command {
  return command
    .requiredOption(
      "--document <[kind:]number>",
      "the holder's ID document as shown: resident-id (the default), passport, household-register, residence-permit",
    )
    .option("--delegate <name>", "who came for the holder")
    .option("--relation <words>", "with --delegate: son, wife, colleague")
    .option(
      "--delegate-document <[kind:]number>",
      "with --delegate: that person's own document; after a death death-certificate:NUMBER",
    );
}

/** For acts for which no card is in a reader. */
export function withDeskOptions(command: Command): Command {
  return withCentreOptions(command)
    .addOption(new Option("--simulated", "the centre is a simulated one"))
    .addOption(journalOption())
    .addOption(languageOption())
    .addOption(jsonOption());
}
