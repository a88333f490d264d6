#!/usr/bin/env node
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const built = import.meta.resolve("#duka");
if (existsSync(fileURLToPath(built))) {
  const { run } = await import(built);
  const { nodeTerminal } = await import("@duka/driver/cli/console");
  process.exitCode = await run(process.argv.slice(2), nodeTerminal());
} else {
  process.stderr.write("duka: it is not built yet: run `npm run build`\n");
  process.exitCode = 1;
}
