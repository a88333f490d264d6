/** One firmware as one text: esbuild puts the modules together, terser makes them small. */

import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Board } from "@duka/protocol/board";
import { build, type Plugin } from "esbuild";
import { type MinifyOptions, minify } from "terser";
import { BuildError } from "../base/build-error.js";
import { type Feature, featuresModule } from "./features.js";
import { usesOf } from "./fixed-session.js";
import { inOrderOfUse } from "./order-of-use.js";

type BundleInput = {
  /** Folder of the compiled firmware: `main.js`, `personas/`. */
  readonly sourceFolder: string;
  /** Folder that the bundle will be written to; sources are named relative to it. */
  readonly outputFolder: string;
  readonly table: Board;
  readonly persona: string;
  readonly without: readonly Feature[];
  /** Of the interpreter: without it no secret can open the console, and the code for that is left out. */
  readonly hasSha256: boolean;
  /** Puts the modules that count what runs together, and does not shrink them. */
  readonly instrumented: boolean;
};

type Mapped = {
  readonly code: string;
  /** Source map version 3, as JSON, back to the TypeScript. */
  readonly map: string;
};

type Bundle = {
  /** As it is flashed. */
  readonly code: string;
  /** The same before its declarations were put in the order of their use. */
  readonly minified: string;
  /** Of `minified`, back to the TypeScript: made where an offence is to be told, which few builds have. */
  map(): Promise<string>;
};

type Small = Pick<Bundle, "code" | "minified">;

/** What was made small, by what it was made of: the same firmware built again costs its joining alone. */
const known = new Map<string, Promise<Small>>();
const KNOWN_MAX = 64;

/** @throws BuildError when a module is missing or is no JavaScript */
export async function makeBundle(input: BundleInput): Promise<Bundle> {
  const { code, map } = await join(input);
  const source = { "bundle.js": input.instrumented ? code : withAliases(code) };
  const options = input.instrumented ? ONLY_HOISTED : SMALL;
  const key = JSON.stringify([source, input.instrumented, input.table]);
  const small = known.get(key) ?? makeSmall(input, source, options);
  known.delete(key);
  known.set(key, small);
  if (known.size > KNOWN_MAX) known.delete(known.keys().next().value ?? "");
  return {
    ...(await small),
    async map() {
      const mapped = await minify(source, { ...options, sourceMap: { content: map, filename: "bundle.js" } });
      return String(mapped.map);
    },
  };
}

async function makeSmall(
  { instrumented, table }: BundleInput,
  source: { readonly [file: string]: string },
  options: MinifyOptions,
): Promise<Small> {
  const { code: minified = "" } = await minify(source, options);
  const code = instrumented ? minified : inOrderOfUse(minified, usesOf(minified, table).byName);
  return { code, minified };
}

/**
 * Names of the interpreter that the firmware uses often. It looks for them last, behind all names of the bundle, so
 * even a name that is used once is better found among those.
 */
const ALIASED = ["Uint8Array", "digitalWrite", "digitalRead", "Math", "getTime"];
const BEGIN = "(() => {";

/** Gives them short names; on the line where everything begins, so that no line moves. */
function withAliases(code: string): string {
  const names = ALIASED.filter((name) => code.includes(name));
  const short = (name: string): string => `${name}$alias`;
  const replaced = names.reduce(
    (text, name) => text.replace(new RegExp(`(?<!\\.)\\b${name}\\b`, "g"), short(name)),
    code,
  );
  const aliases = names.map((name) => `const ${short(name)} = ${name};`).join("");
  return replaced.replace(BEGIN, `${BEGIN}${aliases}`);
}

/** The board hoists nothing, so function declarations are moved to the top of their scope. */
const ONLY_HOISTED: MinifyOptions = {
  ecma: 2015,
  compress: { defaults: false, hoist_funs: true },
  mangle: false,
  format: { ascii_only: true },
};

/** Fields that only the firmware itself reads, of its slots and of the board's table: they get short names. */
const OWN_FIELDS = new RegExp(
  `^(${[
    "parameters protocol wiring isInverse isFresh isChained extraGuardTimeEtu waitingTimeMs characterTimeMs supply etuMs index",
    "tellsParity clockHz cardBaudMax clockRequestHz fixedCardBaud latencyMs vcc1V8 vcc3V stopBits present beeper",
    "slots host panel keypad rows columns keys icc good bad sclk uart vcc rst clk baud format block lengthFormat sid echo",
  ]
    .join(" ")
    .replaceAll(" ", "|")})$`,
);

const SMALL: MinifyOptions = {
  ecma: 2015,
  toplevel: true,
  compress: {
    hoist_funs: true,
    passes: 3,
    // More would leave a `var` behind its first use, which is a global to the board,
    inline: 1,
    // and write functions where they are called, where the board makes them anew each time.
    reduce_funcs: false,
    // No function here is called with `new` or uses `this`, and an arrow is shorter.
    unsafe_arrows: true,
  },
  mangle: { properties: { regex: OWN_FIELDS, builtins: true } },
  // Texts for the display have other codes than a file of Unicode.
  format: { ascii_only: true },
};

async function join(input: BundleInput): Promise<Mapped> {
  try {
    const result = await build({
      entryPoints: [resolve(input.sourceFolder, "main.js")],
      outfile: resolve(input.outputFolder, `${input.table.name}-${input.persona}.js`),
      bundle: true,
      write: false,
      format: "iife",
      target: "es2015",
      // Lowering these would hide them behind helpers that the board cannot run either: the subset check names them.
      supported: LEFT_AS_WRITTEN,
      minifySyntax: !input.instrumented,
      sourcemap: "external",
      legalComments: "none",
      logLevel: "silent",
      // Said here and not found in some folder's tsconfig.json: the bundle is in strict mode wherever it is built.
      tsconfigRaw: { compilerOptions: { strict: true } },
      plugins: [
        choosePersona(input),
        writeBoard(input),
        writeFeatures(input),
        ...(input.instrumented ? [countInWires] : []),
      ],
    });
    const text = (ending: string) =>
      result.outputFiles.find((file) => file.path.endsWith(ending))?.text ?? "";
    return { code: text(".js"), map: text(".map") };
  } catch (error) {
    throw new BuildError(`${input.table.name}-${input.persona}: ${messageOf(error)}`, { cause: error });
  }
}

const LEFT_AS_WRITTEN = Object.fromEntries(
  [
    "object-rest-spread",
    "async-await",
    "async-generator",
    "for-await",
    "class-field",
    "class-static-field",
    "class-private-field",
    "class-private-method",
    "class-static-blocks",
    "bigint",
    "regexp-dot-all-flag",
    "regexp-named-capture-groups",
    "regexp-lookbehind-assertions",
    "regexp-unicode-property-escapes",
  ].map((feature) => [feature, true]),
);

/** `./built-persona.js` of the firmware means the one that is being built. */
function choosePersona({ sourceFolder, persona }: BundleInput): Plugin {
  return {
    name: "persona",
    setup(build) {
      build.onResolve({ filter: /\/built-persona\.js$/ }, (found) =>
        dirname(resolve(found.resolveDir, found.path)) === resolve(sourceFolder)
          ? { path: resolve(sourceFolder, "personas", `${persona}.js`) }
          : null,
      );
    },
  };
}

/** `./board.js` of the firmware has the table, and the contacts that the board has: on pins, or behind paths. */
function writeBoard({ sourceFolder, table }: BundleInput): Plugin {
  const module = resolve(sourceFolder, table.host.path === "" ? "board.js" : "board-on-paths.js");
  return {
    name: "board",
    setup(build) {
      build.onResolve({ filter: /\/board\.js$/ }, (found) =>
        dirname(resolve(found.resolveDir, found.path)) === resolve(sourceFolder) ? { path: module } : null,
      );
      build.onLoad({ filter: /[\\/]board(-on-paths)?\.js$/ }, ({ path }) =>
        path === module
          ? { contents: `${readFileSync(path, "utf8")}\nexport const board = ${literalOf(table)};\n` }
          : null,
      );
    },
  };
}

/** Names without quotes: the short ones that some fields get are not given to quoted ones. */
function literalOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literalOf).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => {
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) throw new BuildError(`board: "${name}" is no name of a field`);
    return `${name}:${literalOf(field)}`;
  });
  return `{${fields.join(",")}}`;
}

/** A counting bundle counts in the modules of `@duka/protocol` too. */
const countInWires: Plugin = {
  name: "instrumented-wires",
  setup(build) {
    build.onResolve({ filter: /^@duka\/protocol\// }, ({ path }) => ({
      path: fileURLToPath(import.meta.resolve(path)).replace(
        /([\\/]protocol[\\/])dist([\\/])/,
        "$1dist-cov$2",
      ),
    }));
  },
};

/** `./features.js` of the firmware says what it can. */
function writeFeatures({ sourceFolder, without, hasSha256 }: BundleInput): Plugin {
  return {
    name: "features",
    setup(build) {
      build.onLoad({ filter: /[\\/]features\.js$/ }, ({ path }) =>
        path === resolve(sourceFolder, "features.js")
          ? { contents: featuresModule(without, hasSha256) }
          : null,
      );
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
