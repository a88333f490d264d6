import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { BUNDLE_FOLDER } from "@duka/flash/base/package-folders";
import { findBoard } from "@duka/flash/boards/board-table";
import { usesOf } from "@duka/flash/build/fixed-session";
import { inOrderOfUse } from "@duka/flash/build/order-of-use";
import { checkSubset } from "@duka/flash/subset/subset";
import test from "ava";

/** Of the session that the build runs. */
const COMMANDS = 9;
const { table: PICO } = findBoard("PICO_R1_3");

const TEXTS: readonly (readonly [rule: string, uses: object, before: string, after: string])[] = [
  [
    "functions and plain values stand by their use",
    { g: 9, b: 3, a: 2, f: 1 },
    "(()=>{function f(){}function g(){}let a=1,b=-2;g(a,b)})();",
    "(()=>{var b=-2,a=1;function g(){}function f(){}g(a,b)})();",
  ],
  [
    "what has to be worked out is declared in front and worked out where it was",
    { a: 1, d: 2 },
    "(()=>{const z=new Uint8Array(2),a=z.subarray(1),y=7,d=[a];E.f(d,y)})();",
    "(()=>{var d,a;const z=new Uint8Array(2);a=z.subarray(1);const y=7;d=[a];E.f(d,y)})();",
  ],
  [
    "a variable that begins with nothing is declared in front alone",
    { u: 1 },
    "(()=>{let u,v;E.f(u,v)})();",
    "(()=>{var u;let v;E.f(u,v)})();",
  ],
  ["without uses only the text is kept", {}, "(()=>{E.f(1);E.g(2)})();", "(()=>{E.f(1);E.g(2)})();"],
  ["what is no bundle is left alone", { a: 1 }, "let a=1;", "let a=1;"],
];

for (const [rule, uses, before, after] of TEXTS) {
  test(rule, (t) => {
    t.is(inOrderOfUse(before, new Map(Object.entries(uses))), after);
  });
}

test("uses are counted however a name is used; those of the start do not count", (t) => {
  const code =
    '(()=>{let a=0,b=1,n=[2],s={};function f(n){a++,b+=n;for(let r of n)s={b};return a}f(n),global.Serial1.on("data",t=>{f(t)})})();';
  const { byName, answers } = usesOf(code, PICO);
  const frames = byName.get("f") ?? 0;
  t.true(frames > COMMANDS);
  t.is(byName.get("a"), 2 * frames);
  t.is(byName.get("n"), undefined);
  t.is(answers, 0);
});

test("a text that is no reader has no uses, and is no error", (t) => {
  t.is(usesOf("(()=>{E.nothing.at.all()})();", PICO).byName.size, 0);
  t.is(usesOf("let a=1;", PICO).byName.size, 0);
});

const BUNDLES = readdirSync(BUNDLE_FOLDER)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -5));

for (const name of BUNDLES) {
  test(`${name} answers the whole session, is inside the subset, and has its most used names first`, (t) => {
    const code = readFileSync(join(BUNDLE_FOLDER, `${name}.js`), "utf8");
    const { table } = findBoard(name.slice(0, name.indexOf("-")));
    const { byName, answers } = usesOf(code, table);
    t.is(answers, COMMANDS);
    t.deepEqual(checkSubset(code), []);
    t.is(inOrderOfUse(code, byName), code);
    const [, variables = ""] = /^"use strict";\(\(\)=>\{var ([^;]*);function /.exec(code) ?? [];
    const counts = variables.split(",").map((one) => byName.get(one.split("=")[0] ?? "") ?? 0);
    t.deepEqual(
      counts,
      [...counts].sort((a, b) => b - a),
    );
    t.true(counts.length > 30);
  });
}

test("a text in order of use means what it meant", (t) => {
  const code = "(()=>{function f(){return x+k[0]}const k=[x=4];var x=2;let y=f();out.push(x,y,f())})();";
  const results = [
    code,
    inOrderOfUse(
      code,
      new Map([
        ["y", 3],
        ["f", 2],
        ["k", 1],
      ]),
    ),
  ].map((text) => {
    const out: number[] = [];
    runInNewContext(text, { out });
    return out;
  });
  t.deepEqual(results[0], results[1]);
});
