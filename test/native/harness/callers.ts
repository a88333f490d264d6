/**
 * Programs that load the library: in C, in Python by ctypes, in Node by koffi, and the C one built for Windows, under
 * Wine. They run as long as a test wants; lines in and out are those of `programs/caller.c`.
 */
import { type ChildProcessWithoutNullStreams, execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { realClock } from "@duka/driver/base/real-clock";
import { SSCARD_FUNCTIONS, type SSCardFunction } from "@duka/driver/sscard/function-table";
import { decodeGb18030, encodeGb18030 } from "@duka/protocol/gb18030";
import type { ExecutionContext } from "ava";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
export const NATIVE = join(ROOT, "driver/native");
export const BUILD = join(NATIVE, "build");
const PROGRAMS = join(ROOT, "test/native/programs");
const WINE_PREFIX = join(BUILD, "wine");
/** Longer no call of a test may take. */
const ANSWER_WITHIN_MS = 60_000;
const STRICT = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-O1"];

/** A number, a text, NULL, or a text whose closing zero is missing. */
type Argument = number | string | null | { readonly endless: number };

type Called = { readonly code: number; readonly text: string | null };

export type Caller = {
  call(name: SSCardFunction, ...args: readonly Argument[]): Promise<Called>;
  /** The same call in so many threads at once. */
  threads(count: number, name: SSCardFunction, ...args: readonly Argument[]): Promise<readonly Called[]>;
  withoutOutInfo(name: SSCardFunction, ...args: readonly Argument[]): Promise<Called>;
  end(): Promise<number | null>;
  kill(): Promise<void>;
};

export type CallerKind =
  | "C"
  | "C, thread sanitizer"
  | "Python"
  | "Node"
  | "Windows, 64 bits"
  | "Windows, 32 bits";
type Command = { readonly file: string; readonly words: readonly string[]; readonly env?: object };

/** What each kind needs besides the library, where it is missing. */
export function missingOf(kind: CallerKind): string | undefined {
  switch (kind) {
    case "C":
    case "C, thread sanitizer":
      return has("gcc") ? undefined : "gcc";
    case "Python":
      return has("python3") ? undefined : "python3";
    case "Node":
      return koffi() === undefined
        ? "koffi: npm install koffi in a folder, DUKA_KOFFI=FOLDER/node_modules/koffi"
        : undefined;
    case "Windows, 64 bits":
      if (!has("x86_64-w64-mingw32-gcc")) return "gcc-mingw-w64-x86-64";
      return has("wine") && existsSync("/usr/lib/wine/wine64") ? undefined : "wine and wine64";
    case "Windows, 32 bits":
      return has("wine") && existsSync("/usr/lib/wine/wine") ? undefined : "wine32:i386";
  }
}

/** Those that are there. */
export const CALLERS = (["C", "Python", "Node", "Windows, 64 bits", "Windows, 32 bits"] as const).filter(
  (kind) => missingOf(kind) === undefined,
);

/** @param config the path of its sscard.conf */
export function callerOf(t: ExecutionContext, kind: CallerKind, config: string): Caller {
  const { file, words, env } = commandOf(kind);
  const child = spawn(file, words, {
    stdio: "pipe",
    env: { ...process.env, ...env, DUKA_SSCARD_CONFIG: pathFor(kind, config) },
  });
  t.teardown(() => child.kill("SIGKILL"));
  return speakWith(child);
}

/** As a program of this kind writes it. */
export function pathFor(kind: CallerKind, path: string): string {
  return kind.startsWith("Windows") ? `Z:${path.replaceAll("/", "\\")}` : path;
}

function commandOf(kind: CallerKind): Command {
  const linux = join(BUILD, "linux/libSSCardDriver.so");
  switch (kind) {
    case "C":
      return sanitized("address", ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]);
    case "C, thread sanitizer":
      return sanitized("thread", ["-fsanitize=thread"]);
    case "Python":
      return { file: "python3", words: [join(PROGRAMS, "caller.py"), linux] };
    case "Node":
      return {
        file: process.execPath,
        words: [join(PROGRAMS, "caller.cjs"), linux],
        env: { DUKA_KOFFI: koffi(), UV_THREADPOOL_SIZE: "16" },
      };
    case "Windows, 64 bits":
      return underWine(built("x86_64-w64-mingw32-gcc", "caller64.exe", []), "win64", kind);
    case "Windows, 32 bits":
      return underWine(built("i686-w64-mingw32-gcc", "caller32.exe", []), "win32", kind);
  }
}

function underWine(program: string, folder: string, kind: CallerKind): Command {
  mkdirSync(WINE_PREFIX, { recursive: true });
  const library = pathFor(kind, join(BUILD, folder, "SSCardDriver.dll"));
  return {
    file: "wine",
    words: [program, library],
    env: { WINEPREFIX: WINE_PREFIX, WINEDEBUG: "-all", WINEDLLOVERRIDES: "mscoree,mshtml=" },
  };
}

/** Program and library, built so that what they do wrong in memory or between threads ends them with a word. */
function sanitized(name: string, words: readonly string[]): Command {
  const library = join(BUILD, `libSSCardDriver-${name}.so`);
  if (!done.has(library)) {
    const sources = readdirSync(join(NATIVE, "src")).filter(
      (file) => /\.c$/.test(file) && !/windows/.test(file),
    );
    const all = sources.map((file) => join(NATIVE, "src", file));
    execFileSync("gcc", [
      ...STRICT,
      "-g",
      "-shared",
      "-fPIC",
      "-fvisibility=hidden",
      ...words,
      "-o",
      library,
      ...all,
    ]);
  }
  done.add(library);
  return { file: built("gcc", `caller-${name}`, ["-g", ...words, "-pthread", "-ldl"]), words: [library] };
}

const done = new Set<string>();

/** The calling program, compiled once in this process. */
function built(compiler: string, name: string, link: readonly string[]): string {
  const file = join(BUILD, name);
  if (!done.has(name)) execFileSync(compiler, [...STRICT, "-o", file, join(PROGRAMS, "caller.c"), ...link]);
  done.add(name);
  return file;
}

function has(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

function koffi(): string | undefined {
  const named = process.env.DUKA_KOFFI ?? "";
  if (named !== "") return named;
  try {
    return createRequire(import.meta.url).resolve("koffi");
  } catch {
    return undefined;
  }
}

function speakWith(child: ChildProcessWithoutNullStreams): Caller {
  const waiting: ((line: string | Error) => void)[] = [];
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()?.(line));
  child.stdin.on("error", () => undefined);
  const ended = new Promise<number | null>((resolve) => {
    child.once("close", (code, signal) => {
      for (const one of waiting.splice(0))
        one(new Error(`the program ended with ${signal ?? code}: ${said}`));
      resolve(code);
    });
  });
  const next = () =>
    new Promise<string>((resolve, reject) => {
      const cancel = realClock.after(ANSWER_WITHIN_MS, () => reject(new Error("no answer within a minute")));
      waiting.push((line) => {
        cancel();
        if (line instanceof Error) reject(line);
        else resolve(line);
      });
    });
  const ask = (count: number, name: SSCardFunction, args: readonly Argument[], isOutNull = false) => {
    const words = [name, SSCARD_FUNCTIONS[name].buffer, ...args.map(wordOf), ...(isOutNull ? ["-"] : [])];
    const answers = Promise.all(Array.from({ length: count }, next));
    child.stdin.write(`${count === 1 ? "" : `*${count} `}${words.join(" ")}\n`);
    return answers.then((lines) => lines.map(calledOf));
  };
  return {
    call: async (name, ...args) => (await ask(1, name, args))[0]!,
    threads: (count, name, ...args) => ask(count, name, args),
    withoutOutInfo: async (name, ...args) => (await ask(1, name, args, true))[0]!,
    end() {
      child.stdin.end();
      return ended;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function wordOf(argument: Argument): string {
  if (argument === null) return "n";
  if (typeof argument === "number") return `i${argument}`;
  if (typeof argument === "string") return `s${Buffer.from(encodeGb18030(argument)).toString("hex")}`;
  return `u${"41".repeat(argument.endless)}`;
}

function calledOf(line: string): Called {
  const [code = "", hex = ""] = line.trim().split(" ");
  if (hex === "unterminated") throw new Error("pOutInfo has no closing zero");
  return { code: Number(code), text: hex === "-" ? null : decodeGb18030(Buffer.from(hex, "hex")) };
}
