/**
 * What a whole sweep of a scenario comes to at least once: rows of the outcome table, and what recovery finds. A sweep
 * that reaches one of them never has lost its way, whatever else was right in it.
 */
import type { Combination, SweptAccount } from "./combination.js";
import type { ScenarioName } from "./scenario-name.js";

type Facts = readonly string[];

/** A card that was pulled, the cable, the till's machine. */
const FAULTS: Facts = [
  "first: ReaderError card-removed",
  "first: ReaderError link-lost",
  "first: TillKilledError",
];
/** Or the PSAM was. */
const EQUIPMENT = "first: EquipmentError";
const SALE: Facts = [
  ...FAULTS,
  EQUIPMENT,
  "first: committed",
  "first: undecided answer-lost",
  "found: refused not-debited",
  "last: committed",
];
/** A purse has a log, which tells; what a medical account has paid is told by the centre alone. */
const FOUND: { readonly [account in SweptAccount]: Facts } = {
  purse: ["found: committed recovered-from-log", "last: committed recovered-from-log"],
  medical: ["found: committed confirmed-by-centre", "last: committed confirmed-by-centre"],
};
/** Without a centre: the card alone tells, and it has bought elsewhere meanwhile. */
const OTHER_SHOP: Facts = [
  ...FAULTS,
  EQUIPMENT,
  "first: committed",
  "first: undecided answer-lost",
  "last: committed",
];
const CHANGE: Facts = [...FAULTS, "first: changed", "last: changed", "last: changed unseen"];
const CREDIT: Facts = [
  ...FAULTS,
  EQUIPMENT,
  "first: credited",
  "first: undecided answer-lost",
  "last: credited",
  "last: not-credited not-credited",
];

function factsOf(scenario: ScenarioName, account: SweptAccount): Facts {
  switch (scenario) {
    case "purchase":
    case "second-purchase":
      return [...SALE, ...FOUND[account]];
    case "visit":
      return [...SALE, ...FOUND.medical];
    case "change-password":
      return CHANGE;
    // Of one who has lost its claim, its journal says so.
    case "two-tills":
      return ["first: committed", "first: JournalError", "last: committed"];
    case "other-shop":
      return [...OTHER_SHOP, ...(account === "purse" ? FOUND.purse : [])];
    case "load":
    case "reverse":
      return [...CREDIT, ...(account === "purse" ? ["last: credited recovered-from-log"] : [])];
  }
}

/** @param reached by its words: "first: undecided answer-lost" */
export function missingFacts(
  scenario: ScenarioName,
  { account }: Pick<Combination, "account">,
  reached: { readonly [what: string]: number },
): string[] {
  return factsOf(scenario, account).filter((fact) => (reached[fact] ?? 0) === 0);
}
