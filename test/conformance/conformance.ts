/**
 * The conformance suite for readers: CCID 1.1 over the serial frame, and ISO/IEC 7816-3 with T=0. It speaks to any
 * link; for cards it needs controls (`CardControls`). Each case gets a bench of its own.
 */
import { ATR_CASES } from "./atr-cases.js";
import { BAD_CARD_CASES } from "./bad-card-cases.js";
import type { ConformanceCase, OpenBench } from "./bench.js";
import { LINE_CASES } from "./line-cases.js";
import { OPTIONAL_CASES } from "./optional-cases.js";
import { PARAMETER_CASES } from "./parameter-cases.js";
import { SLOT_CASES } from "./slot-cases.js";
import { TRANSFER_CASES } from "./transfer-cases.js";

export const CASES: readonly ConformanceCase[] = [
  ...SLOT_CASES,
  ...OPTIONAL_CASES,
  ...PARAMETER_CASES,
  ...TRANSFER_CASES,
  ...BAD_CARD_CASES,
  ...LINE_CASES,
  ...ATR_CASES,
];

/** Runs one case on a fresh bench. @throws AssertionError when the reader does not conform */
export async function runCase(one: ConformanceCase, openBench: OpenBench): Promise<void> {
  const bench = await openBench();
  try {
    await one.run(bench);
  } finally {
    await bench.close();
  }
}

type Verdict = {
  readonly name: string;
  readonly clause: string;
  readonly failure: string | undefined;
};

/** Runs all cases, one after the other, and tells what became of each. */
export async function conformance(openBench: OpenBench): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const one of CASES) {
    let failure: string | undefined;
    try {
      await runCase(one, openBench);
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
    verdicts.push({ name: one.name, clause: one.clause, failure });
  }
  return verdicts;
}
