/** A scenario: a shop or a service point, its cards, what is done, and what must have become of it. */
import { type DataOf, type JsonSchema, jsonSchemaOf } from "@duka/protocol/data/read-data";
import {
  described,
  flag,
  integer,
  listOf,
  matching,
  members,
  oneOf,
  withRules,
  words,
} from "@duka/protocol/data/values";
import { profileNames } from "../../profiles/profiles.js";
import { placedFaults } from "../faults/fault.js";
import { stepShape } from "./step-shape.js";

const STEPS_MAX = 200;
const CARDS_MAX = 20;
const FEN_MAX = 0xffffffff;
/** The card that the world begins with. */
export const OWN_CARD = "own";

const fen = integer(0, FEN_MAX, `whole fen, from 0 to ${FEN_MAX}: 12.50 yuan are 1250`);
const onCard = {
  purseFen: described(fen.optional(), "in the purse of the card"),
  depositFen: described(fen.optional(), "in the deposit of the card"),
  medicalFen: described(fen.optional(), "in the medical account of the card"),
};

const cardShape = members({
  name: described(words, "by which a step puts it in"),
  number: described(
    integer(2, 9999),
    "1 is the profile's own card; each other one has its own serial number",
  ),
  forged: described(flag.optional(), "made without the issuer's keys"),
  money: described(members(onCard).optional(), "what is on it in the end"),
});

const base = members({
  title: described(words, "what is shown, in a sentence"),
  titleZh: described(words.optional(), "the same in Chinese"),
  rule: described(words.optional(), "the rule or clause that it shows"),
  city: described(oneOf(...(profileNames as [string, ...string[]])).optional(), "hangzhou by default"),
  seed: described(integer(0, 0xffffffff).optional(), "of everything random; 1 by default"),
  protocol: described(oneOf("T=0", "T=1").optional(), "of the card line; that of the card by default"),
  date: described(
    matching("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d", "a time of day in China, as 2026-11-21T09:00").optional(),
    "when it begins; 2026-11-21T09:00 by default",
  ),
  centre: described(
    members({
      allottedFen: fen.optional(),
      openingBalanceFen: fen.optional(),
      medical: oneOf("open", "due", "none").optional(),
      isThere: flag.optional(),
    }).optional(),
    "the insurance centre, where the profile's card is issued and active",
  ),
  till: described(
    members({
      passwordUnblocked: flag.optional(),
      blacklisted: described(listOf(words, 0, CARDS_MAX).optional(), "card numbers that it refuses"),
    }).optional(),
    "the till's own settings",
  ),
  cards: described(listOf(cardShape, 1, CARDS_MAX).optional(), "further cards, beside the profile's own"),
  faults: described(placedFaults.optional(), "what goes wrong, and where; see duka-sim schema faults"),
  steps: listOf(stepShape, 1, STEPS_MAX),
  money: described(
    members({
      ...onCard,
      holderFen: described(fen.optional(), "what waits for the holder at the centre"),
      registeredFen: described(fen.optional(), "what the centre thinks is on the card"),
      changesFen: described(
        listOf(integer(-FEN_MAX, FEN_MAX), 0, STEPS_MAX).optional(),
        "what moved on cards, in the order in which it did",
      ),
    }).optional(),
    "in the end",
  ),
  triesLeft: described(integer(0, 15).optional(), "of the password of the profile's own card, in the end"),
});

export const scenarioShape = withRules(base, ({ cards = [], steps }) => {
  const names = [OWN_CARD, ...cards.map(({ name }) => name)];
  const known = names.join(", ");
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice > 0)
    return [{ path: ["cards", twice - 1, "name"], message: "must be a name that no other card has" }];
  return steps.flatMap((step, index) => {
    const at = ["steps", index];
    if (step.insert !== undefined && !names.includes(step.insert))
      return [{ path: [...at, "insert"], message: `must be the name of a card: ${known}` }];
    const old = step.window?.oldCard;
    if (old !== undefined && !names.includes(old))
      return [{ path: [...at, "window", "oldCard"], message: `must be the name of a card: ${known}` }];
    return [];
  });
});

export type Scenario = DataOf<typeof scenarioShape>;

/** For an editor. */
export function scenarioSchema(): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A scenario of duka-sim run",
    ...jsonSchemaOf(scenarioShape),
  };
}
