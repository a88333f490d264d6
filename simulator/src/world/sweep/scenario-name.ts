/** What a sweep may be of. */
const SCENARIOS = [
  ...(["purchase", "second-purchase", "load", "reverse", "visit", "change-password"] as const),
  ...(["two-tills", "other-shop"] as const),
] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

/** @throws RangeError naming those that there are */
export function scenarioOf(word: string): ScenarioName {
  const found = SCENARIOS.find((name) => name === word);
  if (found !== undefined) return found;
  throw new RangeError(`there is no scenario "${word.slice(0, 40)}": ${SCENARIOS.join(", ")}`);
}
