/** `npm run build`: the firmware of every board as the simulated interpreter reads it, unless nothing has changed. */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { BUILT_FOLDER, builtName } from "./espruino/built-text.js";
import { asEspruinoReadsIt } from "./espruino/language.js";

const STAMP = join(BUILT_FOLDER, "build.sha256");
const BUNDLES = dirname(resolved("@duka/firmware/bundle/PICO_R1_3-pos.js"));

const bundles = readdirSync(BUNDLES)
  .filter((file) => file.endsWith(".js"))
  .sort()
  .map((file) => readFileSync(join(BUNDLES, file), "utf8"));
const now = fingerprint();
if (stampOf() !== now) {
  rmSync(BUILT_FOLDER, { recursive: true, force: true });
  mkdirSync(BUILT_FOLDER, { recursive: true });
  for (const code of bundles) write(join(BUILT_FOLDER, builtName(code)), asEspruinoReadsIt(code));
  write(STAMP, now);
}

/** What is converted, and what converts it. */
function fingerprint(): string {
  const hash = createHash("sha256");
  for (const module of [import.meta.url, "./espruino/language.js", "./espruino/built-text.js"]) {
    hash.update(readFileSync(new URL(module, import.meta.url)));
  }
  for (const code of [readFileSync(resolved("acorn/package.json"), "utf8"), ...bundles]) {
    hash.update(`\0${code.length}\0`).update(code);
  }
  return hash.digest("hex");
}

function stampOf(): string | undefined {
  try {
    return readFileSync(STAMP, "utf8");
  } catch {
    return undefined;
  }
}

/** Whole or not at all: a half one would run. */
function write(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

function resolved(specifier: string): string {
  return fileURLToPath(import.meta.resolve(specifier));
}
