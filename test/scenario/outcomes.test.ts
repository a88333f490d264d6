/** Outcomes by the address of a simulated reader, and by the last digits of an amount. */
import { join } from "node:path";
import { EquipmentError, openAccount, openJournal, openReader, realClock } from "@duka/driver";
import { OUTCOMES, type OutcomeName } from "@duka/simulator/world/outcomes";
import test, { type ExecutionContext } from "ava";
import { folderOf } from "../support/values/folder.js";
import { readText } from "../tidy/repository.js";

const NAMES = Object.keys(OUTCOMES) as OutcomeName[];
const YUAN = 100;

/** What a sale becomes at first, and what when it is asked again at a reader that was opened anew. */
const BECOMES: { readonly [name in OutcomeName]: readonly [first: string, again: string] } = {
  "card-pulled-after-debit": ["undecided answer-lost", "committed recovered-from-log"],
  "psam-dead": ["EquipmentError", "committed null"],
  "card-pulled-before-debit": ["undecided answer-lost", "committed null"],
  "card-mute": ["undecided answer-lost", "committed null"],
  "answer-lost": ["undecided answer-lost", "committed recovered-from-log"],
  "cable-pulled": ["undecided answer-lost", "committed recovered-from-log"],
  "reader-restarted": ["undecided answer-lost", "committed recovered-from-log"],
  "card-swapped": ["undecided answer-lost", "committed recovered-from-log"],
  "card-slow": ["committed null", "committed null"],
};

/** At a reader of this address, whose card remembers. @returns the outcome, or the error, in words */
async function sell(folder: string, query: string, ref: string, amountFen: number): Promise<string> {
  const reader = await openReader(`sim:?state=${join(folder, "card.json")}${query}`);
  const journal = await openJournal(join(folder, "j.db"), realClock);
  try {
    const { outcome, reasonCode } = await openAccount({ reader, journal }).debit({ ref, amountFen });
    return `${outcome} ${reasonCode}`;
  } catch (error) {
    if (error instanceof EquipmentError) return error.name;
    throw error;
  } finally {
    await journal.close();
    await reader.close();
  }
}

async function told(t: ExecutionContext, query: string, amountFen: number): Promise<readonly string[]> {
  const folder = folderOf(t);
  return [await sell(folder, query, "S-1", amountFen), await sell(folder, "", "S-1", amountFen)];
}

for (const name of NAMES) {
  test(`sim:?scenario=${name} and an amount that ends in ${OUTCOMES[name].ending} do the same`, async (t) => {
    t.deepEqual(await told(t, `&scenario=${name}`, 3 * YUAN), BECOMES[name]);
    t.deepEqual(await told(t, "&amounts=endings", 3 * YUAN + OUTCOMES[name].ending), BECOMES[name]);
  });
}

test("only when it is asked for, only these endings, and in the sale of that amount alone", async (t) => {
  const folder = folderOf(t);
  t.is(await sell(folder, "", "S-1", 3_51), "committed null");
  for (const [at, ending] of [0, 1, 50, 60, 99].entries())
    t.is(await sell(folder, "&amounts=endings", `S-2-${at}`, YUAN + ending), "committed null");
});

test("the READMEs have all of them, with their endings", (t) => {
  for (const file of ["simulator/README.md", "driver/README.md", "driver/README.zh-CN.md"])
    for (const name of NAMES)
      t.regex(readText(file), new RegExp(`\\| …${OUTCOMES[name].ending} \\| \`${name}\` \\|`), file);
});
