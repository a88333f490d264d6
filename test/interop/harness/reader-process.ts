/**
 * The simulated reader as a user starts it: `duka-sim reader --pty LINK`, with its card moved by words on standard
 * input.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Child, start } from "./child.js";
import { until } from "./until.js";

const START_MS = 15_000;
/** From test/dist/interop/harness to the repository. */
const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), "../../../..");
export const DUKA_SIM = join(REPOSITORY, "simulator/bin/duka-sim.js");
export const DUKA = join(REPOSITORY, "driver/bin/duka.js");

export type ReaderProcess = Child & {
  readonly link: string;
  /** Waits until it has said this. */
  saying(pattern: RegExp): Promise<void>;
};

/**
 * @param link path of the symbolic link to make
 * @param words further ones: ["--card", "test"]
 */
export function startReader(link: string, words: readonly string[] = []): Promise<ReaderProcess> {
  return startProgram([DUKA_SIM, "reader", "--pty", link, ...words], link);
}

/** One whose card is changed by words such as "card transfer protocol=1": see reader-bench.ts. */
export function startBench(link: string, persona: string, speed: number): Promise<ReaderProcess> {
  const program = fileURLToPath(new URL("reader-bench.js", import.meta.url));
  return startProgram([program, link, persona, String(speed)], link);
}

async function startProgram(words: readonly string[], link: string): Promise<ReaderProcess> {
  const child = start([process.execPath, ...words]);
  try {
    await until(
      `the reader at ${link}`,
      START_MS,
      () => {
        if (child.exitCode() !== undefined) throw new Error(`the reader ended: ${child.printed()}`);
        return child.printed().includes("is ready at") ? true : undefined;
      },
      () => child.printed(),
    );
  } catch (error) {
    await child.stop();
    throw error;
  }
  return {
    ...child,
    link,
    async saying(pattern) {
      const said = () => (pattern.test(child.printed()) ? true : undefined);
      await until(String(pattern), START_MS, said, () => child.printed());
    },
  };
}
