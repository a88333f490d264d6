/** Mistakes that people make in scenario files: each is told with file, line, column, what was expected, what to do. */
import { readScenario } from "@duka/simulator/world/script/read-scenario";
import { ScenarioError } from "@duka/simulator/world/script/scenario-error";
import test from "ava";

const SEE = '"duka-sim schema scenario" lists what there may be';
const HEAD = "title: A sale\n";
const STEPS = `${HEAD}steps:\n`;
const SALE = `${STEPS}  - sell: { ref: S-1, amountFen: 1250 }\n`;
const CENTRE = "  - centre: ";

/** The text, where, the beginning of what was expected, the remedy. */
const BROKEN: readonly (readonly [string, string | Uint8Array, string, string, string])[] = [
  ["an empty file", "", "1:1", "must be a scenario, and there is nothing", `write one: ${SEE}`],
  ["a list", "- sell: 1\n", "1:1", "scenario must be an object", `correct it; ${SEE}`],
  ["no steps", HEAD, "1:1", "scenario.steps must be a list of 1 to 200", "add it"],
  [
    "steps that are empty",
    `${HEAD}steps: []\n`,
    "2:8",
    "scenario.steps must be a list of 1 to 200",
    `correct it; ${SEE}`,
  ],
  ["no title", "steps:\n  - repair: {}\n", "1:1", "scenario.title must be a text", "add it"],
  [
    "a title that is a number",
    `title: 7\n${SALE.slice(HEAD.length)}`,
    "1:8",
    "scenario.title must be a text",
    'put it in quotes: "…"',
  ],
  ["a member misspelt", `${SALE}mony: {}\n`, "4:1", 'scenario has no member "mony"', "did you mean money?"],
  [
    "a member that is foreign",
    `${SALE}weather: rain\n`,
    "4:1",
    'scenario has no member "weather"',
    `leave it out; ${SEE}`,
  ],
  [
    "a step misspelt",
    `${STEPS}  - sel: { ref: S-1 }\n`,
    "3:5",
    'scenario.steps[0] has no member "sel"',
    "did you mean sell?",
  ],
  [
    "a step that is nothing",
    `${STEPS}  - expect: { outcome: done }\n`,
    "3:5",
    "scenario.steps[0] must be one of sell, bill, load",
    `correct it; ${SEE}`,
  ],
  [
    "two steps in one",
    `${STEPS}  - repair: {}\n    upload: {}\n`,
    "4:13",
    "scenario.steps[0].upload must be a step of its own",
    `correct it; ${SEE}`,
  ],
  [
    "an amount in yuan",
    `${STEPS}  - sell: { ref: S-1, amountFen: 12.50 }\n`,
    "3:34",
    "scenario.steps[0].sell.amountFen must be whole fen",
    `correct it; ${SEE}`,
  ],
  [
    "an amount as a text",
    `${STEPS}  - sell: { ref: S-1, amountFen: "1250" }\n`,
    "3:34",
    "scenario.steps[0].sell.amountFen must be whole fen",
    `correct it; ${SEE}`,
  ],
  [
    "an amount of nothing",
    `${STEPS}  - sell: { ref: S-1, amountFen: 0 }\n`,
    "3:34",
    "scenario.steps[0].sell.amountFen must be whole fen",
    `correct it; ${SEE}`,
  ],
  [
    "no amount",
    `${STEPS}  - sell: { ref: S-1 }\n`,
    "3:11",
    "scenario.steps[0].sell.amountFen must be whole fen",
    "add it",
  ],
  [
    "a ref that is a number",
    `${STEPS}  - sell: { ref: 1, amountFen: 1 }\n`,
    "3:18",
    "scenario.steps[0].sell.ref must be 1 to 64 printable ASCII characters",
    'put it in quotes: "…"',
  ],
  [
    "an account that there is not",
    `${STEPS}  - sell: { ref: S-1, amountFen: 1, kind: wallet }\n`,
    "3:43",
    "scenario.steps[0].sell.kind must be one of purse, medical, deposit",
    `correct it; ${SEE}`,
  ],
  [
    "a visit that there is not",
    `${STEPS}  - bill: { ref: B-1, visit: dentist, totalFen: 1 }\n`,
    "3:30",
    "scenario.steps[0].bill.visit must be one of registration",
    `correct it; ${SEE}`,
  ],
  [
    "a password that is a number",
    `${STEPS}  - types: [123456]\n`,
    "3:13",
    "scenario.steps[0].types[0] must be 4 to 16 decimal digits",
    'put it in quotes: "…"',
  ],
  [
    "a card without a name",
    `${STEPS}  - insert: new\n`,
    "3:13",
    "scenario.steps[0].insert must be the name of a card: own",
    `correct it; ${SEE}`,
  ],
  [
    "two cards of one name",
    `${SALE}cards:\n  - { name: a, number: 2 }\n  - { name: a, number: 3 }\n`,
    "6:13",
    "scenario.cards[1].name must be a name that no other card has",
    `correct it; ${SEE}`,
  ],
  [
    "a city that there is not",
    `${SALE}city: atlantis\n`,
    "4:7",
    "scenario.city must be one of hangzhou",
    `correct it; ${SEE}`,
  ],
  [
    "a date of its own kind",
    `${SALE}date: 21.11.2026\n`,
    "4:7",
    "scenario.date must be a time of day in China",
    `correct it; ${SEE}`,
  ],
  [
    "a fault that there is not",
    `${SALE}faults: [{ kind: card-melted, at: VERIFY }]\n`,
    "4:18",
    "scenario.faults[0].kind must be one of byte-lost",
    `correct it; ${SEE}`,
  ],
  [
    "a fault where it cannot strike",
    `${SALE}faults: [{ kind: card-mute, at: centre settle }]\n`,
    "4:33",
    "scenario.faults[0].at does not fit: fault card-mute",
    `correct it; ${SEE}`,
  ],
  [
    "a position that there is not",
    `${SALE}faults: [{ kind: card-mute, at: DEBIT }]\n`,
    "4:33",
    'scenario.faults[0].at does not fit: position "DEBIT": there is no command "DEBIT"; known: DEBIT',
    `correct it; ${SEE}`,
  ],
  [
    "an outcome that there is not",
    `${SALE}    expect: { outcome: paid }\n`,
    "4:24",
    "scenario.steps[0].expect.outcome must be one of committed",
    `correct it; ${SEE}`,
  ],
  [
    "an operation that there is not",
    `${STEPS}${CENTRE}{ call: melt }\n`,
    "3:21",
    "scenario.steps[0].centre.call must be one of the centre's operations",
    `correct it; ${SEE}`,
  ],
  [
    "a request that the centre does not take",
    `${STEPS}${CENTRE}{ call: findCard, with: { cardNumber: [] } }\n`,
    "3:51",
    "scenario.steps[0].centre.with.cardNumber must be as findCard has it",
    `correct it; ${SEE}`,
  ],
  [
    "a tab",
    `${HEAD}steps:\n\t- repair: {}\n`,
    "3:1",
    "must be YAML: Tabs are not allowed as indentation",
    "indent with spaces, two for each level",
  ],
  [
    "a member twice",
    `${SALE}title: Again\n`,
    "4:1",
    "must be YAML: Map keys must be unique",
    "leave one of the two out",
  ],
  [
    "a quote that is not closed",
    `title: "A sale\nsteps: []\n`,
    "3:1",
    "must be YAML: Missing closing",
    "close what was opened: a quote, a bracket, or a colon and a space behind a name",
  ],
  [
    "two documents",
    `${SALE}---\n${SALE}`,
    "4:1",
    "must be YAML: ",
    "write each scenario into a file of its own",
  ],
  [
    "a tag",
    `title: !secret A sale\n${SALE.slice(HEAD.length)}`,
    "1:8",
    "must be YAML: Unresolved tag",
    "leave the tag out",
  ],
  [
    "bytes that are no UTF-8",
    Uint8Array.of(0x74, 0xb6, 0xc1),
    "1:1",
    "must be text in UTF-8",
    "save it as UTF-8 in your editor",
  ],
  [
    "a file of a megabyte",
    "#".repeat(1 << 20),
    "1:1",
    "must be at most 256 KB long",
    "split it into several files",
  ],
];

test("there are at least 30 of them", (t) => {
  t.true(BROKEN.length >= 30);
});

for (const [mistake, text, at, expected, remedy] of BROKEN) {
  test(`${mistake}: file, line, column, expectation, remedy`, (t) => {
    const bytes = typeof text === "string" ? Buffer.from(text) : text;
    const error = t.throws(() => readScenario(bytes, "my till.yaml"), { instanceOf: ScenarioError })!;
    const { file, line, column } = error.place;
    t.deepEqual([file, `${line}:${column}`], ["my till.yaml", at], error.message);
    t.true(error.expected.startsWith(expected), error.expected);
    t.is(error.remedy, remedy, error.expected);
    t.is(error.message, `my till.yaml:${at}: ${error.expected}; ${error.remedy}`);
  });
}

test("what stood in the place of a password is not told", (t) => {
  for (const wrong of ["[246810]", '["24681O"]', '["246810", 24681035]']) {
    const text = `${STEPS}  - types: ${wrong}\n`;
    const error = t.throws(() => readScenario(Buffer.from(text), "a.yaml"), { instanceOf: ScenarioError })!;
    t.notRegex(error.message, /2468/);
  }
});
