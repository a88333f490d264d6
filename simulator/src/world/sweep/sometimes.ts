/** What a whole sweep of a scenario comes to at least once: rows of the outcome table, and what recovery finds. */
import type { ScenarioName } from "./scenario.js";

const SOMETIMES: { readonly [name in ScenarioName]: readonly string[] } = {
  purchase: [],
  "second-purchase": [],
  load: [],
  reverse: [],
  visit: [],
  "change-password": [],
  "two-tills": [],
  "other-shop": [],
};

/** @param reached by its words: "first: undecided answer-lost" */
export function missingFacts(scenario: ScenarioName, reached: { readonly [what: string]: number }): string[] {
  return SOMETIMES[scenario].filter((fact) => (reached[fact] ?? 0) === 0);
}
