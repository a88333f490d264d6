/** The words of a command line once more, for a program that is started with them later. */
import type { Command } from "@duka/protocol/command-line";

/**
 * Options that were typed, each as one word: a value that begins with "-" stays a value.
 * @param own options of the command itself, not of what is started later, as `attributeName` says them
 * @param written how a value is written there; as it was typed without it
 */
export function typedWords(
  command: Command,
  own: readonly string[],
  written: (name: string, value: string) => string = (_, value) => value,
): string[] {
  return command.options.flatMap((option) => {
    const name = option.attributeName();
    if (own.includes(name) || command.getOptionValueSource(name) !== "cli") return [];
    const value: unknown = command.getOptionValue(name);
    if (value === true) return [option.long!];
    return [value].flat().map((one) => `${option.long}=${written(name, String(one))}`);
  });
}
