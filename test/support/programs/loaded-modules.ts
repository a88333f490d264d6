/** Which files a program loads, its packages included; modules of Node are none. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { HOME } from "../values/home.js";

const REPORT = new URL("report-modules.js", import.meta.url).href;

/** The tools, by name. */
export const TOOLS = {
  duka: toolFile("driver/bin/duka.js"),
  "duka-sim": toolFile("simulator/bin/duka-sim.js"),
  "duka-flash": toolFile("firmware/flash/bin/duka-flash.js"),
} as const;

/** @throws Error when it ends with another exit code than 0 */
export function loadedModules(tool: keyof typeof TOOLS, words: readonly string[]): readonly string[] {
  return loadedBy(TOOLS[tool], words);
}

/** @throws Error as `loadedModules` */
export function loadedBy(program: string, words: readonly string[] = []): readonly string[] {
  const { status, output } = spawnSync(
    process.execPath,
    ["--import", REPORT, program, ...words],
    // Coverage would bring modules of its own.
    { env: { HOME }, stdio: ["ignore", "pipe", "pipe", "pipe"], encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`${program} ${words.join(" ")} ended with ${status}: ${output[2]}`);
  return JSON.parse(output[3] ?? "") as readonly string[];
}

function toolFile(path: string): string {
  return fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
}
