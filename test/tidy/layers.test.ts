/**
 * The floors of each package, the ground first: a folder imports only from its own floor and those below, types
 * included.
 */
import test from "ava";
import { targetOf } from "./import-rules.js";
import { importsOf } from "./imports.js";
import { listFiles, readText } from "./repository.js";

const FLOORS: { readonly [root: string]: readonly string[] } = {
  "protocol/src/": [
    "wire",
    "layout",
    "commands",
    "crypto",
    "centre",
    "data",
    "city.ts",
    "cities.ts",
    "transport.ts",
  ],
  "driver/src/": [
    "base",
    "link",
    "reader",
    "pcsc",
    "readers",
    "card",
    "password",
    "journal",
    "receipt",
    "centre",
    "account",
    "explain",
    "trace",
    "sscard",
    "serve",
    "cli",
    "index.ts",
  ],
  "simulator/src/": [
    "time",
    "profiles",
    "memory",
    "chip",
    "files",
    "access",
    "purse",
    "social",
    "psam",
    "card",
    "espruino",
    "line",
    "espruino-console",
    "reader",
    "centre",
    "world",
    "vpcd",
    "cli",
    "index.ts",
  ],
  "firmware/flash/src/": [
    "base",
    "subset",
    "boards",
    "build",
    "build-firmware.ts",
    "draw-wiring.ts",
    "flasher",
    "cli",
  ],
};

for (const [root, floors] of Object.entries(FLOORS)) {
  const files = listFiles(new RegExp(`^${root}.*\\.ts$`));
  const floorOf = (file: string): number => floors.indexOf(file.slice(root.length).split("/")[0]!);

  test(`every file of ${root} lies on a floor`, (t) => {
    t.deepEqual(
      files.filter((file) => floorOf(file) < 0),
      [],
    );
  });

  test(`nothing in ${root} imports from a floor above`, (t) => {
    const up = files.flatMap((file) =>
      importsOf(readText(file)).flatMap(({ specifier, line }) => {
        const target = targetOf(file, specifier);
        const isUp = target?.startsWith(root) === true && floorOf(target) > floorOf(file);
        return isUp ? [`${file}:${line} imports ${specifier}`] : [];
      }),
    );
    t.deepEqual(up, []);
  });

  test(`no module of ${root} imports itself through others, not even for a type`, (t) => {
    const done = new Set<string>();
    const circles: string[] = [];
    const follow = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" → "));
      if (path.includes(file) || done.has(file)) return;
      for (const { specifier } of importsOf(readText(file))) {
        const target = targetOf(file, specifier);
        if (target !== undefined && files.includes(target)) follow(target, [...path, file]);
      }
      done.add(file);
    };
    for (const file of files) follow(file, []);
    t.deepEqual(circles, []);
  });
}
