/** A tool that is started as one program in a few files (driver/start/programs.js), and the same from its modules. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { folderOf } from "../values/folder.js";
import { commandLines } from "./command-lines.js";

const TOP = fileURLToPath(new URL("../../../../", import.meta.url));
const PACKAGES = join(TOP, "node_modules");

const MODULES = "modules.js";
/** As a user has it: no measurement of coverage, which takes the modules. */
const AS_USER = "";
/** The processes that it begins, too. */
export const FROM_MODULES = "--conditions=duka-modules";
/** So that they are measured. */
const MEASURED = `${process.env.NODE_OPTIONS ?? ""} ${FROM_MODULES}`;

type Ran = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

/** @param tool its file in `bin` @param options of Node, for all processes that it begins */
export function startedFrom(
  tool: string,
  words: readonly string[],
  cwd: string,
  options = basename(tool) === MODULES ? MEASURED : AS_USER,
): Ran {
  const env = { ...process.env, NODE_OPTIONS: options };
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, ...words], {
    cwd,
    encoding: "utf8",
    env,
  });
  return { status, stdout, stderr };
}

/** @param folder of the package, such as "firmware/flash" */
export function toolOf(folder: string, tool: string): { readonly started: string; readonly modules: string } {
  const bin = join(TOP, folder, "bin");
  return { started: join(bin, `${tool}.js`), modules: join(bin, MODULES) };
}

type Line = readonly [what: string, words: readonly string[], said: RegExp];

/**
 * What a tool says as one program, and what its modules say, line by line. The first line is typed at a process of the
 * modules too; to start one for each of the others is what would take the time.
 * @param beside files that the lines name
 */
export function saysTheSame(
  tool: "duka" | "duka-sim" | "duka-flash",
  folder: string,
  lines: readonly Line[],
  beside: readonly string[] = [],
): void {
  const { started, modules } = toolOf(folder, tool);
  const place = mkdtempSync(join(tmpdir(), "duka-test-"));
  const fromModules = commandLines(tool, place);
  test.after.always(() => {
    fromModules.close();
    rmSync(place, { recursive: true, force: true });
  });
  for (const file of beside) cpSync(file, join(place, basename(file)));
  for (const [at, [what, words, said]] of lines.entries()) {
    test(`${tool} says the same as one program as from its modules: ${what}`, async (t) => {
      const cwd = folderOf(t);
      for (const file of beside) cpSync(file, join(cwd, basename(file)));
      const asOne = without(startedFrom(started, words, cwd), cwd);
      const { code, ...told } = await fromModules.run(...words);
      t.deepEqual(asOne, without({ status: code, ...told }, place));
      if (at === 0) t.deepEqual(asOne, without(startedFrom(modules, words, cwd), cwd));
      t.regex(asOne.stdout + asOne.stderr, said);
    });
  }
}

function without({ status, stdout, stderr }: Ran, folder: string): Ran {
  return { status, stdout: stdout.replaceAll(folder, ""), stderr: stderr.replaceAll(folder, "") };
}

/** The files of the program, their text, and what they were made of. */
export function programOf(folder: string) {
  const place = join(TOP, folder, "bin/dist");
  const files = readdirSync(place).filter((name) => name.endsWith(".js"));
  const texts = new Map(files.map((name) => [name, readFileSync(join(place, name), "utf8")]));
  const inputs = JSON.parse(readFileSync(join(place, "inputs.json"), "utf8")) as readonly string[];
  return { texts, text: [...texts.values()].join("\n"), inputs };
}

/** What a program may not load: what is of ours, or in its text. Where a package lies is only looked up. */
export const LOADED_BESIDE = /\b(?:require|import)\(["'`](?:@duka|zod|commander|yaml|\.\.)/g;

/** A user's folder, in which packages of ours are installed without others. @returns its node_modules */
export function installedIn(top: string, whole: readonly string[], started: string): string {
  const installed = join(top, "node_modules");
  mkdirSync(join(installed, "@duka"), { recursive: true });
  for (const name of readdirSync(PACKAGES))
    if (!name.startsWith("@duka") && !name.startsWith("."))
      symlinkSync(join(PACKAGES, name), join(installed, name));
  for (const name of whole) symlinkSync(join(TOP, name), join(installed, "@duka", name));
  // Copied where it matters: a link would be looked through, to where all are installed.
  mkdirSync(join(installed, "@duka", started));
  for (const name of ["dist", "package.json"])
    symlinkSync(join(TOP, started, name), join(installed, "@duka", started, name));
  cpSync(join(TOP, started, "bin"), join(installed, "@duka", started, "bin"), { recursive: true });
  return installed;
}
