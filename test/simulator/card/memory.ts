/** Cutting the power of a chip's memory, at one chosen step after another. */
import type { Nvm } from "@duka/simulator/memory/nvm";
import { PowerCut } from "@duka/simulator/memory/nvm";

/** What the cell being written may be left with. */
export const REMAINS: readonly ((before: number, after: number) => number | undefined)[] = [
  () => undefined,
  (_, after) => after,
  () => 0,
  () => 0xffffffff,
  (before, after) => ((before & 0xffff0000) | (after & 0x0000ffff)) >>> 0,
  (before, after) => (before ^ after ^ 0x5aa5c33c) >>> 0,
];

/** The kinds of them: not begun, done, erased, spoilt. For commands of which there are many. */
export const KINDS_OF_REMAINS = [REMAINS[0]!, REMAINS[1]!, REMAINS[2]!, REMAINS[5]!];

/** Lets power go at the step with this number, counted from 0. @returns how many steps were begun */
export function cutAt(
  memory: Nvm,
  step: number,
  remains: (before: number, after: number) => number | undefined,
): () => number {
  let begun = 0;
  memory.onStep = (_at, before, after) => {
    if (begun++ === step) throw new PowerCut(remains(before, after));
  };
  return () => begun;
}

/** No more cuts. */
export function mend(memory: Nvm): void {
  memory.onStep = undefined;
}
