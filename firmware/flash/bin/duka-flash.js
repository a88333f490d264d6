#!/usr/bin/env node
/** CommonJS, by the package.json beside it: Node starts its loader of modules only where a command needs it. */
const { existsSync } = require("node:fs");
const { join } = require("node:path");

if (existsSync(join(__dirname, "dist/duka-flash.js"))) {
  require("#duka-flash");
} else {
  process.stderr.write("duka-flash: it is not built yet: run `npm run build`\n");
  process.exitCode = 1;
}
