/**
 * A process that never outlives the test: it is killed with its parent (setpriv --pdeathsig), ended on `stop`, and what
 * it printed is kept, up to a limit. Clients run to their end under a time limit.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";

/** Of what a process prints; the rest is dropped from the front. */
const PRINTED_MAX = 4_000_000;
/** Between the polite request to end and the kill. */
const GRACE_MS = 3000;

export type Child = {
  readonly pid: number;
  /** Undefined while it runs; null when a signal ended it. */
  exitCode(): number | null | undefined;
  /** What it has printed until now, both outputs in the order of arrival. */
  printed(): string;
  /** Of standard output alone. */
  printedOut(): string;
  /** Writes a line to its standard input. */
  say(line: string): void;
  signal(name: NodeJS.Signals): void;
  ended: Promise<void>;
  /** Ends it and waits for that; nothing happens when it has ended. */
  stop(): Promise<void>;
};

/** @param environment added to that of this process */
export function start(words: readonly string[], environment: Record<string, string> = {}): Child {
  const child: ChildProcessWithoutNullStreams = spawn("setpriv", ["--pdeathsig", "KILL", ...words], {
    env: { ...process.env, ...environment },
    stdio: "pipe",
  });
  let text = "";
  let out = "";
  let code: number | null | undefined;
  const keep = (chunk: Buffer): void => {
    text = (text + chunk.toString("latin1")).slice(-PRINTED_MAX);
  };
  child.stdout.on("data", (chunk: Buffer) => {
    out = (out + chunk.toString()).slice(-PRINTED_MAX);
    keep(chunk);
  });
  child.stderr.on("data", keep);
  child.stdin.on("error", (error) => keep(Buffer.from(`(standard input: ${error.message})\n`)));
  const ended = new Promise<void>((resolve) => {
    child.on("error", (error) => {
      keep(Buffer.from(`${error.message}\n`));
      code = null;
      resolve();
    });
    child.on("close", (exitCode) => {
      code = exitCode;
      resolve();
    });
  });
  return {
    pid: child.pid ?? 0,
    exitCode: () => code,
    printed: () => text,
    printedOut: () => out,
    say: (line) => {
      child.stdin.write(`${line}\n`);
    },
    signal: (name) => {
      child.kill(name);
    },
    ended,
    async stop() {
      if (code !== undefined) return;
      child.kill("SIGTERM");
      const kill = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
      await ended;
      clearTimeout(kill);
    },
  };
}

export type Finished = {
  readonly code: number | null;
  /** Of both outputs, in the order of arrival. */
  readonly output: string;
  readonly stdout: string;
  readonly timedOut: boolean;
};

/**
 * Runs a client to its end, or until its time is over: a driver that waits for a vanished device blocks it for ever.
 */
export async function run(
  words: readonly string[],
  limitMs: number,
  environment: Record<string, string> = {},
): Promise<Finished> {
  const child = start(words, environment);
  let timedOut = false;
  const limit = setTimeout(() => {
    timedOut = true;
    child.signal("SIGKILL");
  }, limitMs);
  await child.ended;
  clearTimeout(limit);
  return { code: child.exitCode() ?? null, output: child.printed(), stdout: child.printedOut(), timedOut };
}
