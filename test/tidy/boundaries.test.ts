import test from "ava";
import { areaOf, importFault, packageName, targetOf } from "./import-rules.js";
import { type ImportedModule, importsOf } from "./imports.js";
import { listFiles, PACKAGES, readPackage, readText } from "./repository.js";

const SOURCES = listFiles(/^(protocol|firmware|firmware\/flash|driver|simulator)\/src\/.*\.ts$/);
const IMPORTS = new Map<string, readonly ImportedModule[]>(
  SOURCES.map((file) => [file, importsOf(readText(file))]),
);

const SCANNED: readonly (readonly [text: string, ...specifiers: string[]])[] = [
  ['import "a";', "a"],
  ['import a from "a"', "a"],
  ['import a, { type b as c } from "a";', "a"],
  ['import * as a from "a";', "a"],
  ['import type { a } from "a";', "a"],
  ["import {\n  a,\n  b,\n} from \"a\";\nimport c from 'c';", "a", "c"],
  ['export * from "a";', "a"],
  ['export type * from "a";', "a"],
  ['export { a } from "a"; export type { b } from "b";', "a", "b"],
  ['export { a };\nconst from = "b";'],
  ['export const a = "from"; const from = "x";'],
  ['const a = await import("a");', "a"],
  ['type A = import("a").A;', "a"],
  ["await import(name);"],
  ["import.meta.url;"],
  ['a.import("b");'],
  ['// import "a";\n/* import "b"; */'],
  ["const a = 'import \"b\"';"],
  ['const a = `import "b" $' + '{ import("c") } import "d"`; import "e";', "c", "e"],
  ['const a = /import "b"/; import "c";', "c"],
  ['const a = 1 / 2; import "c"; const b = 3 / 4;', "c"],
  ['const a = [/["\']/]; import "c";', "c"],
];

for (const [text, ...specifiers] of SCANNED) {
  test(`the scanner reads ${JSON.stringify(text)}`, (t) => {
    t.deepEqual(
      importsOf(text).map((one) => one.specifier),
      specifiers,
    );
  });
}

test("the scanner counts lines and tells types", (t) => {
  t.deepEqual(importsOf('/*\n*/\nimport type { a } from "a";\n`\n`;\nimport "b";'), [
    { specifier: "a", typeOnly: true, line: 3 },
    { specifier: "b", typeOnly: false, line: 6 },
  ]);
});

const FORBIDDEN: readonly (readonly [file: string, specifier: string])[] = [
  ["protocol/src/wire/ccid.ts", "../commands/field.js"],
  ["protocol/src/wire/ccid.ts", "../transport.js"],
  ["protocol/src/wire/ccid.ts", "node:buffer"],
  ["protocol/src/transport.ts", "./wire/ccid.js"],
  ["protocol/src/commands/field.ts", "../crypto/mac.js"],
  ["protocol/src/commands/field.ts", "node:util"],
  ["protocol/src/crypto/mac.ts", "../commands/field.js"],
  ["protocol/src/crypto/mac.ts", "node:fs"],
  ["protocol/src/command-line/run-program.ts", "../wire/ccid.js"],
  ["protocol/src/wire/ccid.ts", "../command-line.js"],
  ["protocol/src/other.ts", "./wire/ccid.js"],
  ["firmware/src/main.ts", "@duka/protocol/layout/field"],
  ["firmware/src/main.ts", "@duka/protocol/transport"],
  ["firmware/src/main.ts", "node:fs"],
  ["firmware/src/main.ts", "@duka/protocol/command-line"],
  ["firmware/src/main.ts", "../flash/src/build-firmware.js"],
  ["firmware/flash/src/build-firmware.ts", "@duka/simulator"],
  ["firmware/flash/src/build-firmware.ts", "../../../test/run.js"],
  ["driver/src/reader/reader.ts", "@duka/simulator"],
  ["driver/src/reader/reader.ts", "../../simulator/src/index.js"],
  ["driver/src/reader/reader.ts", "@duka/flash/build-firmware"],
  ["driver/src/reader/reader.ts", "fs"],
  ["driver/src/reader/reader.ts", "left-pad"],
  ["driver/src/reader/reader.ts", "../../test/driver/reader.js"],
  ["simulator/src/card.ts", "@duka/driver"],
  ["simulator/src/card.ts", "@duka/flash/build-firmware"],
];

for (const [file, specifier] of FORBIDDEN) {
  test(`${file} must not import ${specifier}`, (t) => {
    t.truthy(importFault(file, { specifier, typeOnly: true, line: 1 }, ["serialport"]));
  });
}

const ALLOWED: readonly (readonly [file: string, specifier: string])[] = [
  ["protocol/src/wire/ccid.ts", "./bytes.js"],
  ["protocol/src/commands/field.ts", "../wire/bytes.js"],
  ["protocol/src/crypto/mac.ts", "node:crypto"],
  ["protocol/src/command-line/package-version.ts", "node:fs"],
  ["firmware/src/main.ts", "@duka/protocol/wire/ccid"],
  ["firmware/src/boards/pico.ts", "../board.js"],
  ["firmware/flash/src/flasher/flash.ts", "@duka/driver"],
  ["driver/src/link/serial.ts", "serialport"],
  ["driver/src/reader/reader.ts", "@duka/protocol/transport"],
  ["simulator/src/card.ts", "@duka/protocol/layout/field"],
  ["simulator/src/world/load-driver.ts", "@duka/driver"],
  ["simulator/src/cli/commands/reader-command.ts", "../../world/operator.js"],
  ["test/driver/reader.test.ts", "@duka/simulator"],
];

for (const [file, specifier] of ALLOWED) {
  test(`${file} may import ${specifier}`, (t) => {
    t.is(importFault(file, { specifier, typeOnly: false, line: 1 }, ["serialport"]), undefined);
  });
}

test("firmware/src/main.ts may import the types of @duka/protocol/board, and nothing else of it", (t) => {
  const board = { specifier: "@duka/protocol/board", line: 1 };
  t.is(importFault("firmware/src/main.ts", { ...board, typeOnly: true }, []), undefined);
  t.truthy(importFault("firmware/src/main.ts", { ...board, typeOnly: false }, []));
});

for (const name of PACKAGES) {
  test(`every import of ${name} keeps the rules`, (t) => {
    const { dependencies, peerDependencies, optionalDependencies } = readPackage(name);
    const declared = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
    const faults = SOURCES.filter((file) => file.startsWith(`${name}/src/`)).flatMap((file) => [
      ...(areaOf(file) === undefined ? [`${file} lies in no area that the import rules know`] : []),
      ...(IMPORTS.get(file) ?? []).flatMap((one) => importFault(file, one, declared) ?? []),
    ]);
    t.deepEqual(faults, []);
  });
}

const REPLACEABLE = [
  "serialport",
  "@serialport/parser-byte-length",
  "libsql",
  "smartcard",
  "bullmq",
  "ioredis",
  "pcsc-mini",
  "espruino",
  "sm-crypto",
  "iconv-lite",
  "get-east-asian-width",
  "receiptline",
];

for (const name of REPLACEABLE) {
  test(`${name} is imported by one file of a package at most, so that it can be replaced there`, (t) => {
    const users = SOURCES.filter((file) =>
      (IMPORTS.get(file) ?? []).some((one) => packageName(one.specifier) === name),
    );
    const packages = users.map((file) => file.split("/", 1)[0]);
    t.is(new Set(packages).size, users.length, users.join(", "));
  });
}

for (const [name, only] of [
  ["simulator", "driver/src/link/open-simulated.ts"],
  ["flash", "driver/src/update/load-flash.ts"],
] as const)
  test(`the driver names ${name}, which it does not need, in one file`, (t) => {
    const users = SOURCES.filter(
      (file) => file.startsWith("driver/") && new RegExp(`["'\`]@duka/${name}`).test(readText(file)),
    );
    t.deepEqual(users, [only]);
  });

test("the simulator loads the driver in one file, when a world is opened", (t) => {
  const users = SOURCES.filter(
    (file) =>
      file.startsWith("simulator/") &&
      (IMPORTS.get(file) ?? []).some((one) => packageName(one.specifier) === "@duka/driver" && !one.typeOnly),
  );
  t.deepEqual(users, ["simulator/src/world/load-driver.ts"]);
  t.notRegex(readText("simulator/src/world/load-driver.ts"), /^import (?!type)[^(]*@duka\/driver/m);
});

test("nothing that is shipped imports a test", (t) => {
  const faults = SOURCES.filter((file) =>
    (IMPORTS.get(file) ?? []).some((one) => targetOf(file, one.specifier)?.startsWith("test/")),
  );
  t.deepEqual(faults, []);
});

test("no module imports itself through others", (t) => {
  const done = new Set<string>();
  const cycles: string[] = [];
  const follow = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(" → "));
    if (path.includes(file) || done.has(file)) return;
    for (const one of IMPORTS.get(file) ?? []) {
      const target = targetOf(file, one.specifier);
      if (target !== undefined && !one.typeOnly) follow(target, [...path, file]);
    }
    done.add(file);
  };
  for (const file of SOURCES) follow(file, []);
  t.deepEqual(cycles, []);
});
