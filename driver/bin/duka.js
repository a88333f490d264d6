#!/usr/bin/env node
/** CommonJS, by the package.json beside it: Node starts its loader of modules for the commands that need it. */
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

// The same program; for this command it lies in one file, so that it starts at once.
const isExplain = process.argv[2] === "explain";
const built = join(__dirname, "../dist/cli", isExplain ? "explain-start.cjs" : "main.js");
if (!existsSync(built)) {
  process.stderr.write("duka: it is not built yet: run `npm run build`\n");
  process.exitCode = 1;
} else if (isExplain) {
  require(built);
} else {
  import(pathToFileURL(built).href);
}
