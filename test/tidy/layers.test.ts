/**
 * The floors of each package, the ground first: a folder imports only from its own floor and those below, types
 * included.
 */
import test from "ava";
import { circles, offFloor, type Tree, upwardImports } from "./house-rules.js";
import { listFiles, readText } from "./repository.js";

const FLOORS: { readonly [root: string]: readonly string[] } = {
  "protocol/src/": [
    "wire",
    "layout",
    "commands",
    "crypto",
    "data",
    "centre",
    "city.ts",
    "cities.ts",
    "board.ts",
    "transport.ts",
    "layout.ts",
    "gb18030",
    "gb18030.ts",
    "commands.ts",
    "crypto.ts",
    "centre.ts",
    "local-service",
    "local-service.ts",
    "command-line",
    "command-line.ts",
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
    "update",
    "explain",
    "write-refusals.ts",
    "trace",
    "sscard",
    "serve",
    "bridge",
    "cli",
    "log.ts",
    "trace.ts",
    "reader.ts",
    "page.ts",
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
    "convert-firmware.ts",
    "http",
    "centre",
    "world",
    "control",
    "on-reader",
    "vpcd",
    "certify",
    "report",
    "trace",
    "page",
    "studio",
    "cli",
    "card.ts",
    "faults.ts",
    "centre.ts",
    "time.ts",
    "profiles.ts",
    "world.ts",
    "control.ts",
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
    "line",
    "cli",
    "index.ts",
  ],
};

for (const [root, floors] of Object.entries(FLOORS)) {
  const tree: Tree = new Map(listFiles(new RegExp(`^${root}.*\\.ts$`)).map((file) => [file, readText(file)]));

  test(`every file of ${root} lies on a floor`, (t) => {
    t.deepEqual(offFloor(tree, root, floors), []);
  });

  test(`nothing in ${root} imports from a floor above`, (t) => {
    t.deepEqual(upwardImports(tree, root, floors), []);
  });

  test(`no module of ${root} imports itself through others, not even for a type`, (t) => {
    t.deepEqual(circles(tree, root), []);
  });
}
