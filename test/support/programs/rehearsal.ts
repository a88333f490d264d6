/** A rehearsal of a README, typed line by line: from a bare board to a sale and an update, without hardware. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ExecutionContext } from "ava";
import { folderOf } from "../values/folder.js";
import { freePort } from "../values/free-port.js";
import { runTool, type Tool, whileItRuns } from "./tools.js";

const FIRMWARE = new URL("../../../../firmware/", import.meta.url);
const PORT_IN_PAGE = "4071";
/** Seconds are saved where a line need not be as slow as a real one. */
const FAST = ["--baud", "4000000"];

type Line = { readonly text: string; readonly exitCode: number };

/** The lines of the `sh` block under "## Rehearsal", and the exit code that is told behind; 0 where none is. */
function rehearsalOf(page: string): Line[] {
  const text = readFileSync(fileURLToPath(new URL(page, FIRMWARE)), "utf8");
  const [, block = ""] = /^## Rehearsal[^\n]*\n[\s\S]*?^```sh\n([\s\S]*?)^```$/m.exec(text) ?? [];
  return block
    .replace(/ \\\n\s*/g, " ")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [typed = "", remark = ""] = line.split(/\s+# /);
      return { text: typed.trim(), exitCode: Number(/exit code (\d)/.exec(remark)?.[1] ?? 0) };
    });
}

type Typing = {
  readonly t: ExecutionContext;
  readonly env: { readonly [name: string]: string };
  readonly told: string[];
};

/** A service runs until the line that kills it. @returns how many lines were typed */
async function type(lines: readonly Line[], typing: Typing): Promise<number> {
  let typed = 0;
  for (let at = 0; at < lines.length; at++, typed++) {
    const { text, exitCode } = lines[at]!;
    const { t, env, told } = typing;
    const [npx, tool, ...words] = text.replace(/ &$/, "").split(" ") as [string, Tool, ...string[]];
    if (npx !== "npx") {
      execFileSync("sh", ["-c", text], { cwd: process.cwd() });
    } else if (text.endsWith(" &")) {
      const end = lines.findIndex((line, index) => index > at && line.text === "kill %1");
      t.true(end > at, `${text}: nothing ends it`);
      const { code, told: said } = await whileItRuns(
        tool,
        [...words, ...FAST, "--json"],
        { env },
        async () => {
          typed += await type(lines.slice(at + 1, end), typing);
        },
      );
      t.is(code, 0, `${text}\n${said}`);
      told.push(said);
      at = end;
    } else {
      const ran = await runTool(tool, words, { env });
      t.is(ran.code, exitCode, `${text}\n${ran.told}`);
      told.push(ran.out + ran.told);
    }
  }
  return typed;
}

/** Types it in a folder of its own, which is this process's own for so long. @param page below `firmware` */
export async function rehearse(
  t: ExecutionContext,
  page: string,
): Promise<{ readonly typed: number; readonly told: string }> {
  const folder = folderOf(t);
  const home = process.cwd();
  t.teardown(() => process.chdir(home));
  process.chdir(folder);
  const port = String(await freePort());
  const lines = rehearsalOf(page).map(({ text, exitCode }) => ({
    text: text.replaceAll(PORT_IN_PAGE, port),
    exitCode,
  }));
  const told: string[] = [];
  const typed = await type(lines, { t, env: { DUKA_JOURNAL: join(folder, "rehearsal.db") }, told });
  return { typed, told: told.join("\n") };
}
