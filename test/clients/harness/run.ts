/** A program of another language beside this process, which has the service that it asks. */
import { execFile } from "node:child_process";

export type Ran = { readonly code: number; readonly out: string; readonly err: string };

const LIMIT_MS = 280_000;

type Place = { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv };

/** To its end. @param env in the place of this process's where it is given @throws Error when it cannot be started */
export function run(program: string, words: readonly string[], { cwd, env }: Place = {}): Promise<Ran> {
  const options = { encoding: "utf8", timeout: LIMIT_MS, maxBuffer: 64 * 1024 * 1024 } as const;
  return new Promise((resolve, reject) => {
    execFile(
      program,
      words,
      { ...options, ...(cwd === undefined ? {} : { cwd }), ...(env === undefined ? {} : { env }) },
      (error, out, err) => {
        if (error === null) resolve({ code: 0, out, err });
        else if (typeof error.code === "number") resolve({ code: error.code, out, err });
        else reject(new Error(`${program} could not be run to its end: ${error.message}\n${err}`));
      },
    );
  });
}
