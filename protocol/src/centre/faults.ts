/** How the simulated centre misbehaves: for tests of those who ask it. A real centre has none of this. */
import { z } from "zod";
import { count } from "./fields.js";

const COUNT_MAX = 1_000_000;

export const centreFaults = z.strictObject({
  down: z.boolean().meta({ description: "answers no one, and does nothing" }),
  slowMs: count.max(600_000).meta({ description: "every answer comes this much later" }),
  loseAnswers: count.max(COUNT_MAX).meta({ description: "so many requests are done and not answered" }),
  answerTwice: count
    .max(COUNT_MAX)
    .meta({ description: "so many requests arrive twice and are answered twice" }),
});

export type CentreFaults = z.output<typeof centreFaults>;

export const NO_FAULTS: CentreFaults = { down: false, slowMs: 0, loseAnswers: 0, answerTwice: 0 };
