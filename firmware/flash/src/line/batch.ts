/** What a production line makes in one go, as a JSON file: which firmware, which numbers, which tests. */
import { dirname, resolve } from "node:path";
import { readJsonFile } from "@duka/protocol/data/json-file";
import { type DataOf, type JsonSchema, jsonSchemaOf, readData } from "@duka/protocol/data/read-data";
import {
  described,
  integer,
  listOf,
  mapOf,
  matching,
  members,
  oneOf,
  withRules,
  words,
} from "@duka/protocol/data/values";

const NUMBER_MAX = 999_999_999;

const serialNumbers = withRules(
  members({
    prefix: described(
      matching("[A-Za-z0-9][A-Za-z0-9._-]{0,29}", "1 to 30 letters, digits, dots, - and _"),
      "What every number begins with",
    ),
    digits: described(integer(1, 9), "How many digits follow, with leading zeros"),
    from: integer(0, NUMBER_MAX),
    to: integer(0, NUMBER_MAX),
  }),
  ({ digits, from, to }) => {
    if (to < from) return [{ path: ["to"], message: "must not be below from" }];
    if (String(to).length > digits)
      return [{ path: ["to"], message: `must have at most ${digits} digits, as digits says` }];
    return [];
  },
);

/** In the order in which they are made. */
const GUIDED_STEPS = ["lights", "beep", "display", "slots", "sale"] as const;
export type GuidedStep = (typeof GUIDED_STEPS)[number];

const shape = withRules(
  members({
    $schema: words.optional(),
    name: described(
      matching("[A-Za-z0-9][A-Za-z0-9._-]{0,39}", "1 to 40 letters, digits, dots, - and _"),
      "Of the batch, in every record",
    ),
    firmware: described(words, "Folder that duka-flash build has written, seen from this file"),
    board: described(words.optional(), "Which of several firmwares in the folder"),
    persona: described(words.optional(), "Which of several firmwares in the folder"),
    trust: described(words.optional(), "Public key (PEM): only what it has signed, and nothing older"),
    boardRevision: matching(
      "[A-Za-z0-9][A-Za-z0-9._-]{0,15}",
      "1 to 16 letters, digits, dots, - and _",
    ).optional(),
    serialNumbers,
    consoleSecret: described(words.optional(), "File with the one secret of all units"),
    consoleSecrets: described(
      words.optional(),
      "Folder in which each unit's own secret is made, in a file named by its number",
    ),
    readers: described(
      mapOf(words).optional(),
      "Boards with two lines: port of the console, and the address at which its reader answers",
    ),
    guidedTest: described(
      listOf(oneOf(...GUIDED_STEPS)).optional(),
      "What a person is led through once the firmware runs",
    ),
  }),
  ({ consoleSecret, consoleSecrets }) =>
    consoleSecret !== undefined && consoleSecrets !== undefined
      ? [
          {
            path: ["consoleSecrets"],
            message: "cannot stand beside consoleSecret: one secret for all, or one for each",
          },
        ]
      : [],
);

export type Batch = DataOf<typeof shape>;
export type SerialNumbers = Batch["serialNumbers"];

/** @returns the batch, its paths made whole @throws RangeError naming the file, the member and what it must be */
export function readBatch(file: string): Batch {
  const batch = readJsonFile(file, ["batch file", "批次文件"], (content) =>
    readData(shape, content, "batch"),
  );
  const at = <P extends string | undefined>(path: P): P =>
    (path === undefined ? undefined : resolve(dirname(file), path)) as P;
  return {
    ...batch,
    firmware: at(batch.firmware),
    trust: at(batch.trust),
    consoleSecret: at(batch.consoleSecret),
    consoleSecrets: at(batch.consoleSecrets),
  };
}

/** For editors. */
export function batchSchema(): JsonSchema {
  return jsonSchemaOf(shape);
}
