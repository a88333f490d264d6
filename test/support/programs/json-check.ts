/** With --json a program reads exactly one JSON object, whatever becomes of the command. */
import { type CommandFound, runTool, type Tool } from "./tools.js";

type Words = readonly string[];

/** One command of a tool, and how each kind of end is brought about. */
export type JsonRow = {
  readonly command: string;
  /** What it needs to succeed; null where another test holds its success to the same rule. */
  readonly done: Words | null;
  /** Typed on standard input, a line each. */
  readonly typed?: Words;
  /** Exit code of `done`. */
  readonly exit?: number;
  /** A value that is wrong, or words that do not go together; null where it takes nothing that could be. */
  readonly wrong: Words | null;
  /** Well formed, and still not done; null where nothing can refuse it. */
  readonly refused: Words | null;
  readonly refusedTyped?: Words;
  /** Before `done`, because afterwards it would not be refused. */
  readonly isRefusedFirst?: true;
  /** It can be typed without any word. */
  readonly isBare?: true;
  /** Unknown options are words of its own. */
  readonly takesAnyWord?: true;
  /** With the address of a reader; null where it opens none by itself, or asks another first. */
  readonly withoutReader?: Words | null;
  readonly before?: () => Promise<unknown>;
};

type Env = { readonly [name: string]: string };

const NO_READER = "tcp://127.0.0.1:1";

/** @throws Error where it is anything else, or more */
export function oneObject(out: string): { readonly [member: string]: unknown } {
  const value: unknown = JSON.parse(out);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new Error("no object");
}

/** Each kind of end that a command has, once. @returns what is not as it has to be, in words */
export async function faultsOfRow(
  tool: Tool,
  row: JsonRow,
  { help }: CommandFound,
  env: Env,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const command = row.command.split(" ");
  const run = async (words: Words, code: number, hasError: boolean | undefined, typed: Words = []) => {
    const all = [...command, ...words, "--json"];
    const ran = await runTool(tool, all, { env, typed });
    const fault = (text: string) => faults.push(`${tool} ${all.join(" ")}: ${text}`);
    if (ran.code !== code) fault(`exit ${ran.code}, not ${code}: ${ran.told}`);
    try {
      const { error } = oneObject(ran.out);
      if (hasError !== undefined && (error !== undefined) !== hasError) fault(`error: ${ran.out}`);
    } catch (error) {
      fault(`${(error as Error).message}: ${JSON.stringify(ran.out.slice(0, 300))}`);
    }
  };
  const usage = (words: Words) => run(words, 2, true);
  const refused = () =>
    row.refused === null ? undefined : run(row.refused, 1, undefined, row.refusedTyped ?? row.typed);
  await row.before?.();
  const some = row.done ?? [];
  if (row.takesAnyWord !== true) await usage([...some, "--no-such-option"]);
  if (row.isBare !== true) await usage([]);
  if (row.wrong !== null) await usage(row.wrong);
  if (row.isRefusedFirst === true) await refused();
  if (row.done !== null) await run(row.done, row.exit ?? 0, false, row.typed);
  if (row.isRefusedFirst !== true) await refused();
  if (/--reader <address>/.test(help) && row.withoutReader !== null)
    await run(row.withoutReader ?? elsewhere(some), 3, undefined, row.typed);
  return faults;
}

/** The same of another number at a reader that is not there. */
function elsewhere(words: Words): Words {
  const others = words.map((word, at) => {
    if (words[at - 1] === "--reader") return NO_READER;
    return words[at - 1] === "--ref" ? `${word}-N` : word;
  });
  return others.includes(NO_READER) ? others : [...others, "--reader", NO_READER];
}
