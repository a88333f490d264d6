/**
 * `duka explain` in one file: a program of its own, which loads a third of what the modules would cost. In its process no
 * other copy of these modules meets them: what it loads besides (a log, the words of an error) shares no class with it.
 * `bin/duka.js` takes it for this one command; made by `npm run build`, unless nothing has changed.
 */
import { renameSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { isUpToDate } from "./up-to-date.js";

const DRIVER = fileURLToPath(new URL("../", import.meta.url));
const OUTPUT = join(DRIVER, "dist/cli/explain-start.cjs");
/** What it was made of. */
const INPUTS = join(DRIVER, "dist/cli/explain-start.json");
/**
 * Loaded when the command runs, and part of the file; every other module of this package that is loaded late stays where
 * it is. One of another package is part of the file: where that package lies is not known here.
 */
const WITHIN = /\/(?:explain-command|run-explain)\.js$/;
/** Of the library for command lines, whose text is in the file. */
const LICENSE = "/*! Holds commander: MIT License, Copyright (c) 2011 TJ Holowaychuk <tj@vision-media.ca> */";
/** What modules are told of themselves. */
const OWN_URL = 'const ownUrl = require("node:url").pathToFileURL(__filename).href;';
const ENTRY = `import { runMain } from "./dist/cli/duka.js";
runMain();
`;

if (!isUpToDate(OUTPUT, INPUTS, DRIVER)) await build();

async function build() {
  // Not above: most builds have nothing to do.
  const esbuild = await import("esbuild");
  const { metafile, outputFiles } = await esbuild.build({
    absWorkingDir: DRIVER,
    stdin: { contents: ENTRY, resolveDir: DRIVER, sourcefile: "entry:" },
    outfile: OUTPUT,
    bundle: true,
    write: false,
    metafile: true,
    format: "cjs",
    platform: "node",
    target: "node20.19",
    minifyWhitespace: true,
    minifySyntax: true,
    banner: { js: `${LICENSE}\n${OWN_URL}` },
    define: { "import.meta.url": "ownUrl" },
    plugins: [{ name: "late", setup: late }],
  });
  const inputs = Object.keys(metafile.inputs).filter((file) => !/^(?:late|entry):/.test(file));
  writeFileSync(`${OUTPUT}.new`, outputFiles[0].text);
  renameSync(`${OUTPUT}.new`, OUTPUT);
  writeFileSync(INPUTS, `${JSON.stringify(["start/explain.js", ...inputs])}\n`);
}

/** What is loaded while the program runs stays so. */
function late(build) {
  build.onResolve({ filter: /^\./ }, ({ path, kind, resolveDir }) => {
    const file = join(resolveDir, path);
    const stays = kind === "dynamic-import" && file.startsWith(join(DRIVER, "dist/")) && !WITHIN.test(path);
    if (!stays) return undefined;
    return { path: `./${relative(dirname(OUTPUT), file).replaceAll("\\", "/")}`, external: true };
  });
  // The library starts programs for commands that are files of their own, of which there are none.
  build.onResolve({ filter: /^node:child_process$/ }, ({ path, namespace }) =>
    namespace === "late" ? { path, external: true } : { path, namespace: "late" },
  );
  build.onLoad({ filter: /./, namespace: "late" }, ({ path }) => ({
    contents: `module.exports = { get spawn() { return require(${JSON.stringify(path)}).spawn; } };`,
  }));
}
