import test from "ava";
import { listFiles, PACKAGES, readPackage, readText } from "./repository.js";
import { faultsOf, nameFault } from "./text-rules.js";

const TEXTS = listFiles(/\.(ts|js|json|md|yml|sh)$|^\.ci\/|^LICENSE$/);
const CODE = TEXTS.filter((file) => /\.(ts|js)$/.test(file));

/** The files that stand between the program and the machine's clock; everything else is told the time. */
const CLOCK_FILES: readonly string[] = [
  "driver/src/base/real-clock.ts",
  "simulator/src/time/real-clock.ts",
  "simulator/src/time/virtual-clock.ts",
  "firmware/src/hal-espruino.ts",
  "firmware/src/espruino.d.ts",
];

/** Benchmarks measure real time, and interoperability tests talk to programs that live in it. */
const CLOCK_FOLDERS = /^test\/(bench|interop|espruino)\//;

/** Tables of cases may be longer than code. */
const MAX_LINES = 300;
const MAX_TEST_LINES = 400;

const BROKEN: readonly (readonly [what: string, file: string, text: string])[] = [
  ["an unfinished place", "a.md", `x\n- ${"TO"}DO: y`],
  ["a path of one machine", "a.json", `\n{ "path": "${"/ho"}me/someone/duka" }`],
  ["any", "a.ts", "\nconst a = b as any;"],
  ["a parameter of type any", "a.ts", "\nfunction f(a: any) {}"],
  ["an empty catch", "a.ts", "\ntry { a(); } catch {}"],
  ["an empty catch with a name", "a.ts", "\ntry { a(); } catch (error) { }"],
  ["a type error switched off", "a.ts", `\n// @ts-${"ignore"}`],
  ["unseeded randomness", "a.ts", "\nconst a = Math.random();"],
  ["the wall clock", "a.ts", "\nconst a = Date.now();"],
  ["the wall clock as a date", "a.ts", "\nconst a = new Date();"],
  ["a timer", "a.ts", "\nsetTimeout(a, 1);"],
  ["a timer in a test", "a.test.ts", "\nawait new Promise((resolve) => setTimeout(resolve, 1));"],
  ["a turn of the event loop", "a.ts", "\nsetImmediate(a);"],
  ["performance", "a.ts", "\nperformance.now();"],
  ["a test that runs alone", "a.test.ts", '\ntest.only("a", (t) => t.pass());'],
  ["a test that does not run", "a.test.ts", '\ntest.skip("a", (t) => t.pass());'],
  ["a serial test that does not run", "a.test.ts", '\ntest.serial.skip("a", (t) => t.pass());'],
  ["an unresolved conflict", "a.md", `a\n${"<".repeat(7)} ours`],
];

for (const [what, file, text] of BROKEN) {
  test(`the rules find ${what} and its line`, (t) => {
    t.deepEqual(
      faultsOf(file, text, false).map((fault) => fault.line),
      [2],
    );
  });
}

const SOUND: readonly (readonly [file: string, text: string])[] = [
  ["a.ts", 'const a = "as any"; // Date.now()'],
  ["a.ts", "link.setTimeout(5); const any = 1; new Date(5);"],
  ["a.ts", "try { a(); } catch { b(); }"],
  ["test/a.test.ts", "await new Promise((resolve) => setImmediate(resolve));"],
  ["test/a.test.ts", `// @ts-${"expect-error"} the field is a number`],
  ["a.md", "The driver never calls Date.now."],
];

for (const [file, text] of SOUND) {
  test(`the rules leave alone: ${text}`, (t) => t.deepEqual(faultsOf(file, text, false), []));
}

test("a file named as a clock may read it, and still keeps the other rules", (t) => {
  t.deepEqual(faultsOf("a.ts", "setTimeout(a, Date.now());", true), []);
  t.is(faultsOf("a.ts", "Math.random();", true).length, 1);
});

test("every text of the repository keeps the rules", (t) => {
  const faults = TEXTS.flatMap((file) =>
    faultsOf(file, readText(file), CLOCK_FILES.includes(file) || CLOCK_FOLDERS.test(file)).map(
      (fault) => `${file}:${fault.line} ${fault.message}`,
    ),
  );
  t.deepEqual(faults, []);
});

test("every file named as a clock exists", (t) => {
  t.deepEqual(
    CLOCK_FILES.filter((file) => !CODE.includes(file)),
    [],
  );
});

test(`no source is longer than ${MAX_LINES} lines, no test longer than ${MAX_TEST_LINES}`, (t) => {
  const long = CODE.flatMap((file) => {
    const lines = readText(file).split("\n").length - 1;
    return lines > (file.startsWith("test/") ? MAX_TEST_LINES : MAX_LINES) ? [`${file}: ${lines}`] : [];
  });
  t.deepEqual(long, []);
});

test("file names say what is inside", (t) => {
  t.is(nameFault("driver/src/reader/reader.ts"), undefined);
  t.is(nameFault("driver/src/commonplace.ts"), undefined);
  t.is(nameFault("driver/src/pcsc-service.ts"), undefined, "the standard's own term");
  t.truthy(nameFault("driver/src/service.ts"));
  for (const name of ["utils", "helpers", "manager", "common"]) {
    t.truthy(nameFault(`driver/src/${name}.ts`));
    t.truthy(nameFault(`driver/src/${name}/a.ts`));
    t.truthy(nameFault(`driver/src/card-${name}.ts`));
  }
  t.deepEqual(
    TEXTS.flatMap((file) => nameFault(file) ?? []),
    [],
  );
});

for (const name of PACKAGES) {
  test(`${name}: its tools start from small committed launchers, and versions agree`, (t) => {
    const own = readPackage(name);
    t.is(own.version, readPackage(".").version);
    for (const launcher of Object.values(own.bin ?? {})) {
      const text = readText(`${name}/${launcher}`);
      t.true(text.startsWith("#!/usr/bin/env node\n"), launcher);
      t.true(text.split("\n").length <= 20, launcher);
    }
    for (const [dependency, version] of Object.entries({ ...own.dependencies, ...own.peerDependencies })) {
      if (dependency.startsWith("@duka/")) t.is(version, own.version, dependency);
    }
  });
}
