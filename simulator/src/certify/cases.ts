/**
 * The conformance suite for readers: CCID 1.1 over the serial frame, and ISO/IEC 7816-3 with T=0, T=1 and PPS. It
 * speaks to any link; for cards of known behaviour it needs controls (`CardControls`). Each case gets a bench of its
 * own.
 */
import type { ConformanceCase, OpenBench } from "./bench.js";
import { ANY_CARD_CASES } from "./cases/any-card-cases.js";
import { ATR_CASES } from "./cases/atr-cases.js";
import { BAD_CARD_CASES } from "./cases/bad-card-cases.js";
import { BLOCK_CASES } from "./cases/block-cases.js";
import { LINE_CASES } from "./cases/line-cases.js";
import { OPTIONAL_CASES } from "./cases/optional-cases.js";
import { PARAMETER_CASES } from "./cases/parameter-cases.js";
import { SLOT_CASES } from "./cases/slot-cases.js";
import { TRANSFER_CASES } from "./cases/transfer-cases.js";

export const CASES: readonly ConformanceCase[] = [
  ...SLOT_CASES,
  ...OPTIONAL_CASES,
  ...PARAMETER_CASES,
  ...TRANSFER_CASES,
  ...BLOCK_CASES,
  ...BAD_CARD_CASES,
  ...LINE_CASES,
  ...ATR_CASES,
  ...ANY_CARD_CASES,
];

/**
 * Runs one case on a fresh bench.
 * @returns how long it took by the bench's clock
 * @throws AssertionError when the reader does not conform; NotApplicable when the card that is in says nothing of it
 */
export async function runCase(one: ConformanceCase, openBench: OpenBench): Promise<number> {
  const bench = await openBench();
  const sinceMs = bench.clock.nowMs();
  try {
    if (one.tier === "any card") bench.card.insert();
    await one.run(bench);
    return bench.clock.nowMs() - sinceMs;
  } finally {
    await bench.close();
  }
}
