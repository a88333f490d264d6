/** The three tools in this process, and which commands each has: read off its help, so that a new one is found. */
import { runDuka } from "@duka/driver/cli/duka";
import { runDukaFlash } from "@duka/flash/cli/duka-flash";
import type { Terminal } from "@duka/protocol/command-line";
import { runDukaSim } from "@duka/simulator/cli/duka-sim";
import { HOME } from "../values/home.js";
import { TypedInput } from "./terminal.js";

const TOOLS = { duka: runDuka, "duka-sim": runDukaSim, "duka-flash": runDukaFlash } as const;

export type Tool = keyof typeof TOOLS;

type Around = {
  readonly env?: { readonly [name: string]: string };
  readonly typed?: readonly string[];
  readonly onOut?: (text: string) => void;
};

export async function runTool(
  tool: Tool,
  words: readonly string[],
  { env = {}, typed = [], onOut }: Around = {},
) {
  let out = "";
  let told = "";
  const terminal: Terminal = {
    env: { HOME, ...env },
    input: new TypedInput(false, typed),
    out(text) {
      out += text;
      onOut?.(text);
    },
    outBytes: () => undefined,
    tell(text) {
      told += text;
    },
    onInterrupt: () => () => undefined,
    exit: () => undefined,
  };
  const run: (words: readonly string[], terminal: Terminal) => Promise<number> = TOOLS[tool];
  return { code: await run(words, terminal), out, told };
}

/** A command that does something, as its words, with the options that its help names. */
export type CommandFound = { readonly words: string; readonly help: string };

/** Every command of a tool that can be typed. A group without an action of its own is left out. */
export async function commandsOf(tool: Tool, words: readonly string[] = []): Promise<CommandFound[]> {
  const { out } = await runTool(tool, [...words, "--help"]);
  const [, list = ""] = /\nCommands:\n([\s\S]*?)(?:\n\n|$)/.exec(out) ?? [];
  const names = [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name = ""]) => name);
  const found: CommandFound[] = [];
  for (const name of names) {
    if (name !== "help") found.push(...(await commandsOf(tool, [...words, name])));
  }
  const isGroup = names.length > 0 && !/--json\b/.test(out);
  return words.length === 0 || isGroup ? found : [{ words: words.join(" "), help: out }, ...found];
}

/**
 * What a service of the command line does between its ready line and its end: runs it, and ends it as Ctrl-C does when
 * `work` is over.
 */
export async function whileItRuns(
  tool: Tool,
  words: readonly string[],
  around: Around,
  work: (ready: string) => Promise<void>,
) {
  const before = new Set(process.listeners("SIGTERM"));
  let isReady = (_line: string): void => undefined;
  const ready = new Promise<string>((resolve) => {
    isReady = resolve;
  });
  const running = runTool(tool, words, { ...around, onOut: isReady });
  const line = await Promise.race([ready, running.then(({ told }) => `it ended: ${told}`)]);
  await work(line);
  for (const listener of process.listeners("SIGTERM")) {
    if (!before.has(listener)) listener("SIGTERM");
  }
  return running;
}
