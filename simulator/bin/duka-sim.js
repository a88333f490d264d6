#!/usr/bin/env node
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const built = import.meta.resolve("#duka-sim");
if (existsSync(fileURLToPath(built))) {
  await import(built);
} else {
  process.stderr.write("duka-sim: it is not built yet: run `npm run build`\n");
  process.exitCode = 1;
}
