/** A process of a sweep: runs the cuts that it is given, one after the other, and answers each. */
import { parseReplay } from "./replay-line.js";
import { endOf, runCut } from "./run-cut.js";
import type { CutRan, CutsToRun } from "./sweep-pool.js";

// Ctrl-C reaches the whole group; the sweep says when it is over.
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit());
// Of a program that was killed in its world something may still end badly: no one waits for it.
process.on("unhandledRejection", () => undefined);

process.on("message", (cuts: CutsToRun) => {
  void work(cuts);
});

async function work(cuts: CutsToRun): Promise<void> {
  for (const { index, line } of cuts)
    process.send?.({ index, end: endOf(await runCut(parseReplay(line))) } satisfies CutRan);
}
