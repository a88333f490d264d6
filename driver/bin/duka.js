#!/usr/bin/env node
/** CommonJS, by the package.json beside it: Node starts its loader of modules only where a command needs it. */
const { existsSync } = require("node:fs");
const { join } = require("node:path");

// The same program; for this command it lies in a file of its own, so that it starts at once.
const explain = join(__dirname, "../dist/cli/explain-start.cjs");
if (!existsSync(explain) || !existsSync(join(__dirname, "dist/duka.js"))) {
  process.stderr.write("duka: it is not built yet: run `npm run build`\n");
  process.exitCode = 1;
} else if (process.argv[2] === "explain") {
  require(explain);
} else {
  require("#duka");
}
