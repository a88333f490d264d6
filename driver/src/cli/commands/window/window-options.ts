/**
 * Options of what a clerk does at a service point. Some hold numbers of a person: what is typed on a command line is
 * seen by every user of the machine in the list of processes, so that a file may hold them instead.
 */
import { type Command, Option, type Terminal, terminalOf } from "@duka/protocol/command-line";
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
  const asked = withNeededId(
    command,
    "--document <[kind:]number>",
    "the holder's ID document as shown: resident-id (the default), passport, household-register, residence-permit",
  )
    .option("--delegate <name>", "who came for the holder")
    .option("--relation <words>", "with --delegate: son, wife, colleague");
  return withOfferedId(
    asked,
    "--delegate-document <[kind:]number>",
    "with --delegate: that person's own document; after a death death-certificate:NUMBER",
  );
}

/** Whose act it is, where no card says it. */
export function withHolderOption(command: Command): Command {
  return withNeededId(command, "--holder <number>", "social-security number (社会保障号码)");
}

/** For acts for which no card is in a reader. */
export function withDeskOptions(command: Command): Command {
  return withCentreOptions(command)
    .addOption(new Option("--simulated", "the centre is a simulated one"))
    .addOption(journalOption())
    .addOption(languageOption())
    .addOption(jsonOption());
}

type IdOption = { readonly flags: string; readonly attribute: string; readonly isNeeded: boolean };

const OPTIONS = new WeakMap<Command, IdOption[]>();

/** A number of a person that has to be given, here or in the file. @param flags "--holder <number>" */
export function withNeededId(command: Command, flags: string, description: string): Command {
  return withIdOption(command, flags, description, true);
}

export function withOfferedId(command: Command, flags: string, description: string): Command {
  return withIdOption(command, flags, description, false);
}

function withIdOption(command: Command, flags: string, description: string, isNeeded: boolean): Command {
  command.option(flags, description);
  const attribute = command.options.at(-1)?.attributeName() ?? "";
  const known = OPTIONS.get(command) ?? begin(command);
  known.push({ flags, attribute, isNeeded });
  return command;
}

function begin(command: Command): IdOption[] {
  const known: IdOption[] = [];
  OPTIONS.set(command, known);
  command
    .option(
      "--id-numbers <file>",
      'a JSON file with such numbers, {"holder": "…", "document": "…"}: on the command line other users of this machine see them',
    )
    .option(
      "--id-number-stdin",
      "read them from a line of standard input: the one number that is missing, or such an object",
    )
    .hook("preAction", async () => {
      await takeNumbers(command, known);
      const [missing] = missingOf(command, known);
      if (missing !== undefined) {
        command.error(
          `error: required option '${missing.flags}' not specified, nor in --id-numbers or --id-number-stdin`,
          { code: "commander.missingMandatoryOptionValue" },
        );
      }
    });
  return known;
}

function missingOf(command: Command, known: readonly IdOption[]): readonly IdOption[] {
  return known.filter(
    ({ attribute, isNeeded }) => isNeeded && command.getOptionValue(attribute) === undefined,
  );
}

/** @throws RangeError */
async function takeNumbers(command: Command, known: readonly IdOption[]): Promise<void> {
  const { idNumbers, idNumberStdin = false, passwordStdin = false } = command.opts<NumberSources>();
  if (idNumbers === undefined && !idNumberStdin) return;
  const { checkSources, givenTwice, readIdNumberLine, readIdNumbers } = await import(
    "../../run/window/id-numbers-file.js"
  );
  checkSources(idNumbers !== undefined, idNumberStdin, passwordStdin);
  const names = known.map(({ attribute }) => attribute);
  const numbers =
    idNumbers === undefined
      ? await readIdNumberLine(
          inputOf(command),
          names,
          missingOf(command, known).map(({ attribute }) => attribute),
        )
      : readIdNumbers(idNumbers, names);
  for (const [attribute, number] of Object.entries(numbers)) {
    if (command.getOptionValue(attribute) !== undefined) {
      const twice = known.find((one) => one.attribute === attribute)?.flags.split(" ")[0];
      throw givenTwice(twice, idNumbers);
    }
    command.setOptionValueWithSource(attribute, number, "config");
  }
}

type NumberSources = {
  readonly idNumbers?: string;
  readonly idNumberStdin?: boolean;
  readonly passwordStdin?: boolean;
};

function inputOf(command: Command): Terminal["input"] {
  const terminal = terminalOf(command) as Terminal | undefined;
  if (terminal === undefined) throw new TypeError("a command runs at a terminal");
  return terminal.input;
}
