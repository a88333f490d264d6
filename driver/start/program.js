/**
 * A tool as one program in a few files, which Node opens in half the time that hundreds of modules take. Each module of
 * ours is there once, those of the other packages too: a class is the same class for all of the program, and nothing else
 * of ours is loaded beside it. Who imports the packages gets their modules, as ever.
 */
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { isUpToDate } from "./up-to-date.js";

const TOP = fileURLToPath(new URL("../../", import.meta.url));
/** What a program was made of: a file in it, and what is in that besides modules. */
const INPUTS = "inputs.json";
const SCRIPTS = ["driver/start/program.js", "driver/start/programs.js"];
/** Packages whose text is in the program; every other is found where it is installed. */
const WITHIN = /^(?:@duka\/|(?:zod|commander|get-east-asian-width|yaml)(?:\/|$))/;
const LICENCES =
  "/*! Holds commander: MIT License, Copyright (c) 2011 TJ Holowaychuk <tj@vision-media.ca>; zod: MIT License, Copyright " +
  "(c) 2025 Colin McDonnell; get-east-asian-width: MIT License, Copyright (c) Sindre Sorhus; yaml: ISC " +
  "License, Copyright Eemeli Aro */";
/** Of Node, and slow to load: each is loaded when it is first used. A sale without a centre uses none of them. */
const SLOW = /^node:(?:child_process|dgram|http|https|net|perf_hooks|readline|tls)$/;
/** By folder, how a program finds `dist` of a package of ours, in which that has files beside its modules. */
const PLACES = {
  protocol: "@duka/protocol/command-line",
  driver: "@duka/driver",
  simulator: "@duka/simulator",
  "firmware/flash": "@duka/flash",
};
/** A program's own, from its files: its package need not be installed. */
const OWN_PLACE = "../../dist/index.js";
/** Modules that load a package of ours which may not be installed: what they say, what that loads, and the package. */
const OPTIONAL = {
  "driver/dist/link/open-simulated.js": [["import(simulator)", "@duka/simulator", "@duka/simulator"]],
  "driver/dist/update/load-flash.js": [["import(flash)", "@duka/flash", "@duka/flash"]],
  "simulator/dist/world/load-driver.js": ["", "/reader", "/trace"].map((door) => [
    `import("@duka/driver${door}")`,
    `@duka/driver${door}`,
    "@duka/driver",
  ]),
};

/**
 * Makes it in `bin/dist` of its package, unless nothing has changed.
 * @param folder of the package
 * @param entries modules that a process is started with, by the names of their files
 * @param files of the program: name, and the modules that are in it with all that these import; what several name is in
 *   the first. What is loaded late, and is not named here, has files of its own
 */
export async function makeProgram({ folder, entries, files }) {
  const output = join(TOP, folder, "bin/dist");
  const inputs = join(output, INPUTS);
  if (!isUpToDate(inputs, inputs, TOP)) await build({ folder, entries, files, output });
}

/** All modules in a folder of built ones. */
export function modulesIn(folder) {
  return readdirSync(join(TOP, folder), { recursive: true })
    .filter((name) => name.endsWith(".js"))
    .map((name) => `${folder}/${slashed(name)}`);
}

async function build({ folder, entries, files, output }) {
  // Not above: most builds have nothing to do.
  const { rolldown } = await import("rolldown");
  const bundle = await rolldown({
    cwd: TOP,
    input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(TOP, file)])),
    platform: "node",
    external: (name) => /^[\w@]/.test(name) && !isAbsolute(name) && !WITHIN.test(name) && !SLOW.test(name),
    plugins: [{ name: "duka", resolveId, load, transform: (code, id) => transform(code, id, folder) }],
    onLog: (level, log, tell) => {
      // One module loads it late and another at once: it is there once all the same.
      if (log.code !== "INEFFECTIVE_DYNAMIC_IMPORT") tell(level === "warn" ? "error" : level, log);
    },
  });
  const made = `${output}.new`;
  rmSync(made, { recursive: true, force: true });
  const { output: written } = await bundle.write({
    dir: made,
    format: "cjs",
    entryFileNames: "[name].js",
    // A process that is older than an update in its place finds no file of the newer program, in which names may differ.
    chunkFileNames: "[name]-[hash].js",
    banner: LICENCES,
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    codeSplitting: {
      groups: files.map(([name, modules], at) => ({
        name: fileOf(name, modules),
        debugName: name,
        priority: files.length - at,
      })),
    },
  });
  if (Object.keys(entries).length > 1) checkEntries(written);
  const inputs = (await bundle.watchFiles).filter((file) => existsSync(file));
  await bundle.close();
  const own = [...SCRIPTS, ...inputs.map((file) => slashed(relative(TOP, file)))];
  writeFileSync(join(made, INPUTS), `${JSON.stringify(own)}\n`);
  rmSync(output, { recursive: true, force: true });
  renameSync(made, output);
}

/** A process that loads another's entry would do its work too. */
function checkEntries(written) {
  const entries = written.filter((file) => file.isEntry).map((file) => file.fileName);
  for (const { fileName, imports = [] } of written)
    for (const name of imports)
      if (entries.includes(name))
        throw new Error(`${fileName} loads ${name}, which a process is started with`);
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
function transform(code, id, own) {
  // Words of errors in the other languages.
  if (/[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/.test(id))
    return 'export { default as en } from "./en.js";\nexport { default as zhCN } from "./zh-CN.js";\n';
  // It would compile a parser for each declaration, of which a command reads one thing or none.
  if (/[\\/]zod[\\/]v4[\\/]core[\\/]core\.js$/.test(id)) return `${code}\nglobalConfig.jitless = true;\n`;
  const path = slashed(relative(TOP, id));
  const [, folder, file] = /^(.+?)\/dist\/(.+)$/.exec(path) ?? [];
  if (PLACES[folder] === undefined) return undefined;
  const place = folder === own ? OWN_PLACE : PLACES[folder];
  const url = `new URL("./${file}", require("node:url").pathToFileURL(require.resolve("${place}"))).href`;
  const resolved = `require("node:module").createRequire(${url}).resolve(name)`;
  return withOptional(code, path, PLACES[own])
    .replaceAll("import.meta.resolve(", `((name) => require("node:url").pathToFileURL(${resolved}).href)(`)
    .replaceAll("import.meta.url", url);
}

/** The package is part of the program, if it is installed, or the program's own; if not, the error is that of an import. */
function withOptional(code, path, own) {
  return (OPTIONAL[path] ?? []).reduce((text, [said, loaded, name]) => {
    if (!text.includes(said)) throw new Error(`${path} no longer says ${said}`);
    const loading = `await import("${loaded}")`;
    const checked = name === own ? loading : `(require.resolve("${name}"), ${loading})`;
    return text.replaceAll(said, `(async () => ${checked})()`);
  }, code);
}

function slashed(path) {
  return path.replaceAll("\\", "/");
}
