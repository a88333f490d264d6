/** The simulated reader as a user starts it: `duka-sim reader --pty LINK`, with its card moved by words on standard input. */
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
export async function startReader(link: string, words: readonly string[] = []): Promise<ReaderProcess> {
  const child = start([process.execPath, DUKA_SIM, "reader", "--pty", link, ...words]);
  try {
    await until(
      `the link ${link} of duka-sim`,
      START_MS,
      () => {
        if (child.exitCode() !== undefined) throw new Error(`duka-sim ended: ${child.printed()}`);
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
