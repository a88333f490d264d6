/** The rules that keep the house, each shown on a small tree where it is broken, and then on the repository. */
import test from "ava";
import { entryFiles, OPENED_BY_PATH } from "./entries.js";
import {
  circles,
  exportsWithoutUser,
  filesOfOneName,
  gettersMadeOften,
  longComments,
  offFloor,
  type Tree,
  typesOfOneName,
  upwardImports,
} from "./house-rules.js";
import { listFiles, PACKAGES, readText } from "./repository.js";
import { TESTED_ONLY } from "./tested-only.js";

const SRC = "driver/src/";
const FLOORS = ["base", "card", "cli", "index.ts"];
const ENTRIES: ReadonlySet<string> = new Set(["driver/src/index.ts"]);

type Rule = (tree: Tree) => string[];
const RULES: { readonly [name: string]: Rule } = {
  "every file lies on a floor": (tree) => offFloor(tree, SRC, FLOORS),
  "nothing imports upwards": (tree) => upwardImports(tree, SRC, FLOORS),
  "no circle": (tree) => circles(tree, SRC),
  "one type, one name": (tree) => typesOfOneName(tree, SRC),
  "one file, one name": (tree) => filesOfOneName(tree, SRC, ENTRIES),
  "every export has a user": (tree) => exportsWithoutUser(tree, ENTRIES),
  "comments wrap at 120 columns": longComments,
  "what is made often has no getter in a literal": gettersMadeOften,
};

/** A tree that keeps every rule; a case plants one offence in it, and no other rule may cry. */
const SOUND: { readonly [file: string]: string } = {
  "driver/src/base/errors.ts": "export type Code = 1;\nexport const NONE: Code = 1;\n",
  "driver/src/card/card.ts":
    'import { type Code, NONE } from "../base/errors.js";\nexport const card = (): Code => NONE;\n',
  "driver/src/index.ts": 'export { card } from "./card/card.js";\nexport const VERSION = 1;\n',
  "test/driver/card.test.ts": 'import { card } from "@duka/driver/card/card";\ncard();\n',
};

const LONG = "x".repeat(117);

const PLANTED: readonly (readonly [
  what: string,
  rule: string,
  files: { readonly [file: string]: string },
])[] = [
  ["a file beside the folders", "every file lies on a floor", { "driver/src/clock.ts": "" }],
  ["a folder that no floor is", "every file lies on a floor", { "driver/src/extra/clock.ts": "" }],
  [
    "a value from a floor above",
    "nothing imports upwards",
    { "driver/src/base/a.ts": 'import { card } from "../card/card.js";\ncard();' },
  ],
  [
    "a type from a floor above",
    "nothing imports upwards",
    { "driver/src/base/a.ts": 'import type { card } from "../card/card.js";' },
  ],
  [
    "a type from above by import()",
    "nothing imports upwards",
    { "driver/src/base/a.ts": 'type A = import("../card/card.js").A;' },
  ],
  [
    "a module from above by the name of its package",
    "nothing imports upwards",
    { "driver/src/base/a.ts": 'import "@duka/driver/card/card";' },
  ],
  [
    "an upward handing on",
    "nothing imports upwards",
    { "driver/src/base/a.ts": 'export * from "../card/card.js";' },
  ],
  [
    "two modules that need each other",
    "no circle",
    { "driver/src/card/a.ts": 'import "./b.js";', "driver/src/card/b.ts": 'import "./a.js";' },
  ],
  [
    "a circle of three, closed by a type",
    "no circle",
    {
      "driver/src/card/a.ts": 'import "./b.js";',
      "driver/src/card/b.ts": 'import "./c.js";',
      "driver/src/card/c.ts": 'import type {} from "./a.js";',
    },
  ],
  ["a module that imports itself", "no circle", { "driver/src/card/a.ts": 'import "./a.js";' }],
  [
    "a type that two files export",
    "one type, one name",
    {
      "driver/src/card/a.ts": "export type A = 1;",
      "driver/src/card/b.ts": "export interface A {}",
      "driver/src/cli/c.ts": 'import { A } from "../card/a.js";\nimport { A as B } from "../card/b.js";',
    },
  ],
  [
    "a type that is exported after it was declared",
    "one type, one name",
    {
      "driver/src/card/a.ts": "type Code = 2;\nexport type { Code };",
      "driver/src/cli/c.ts": 'import type { Code } from "../card/a.js";',
    },
  ],
  ["two files of one name", "one file, one name", { "driver/src/cli/card.ts": "" }],
  ["a constant without a user", "every export has a user", { "driver/src/cli/a.ts": "export const A = 1;" }],
  ["a type without a user", "every export has a user", { "driver/src/cli/a.ts": "export type A = 1;" }],
  [
    "a function without a user",
    "every export has a user",
    { "driver/src/cli/a.ts": "export async function a() {}" },
  ],
  [
    "a class without a user",
    "every export has a user",
    { "driver/src/cli/a.ts": "export abstract class A {}" },
  ],
  [
    "an export that is used at home only",
    "every export has a user",
    { "driver/src/cli/a.ts": "export const A = 1;\nconst b = A;" },
  ],
  [
    "an export that a test alone imports",
    "every export has a user",
    {
      "driver/src/cli/a.ts": "export const A = 1;",
      "test/driver/a.test.ts": 'import { A } from "@duka/driver/cli/a";',
    },
  ],
  [
    "a name of test support without a user",
    "every export has a user",
    { "test/support/a.ts": "export const A = 1;" },
  ],
  [
    "a name handed on that no one takes",
    "every export has a user",
    { "driver/src/cli/a.ts": 'export { card as A } from "../card/card.js";' },
  ],
  [
    "a comment at the end of a line",
    "comments wrap at 120 columns",
    { "driver/src/cli/a.ts": `a; // ${LONG}` },
  ],
  ["a comment line of 121 columns", "comments wrap at 120 columns", { "test/a.ts": `//${LONG}xx` }],
  [
    "a getter that a function makes",
    "what is made often has no getter in a literal",
    {
      "driver/src/card/a.ts":
        "const made = () => {\n  return {\n    get a() {\n      return 1;\n    },\n  };\n};",
    },
  ],
  ["a long line in a block", "comments wrap at 120 columns", { "test/a.ts": `/**\n * ${LONG}x\n */` }],
];

for (const [what, rule, files] of PLANTED) {
  test(`"${rule}" finds ${what}, and no other rule does`, (t) => {
    const tree = new Map(Object.entries({ ...SOUND, ...files }));
    const broken = Object.keys(RULES).filter((name) => RULES[name]?.(tree).length !== 0);
    t.deepEqual(broken, [rule]);
  });
}

const KEPT: readonly (readonly [what: string, files: { readonly [file: string]: string }])[] = [
  ["the sound tree itself", {}],
  [
    "a name of test support that a test takes",
    {
      "test/support/a.ts": "export const A = 1;",
      "test/driver/a.test.ts": 'import { A } from "../support/a.js";',
    },
  ],
  [
    "a module that is taken as a whole",
    {
      "driver/src/card/a.ts": "export const A = 1;",
      "driver/src/cli/b.ts": 'import * as a from "../card/a.js";',
    },
  ],
  [
    "a module that is loaded when it is needed",
    { "driver/src/card/a.ts": "export const A = 1;", "driver/src/cli/b.ts": 'await import("../card/a.js");' },
  ],
  ["a folder's file named as an entry is", { "driver/src/card/index.ts": "" }],
  ["a long line of code, and a long text with a slash", { "driver/src/cli/a.ts": `const a = "// ${LONG}";` }],
  ["a getter of a class", { "driver/src/card/a.ts": "class A {\n  get a() {\n    return 1;\n  }\n}" }],
  ["a comment line of 120 columns", { "driver/src/cli/a.ts": `//${LONG}x` }],
];

for (const [what, files] of KEPT) {
  test(`the rules leave alone: ${what}`, (t) => {
    const tree = new Map(Object.entries({ ...SOUND, ...files }));
    for (const [name, rule] of Object.entries(RULES)) t.deepEqual(rule(tree), [], name);
  });
}

const TREE: Tree = new Map([
  ...listFiles(/\.ts$/).map((file) => [file, readText(file)] as const),
  // Of a page's modules what they take: the rest is a language of its own.
  ...listFiles(/\.tsx$/).map((file) => [file, importsAlone(readText(file))] as const),
]);

function importsAlone(text: string): string {
  return (text.match(/^import [^;]*;/gm) ?? []).join("\n");
}

for (const name of PACKAGES) {
  test(`${name}: no type name is exported twice, no two source files have one name`, (t) => {
    t.deepEqual(typesOfOneName(TREE, `${name}/src/`), []);
    t.deepEqual(filesOfOneName(TREE, `${name}/src/`, entryFiles()), []);
  });
}

test("every export is imported by another module, or public, or named as one that tests alone take", (t) => {
  const open = new Set([...entryFiles(), ...OPENED_BY_PATH]);
  const unused = exportsWithoutUser(TREE, open).map((fault) => fault.replace(/:\d+ exports /, " "));
  t.deepEqual(unused.sort(), [...TESTED_ONLY].sort());
});

test("no module of the firmware imports itself through others, not even for a type", (t) => {
  t.deepEqual(circles(TREE, "firmware/src/"), []);
});

test("every comment of the repository wraps at 120 columns", (t) => {
  t.deepEqual(longComments(TREE), []);
});

test("nothing that is made with every reader, card, world or sale has a getter in a literal", (t) => {
  t.deepEqual(gettersMadeOften(TREE), []);
});
