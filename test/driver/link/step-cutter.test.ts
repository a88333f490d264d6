import { createStepCutter } from "@duka/driver/link/step-cutter";
import test from "ava";
import fc from "fast-check";
import { hex } from "../../support/values/hex.js";

/** Steps of the given lengths, over and over. */
function cutterOf(lengths: readonly number[]) {
  const steps: Uint8Array[] = [];
  const state = { override: undefined as number | undefined };
  const cutter = createStepCutter(
    () => state.override ?? lengths[steps.length % lengths.length]!,
    (step) => steps.push(step.slice()),
  );
  return { cutter, steps, state };
}

/** Parsers are streams, which may hand over a turn later. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function joined(parts: readonly Uint8Array[]): number[] {
  return parts.flatMap((part) => [...part]);
}

test("whatever the chunks, the steps have the lengths asked for and no byte is lost", async (t) => {
  const lengths = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 });
  const chunks = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(lengths, chunks, async (stepLengths, parts) => {
      const { cutter, steps } = cutterOf(stepLengths);
      for (const part of parts) cutter.write(part);
      await settled();
      const all = joined(parts);
      const cut = joined(steps);
      steps.forEach((step, index) => {
        t.is(step.length, stepLengths[index % stepLengths.length]!);
      });
      t.deepEqual(cut, all.slice(0, cut.length));
      t.true(all.length - cut.length < stepLengths[steps.length % stepLengths.length]!);
    }),
    { numRuns: 200 },
  );
});

test("a frame that was given up half-way does not spoil the next one", async (t) => {
  const { cutter, steps, state } = cutterOf([4]);
  cutter.write(Uint8Array.of(1, 2));
  await settled();
  state.override = 1;
  cutter.write(Uint8Array.of(3, 4, 5));
  await settled();
  t.deepEqual(steps.map(hex), ["03", "04", "05"]);
  state.override = 4;
  cutter.write(Uint8Array.of(6, 7, 8, 9));
  await settled();
  t.is(hex(steps.at(-1)!), "06 07 08 09");
});
