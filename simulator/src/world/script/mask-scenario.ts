/** Whom a scenario is about: holders of its cards, and those who come to its window. */
import { PROFILE_HOLDER } from "../../centre/enrol-profile.js";
import type { PersonalMask } from "../personal-mask.js";
import { DELEGATE_NAME, STRANGER } from "./carry-out.js";
import type { Scenario } from "./scenario-shape.js";
import type { ScenarioShop } from "./scenario-shop.js";

/** Numbers of cards and documents in what a scenario says. */
const NUMBERS = /[0-9]{15,20}X?/g;

export function maskScenario(mask: PersonalMask, scenario: Scenario, { cards }: ScenarioShop): void {
  for (const profile of cards.values()) mask.addCard(profile);
  for (const name of [PROFILE_HOLDER.name, DELEGATE_NAME]) mask.addName(name);
  const written = JSON.stringify(scenario).match(NUMBERS) ?? [];
  for (const number of [PROFILE_HOLDER.holderId, STRANGER, ...written]) mask.addNumber(number);
}
