/** The table of commands in the simulator's README against the declarations and the chips. */
import { readFileSync } from "node:fs";
import { allCommands, declarationOf } from "@duka/protocol/commands/all-commands";
import type { AnyCommand } from "@duka/protocol/layout/command";
import { openChips } from "@duka/simulator/card/open-chips";
import type { Chip } from "@duka/simulator/chip/chip";
import test from "ava";
import { bytes } from "../../support/values/hex.js";
import { send } from "../card/chips.js";

const README = readFileSync(new URL("../../../../simulator/README.md", import.meta.url), "utf8");

type Row = {
  readonly text: string;
  readonly chip: string;
  readonly mark: string;
  readonly patterns: readonly RegExp[];
};

const ROWS = rowsOf(README);

function rowsOf(markdown: string): Row[] {
  const lines = markdown.split("\n");
  const start = lines.findIndex((line) => /^\| command +\| chip +\| mark/.test(line));
  const end = lines.findIndex((line, at) => at > start && !line.startsWith("|"));
  return lines.slice(start + 2, end).map((line) => {
    const [, text = "", chip = "", mark = ""] = line.split("|").map((cell) => cell.trim());
    return {
      text,
      chip,
      mark,
      patterns: [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => patternOf(code!)),
    };
  });
}

/** "80 5C 00 01/02" as what a command begins with; words such as id stand for anything. */
function patternOf(code: string): RegExp {
  const parts = code.split(" ");
  const end = parts.findIndex((part) => !/^[0-9A-F]{2}(\/[0-9A-F]{2})*$/.test(part));
  const hex = parts.slice(0, end < 0 ? undefined : end).map((part) => `(?:${part.replaceAll("/", "|")})`);
  return new RegExp(`^${hex.join("")}`);
}

const digitsOf = (apdu: string): string => apdu.replaceAll(" ", "").toUpperCase();

function rowsFor(command: AnyCommand): Row[] {
  return ROWS.filter(({ patterns }) =>
    command.examples.some(({ apdu }) => patterns.some((pattern) => pattern.test(digitsOf(apdu)))),
  );
}

/** A chip that knows a command does not find its CLA, INS or P1 P2 wrong. */
function knows(chip: Chip, command: AnyCommand): boolean {
  chip.reset();
  return command.examples.some(({ apdu }) => !/^(6E00|6D00|6A86)$/.test(send(chip, apdu).slice(-4)));
}

/** GET RESPONSE is the business of the card line, which has the answer that waits. */
const COMMANDS = allCommands.filter(({ name }) => name !== "GET RESPONSE");

for (const command of COMMANDS) {
  test(`${command.name} stands in the table with a mark, for the chips that know it`, (t) => {
    const rows = rowsFor(command);
    t.true(rows.length > 0);
    const { card, psam } = openChips("medical-sm4", undefined, 1);
    const wanted = [...(knows(card, command) ? ["card"] : []), ...(knows(psam, command) ? ["PSAM"] : [])];
    const told = new Set(rows.flatMap(({ chip }) => (chip === "both" ? ["card", "PSAM"] : [chip])));
    t.deepEqual([...told].sort(), wanted.sort());
    for (const { mark } of rows) t.regex(mark, /^[A-D](, [A-D])*$/);
  });
}

test("every code in the table is a command that is declared", (t) => {
  t.true(ROWS.length > 20, `${ROWS.length} rows`);
  const examples = COMMANDS.flatMap((command) => command.examples.map(({ apdu }) => digitsOf(apdu)));
  for (const { text, patterns } of ROWS) {
    t.true(patterns.length > 0, text);
    for (const pattern of patterns)
      t.true(
        examples.some((apdu) => pattern.test(apdu)),
        `${text}: ${pattern}`,
      );
  }
  t.is(declarationOf(bytes("80 24 00 01"))?.name, "PIN UNBLOCK, older form");
});
