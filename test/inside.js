/**
 * What a process needs that reaches inside of the packages, as tests and benchmarks do: `node test/inside.js PROGRAM
 * ARGUMENTS...` runs a program so, and all that it starts. For everyone else the packages have public entries only.
 */
import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const INSIDE = "--conditions=duka-inside";

/** The environment with the condition in it, once. */
export function insideEnvironment(env = process.env) {
  const options = env.NODE_OPTIONS ?? "";
  return { ...env, NODE_OPTIONS: options.includes(INSIDE) ? options : `${options} ${INSIDE}`.trim() };
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const child = spawn(process.execPath, process.argv.slice(2), {
    stdio: "inherit",
    env: insideEnvironment(),
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("close", (code) => {
    process.exitCode = code ?? 1;
  });
}
