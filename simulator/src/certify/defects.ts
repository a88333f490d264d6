/** Readers and cards with one defect each, to see that the suite finds it: by the case that is named beside it. */
import { ANSWER_DEFECTS } from "./defects/answer-defects.js";
import { BLOCK_DEFECTS } from "./defects/block-defects.js";
import { CARD_DEFECTS } from "./defects/card-defects.js";
import { COMMAND_DEFECTS } from "./defects/command-defects.js";
import { DUTY_DEFECTS } from "./defects/duty-defects.js";
import type { NamedDefect } from "./defects/named-defect.js";

export const DEFECTS: readonly NamedDefect[] = [
  ...ANSWER_DEFECTS,
  ...DUTY_DEFECTS,
  ...COMMAND_DEFECTS,
  ...BLOCK_DEFECTS,
  ...CARD_DEFECTS,
];

/** @throws RangeError naming those that there are */
export function findDefect(name: string): NamedDefect {
  const found = DEFECTS.find((one) => one.name === name);
  if (found !== undefined) return found;
  const known = DEFECTS.map((one) => one.name).join(", ");
  throw new RangeError(`there is no defect "${name.slice(0, 40)}": ${known}`);
}
