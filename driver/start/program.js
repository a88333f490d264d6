/**
 * `duka` as one program in a few files, `bin/dist`, which Node opens in half the time that six hundred modules take.
 * Each module of ours is there once, those of the simulator and of the flasher too: a class is the same class for all of
 * the program, and nothing else of ours is loaded beside it. Who imports the packages gets their modules, as ever.
 * Made by `npm run build`, unless nothing has changed.
 */
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { isUpToDate } from "./up-to-date.js";

const TOP = fileURLToPath(new URL("../../", import.meta.url));
const OUTPUT = join(TOP, "driver/bin/dist");
/** What it was made of. */
const INPUTS = join(OUTPUT, "inputs.json");
/** Packages whose text is in the program; every other is found where it is installed. */
const WITHIN = /^(?:@duka\/|(?:zod|commander|get-east-asian-width)(?:\/|$))/;
const LICENCES =
  "/*! Holds commander: MIT License, Copyright (c) 2011 TJ Holowaychuk <tj@vision-media.ca>; zod: MIT License, Copyright " +
  "(c) 2025 Colin McDonnell; get-east-asian-width: MIT License, Copyright (c) Sindre Sorhus */";
/** Of Node, and slow to load: each is loaded when it is first used. A sale without a centre uses none of them. */
const SLOW = /^node:(?:child_process|dgram|http|https|net|perf_hooks|readline|tls)$/;
/**
 * Files of the program, and the modules that are in each with all that these import; what several name is in the first.
 * What is loaded late, and is not named here, has files of its own.
 */
const FILES = [
  ["start", ["driver/dist/cli/main.js", ...modulesIn("driver/dist/cli/commands")]],
  ["sale", ["run-debit", "run-demo", "exit-code"].map((name) => `driver/dist/cli/run/${name}.js`)],
  // Apart: where it is not installed, nothing of it may run.
  ["simulated", ["simulator/dist/index.js"]],
];
/** By folder, how the program finds `dist` of a package of ours, in which that has files beside its modules. */
const PLACES = {
  protocol: '"@duka/protocol/command-line"',
  driver: '"../../dist/index.js"',
  simulator: '"@duka/simulator"',
  "firmware/flash": '"@duka/flash"',
};
/** Modules that load a package of ours which may not be installed: what they say, and the package. */
const OPTIONAL = {
  "driver/dist/link/open-simulated.js": ["await import(simulator)", "@duka/simulator"],
  "driver/dist/update/load-flash.js": ["await import(flash)", "@duka/flash"],
};

if (!isUpToDate(INPUTS, INPUTS, TOP)) await build();

function modulesIn(folder) {
  return readdirSync(join(TOP, folder), { recursive: true })
    .filter((name) => name.endsWith(".js"))
    .map((name) => `${folder}/${slashed(name)}`);
}

async function build() {
  // Not above: most builds have nothing to do.
  const { rolldown } = await import("rolldown");
  const bundle = await rolldown({
    cwd: TOP,
    input: { duka: join(TOP, "driver/dist/cli/main.js") },
    platform: "node",
    external: (name) => /^[\w@]/.test(name) && !isAbsolute(name) && !WITHIN.test(name) && !SLOW.test(name),
    plugins: [{ name: "duka", resolveId, load, transform }],
    onLog: (level, log, tell) => {
      // One module loads it late and another at once: it is there once all the same.
      if (log.code !== "INEFFECTIVE_DYNAMIC_IMPORT") tell(level === "warn" ? "error" : level, log);
    },
  });
  const made = `${OUTPUT}.new`;
  rmSync(made, { recursive: true, force: true });
  await bundle.write({
    dir: made,
    format: "cjs",
    entryFileNames: "[name].js",
    // A process that is older than an update in its place finds no file of the newer program, in which names may differ.
    chunkFileNames: "[name]-[hash].js",
    banner: LICENCES,
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    codeSplitting: {
      groups: FILES.map(([name, modules], at) => ({
        name: fileOf(name, modules),
        debugName: name,
        priority: FILES.length - at,
      })),
    },
  });
  const inputs = (await bundle.watchFiles).filter((file) => existsSync(file));
  await bundle.close();
  const own = ["driver/start/program.js", ...inputs.map((file) => slashed(relative(TOP, file)))];
  writeFileSync(join(made, basename(INPUTS)), `${JSON.stringify(own)}\n`);
  rmSync(OUTPUT, { recursive: true, force: true });
  renameSync(made, OUTPUT);
}

/** Whether a module is in the file of that name: those named, and all that is loaded with them. */
function fileOf(name, modules) {
  let inside;
  return (id, context) => {
    if (inside === undefined) {
      inside = new Set(modules.map((file) => join(TOP, file)));
      for (const one of inside)
        for (const below of context.getModuleInfo(one)?.importedIds ?? []) inside.add(below);
    }
    return inside.has(id) ? name : null;
  };
}

function resolveId(name) {
  return SLOW.test(name) ? `\0${name}` : undefined;
}

/** In place of a slow module of Node: each member loads it. By `require` it would find itself. */
async function load(id) {
  if (!id.startsWith("\0node:")) return undefined;
  const name = id.slice(1);
  const members = Object.keys(await import(name)).filter((one) => one !== "default");
  const getters = members.map((one) => `get ${one}() { return process.getBuiltinModule("${name}").${one}; }`);
  return `module.exports = { ${getters.join(", ")} };`;
}

/** A module that asks where it lies is told where it lies in its package, whose files it looks for. */
function transform(code, id) {
  // Words of errors in the other languages.
  if (/[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/.test(id))
    return 'export { default as en } from "./en.js";\nexport { default as zhCN } from "./zh-CN.js";\n';
  const path = slashed(relative(TOP, id));
  const [, folder, file] = /^(.+?)\/dist\/(.+)$/.exec(path) ?? [];
  const place = PLACES[folder];
  if (place === undefined) return undefined;
  const url = `new URL("./${file}", require("node:url").pathToFileURL(require.resolve(${place}))).href`;
  const resolved = `require("node:module").createRequire(${url}).resolve(name)`;
  return withOptional(code, path)
    .replaceAll("import.meta.resolve(", `((name) => require("node:url").pathToFileURL(${resolved}).href)(`)
    .replaceAll("import.meta.url", url);
}

/** The package is part of the program, if it is installed; if not, the error is that of the import. */
function withOptional(code, path) {
  const [said, name] = OPTIONAL[path] ?? [];
  if (said === undefined) return code;
  if (!code.includes(said)) throw new Error(`${path} no longer says ${said}`);
  return code.replace(said, `(require.resolve("${name}"), await import("${name}"))`);
}

function slashed(path) {
  return path.replaceAll("\\", "/");
}
