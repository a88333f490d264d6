/** A scenario's shop in a world of its own: everything in it is simulated, in virtual time. */
import type { Card } from "../../card/card.js";
import { cardFor } from "../../card/card-issue.js";
import { PROFILE_HOLDER } from "../../centre/enrol-profile.js";
import type { CardChip } from "../../chip/chip.js";
import { type Profile, readProfile } from "../../profiles/profile.js";
import { balancesOf } from "../chip-watch.js";
import { loadDriver } from "../load-driver.js";
import { openWorld } from "../open-world.js";
import { recordWorld } from "../record/record-world.js";
import { DEFAULT_SEED } from "../simulated-defaults.js";
import { OWN_CARD, type Scenario } from "./scenario-shape.js";
import { type ScenarioShop, shopSettings, windowAt } from "./scenario-shop.js";
import type { CardMoney } from "./scenario-world.js";

type NamedCard = { readonly chip: CardChip; readonly card: Card; readonly profile: Profile };

const HEX_RADIX = 16;

/** @param characters true: the log tells each character of the card lines */
export async function openShop(
  scenario: Scenario,
  seed: number = scenario.seed ?? DEFAULT_SEED,
  characters = false,
): Promise<ScenarioShop> {
  const { driver } = await loadDriver();
  const settings = shopSettings(scenario, driver, ({ password }) =>
    driver.Password.fromDigits(password.initial),
  );
  const { profile, dateMs, centre, typed, account } = settings;
  const { protocol } = scenario;
  const world = await openWorld({
    profile: profile.name,
    seed,
    ...(protocol === undefined ? {} : { protocol }),
    ...(dateMs === undefined ? {} : { dateMs }),
    centre,
    account,
    characters,
  });
  const own = { chip: world.reader.slot(0).chip!, card: world.chips.card, profile };
  const cards = new Map<string, NamedCard>([[OWN_CARD, own]]);
  for (const { name, number, forged } of scenario.cards ?? []) {
    const issued = cardFor(profile, PROFILE_HOLDER.name, number);
    const of = forged ? withOtherKeys(issued) : issued;
    cards.set(name, { ...world.newCard(of), profile: of });
  }
  return {
    world,
    cards: new Map([...cards].map(([name, card]) => [name, card.profile])),
    typed,
    oldCard: undefined,
    insert: (name) => world.insert(cards.get(name)!.chip),
    window: () => windowAt(driver, world, settings),
    record: () => recordWorld(world, new Map([...cards].map(([name, { card }]) => [name, card]))),
    end() {
      const accounts = world.centre?.accounts();
      return {
        money: {
          ...moneyOn(own.card),
          holderFen: accounts?.holderFen,
          registeredFen: accounts?.cardFen,
          changesFen: world.log.events.flatMap((event) => (event.type === "money" ? [event.changeFen] : [])),
        },
        cards: new Map([...cards].map(([name, { card }]) => [name, moneyOn(card)])),
        triesLeft: own.card.inside.pin.triesLeft(),
      };
    },
  };
}

function moneyOn(card: Card): CardMoney {
  const { purse, deposit, medical } = balancesOf(card);
  return { purseFen: purse, depositFen: deposit, medicalFen: medical };
}

/** Who makes a card of one's own has the layout, and not the issuer's keys. */
function withOtherKeys(profile: Profile): Profile {
  const other = (key: string): string =>
    key.slice(0, -1) + (Number.parseInt(key.slice(-1), HEX_RADIX) ^ 2).toString(HEX_RADIX).toUpperCase();
  const { keys, social } = profile;
  return readProfile({
    ...profile,
    keys: {
      ...keys,
      internalMasterKey: other(keys.internalMasterKey),
      purchase: keys.purchase.map((key) => ({ ...key, masterKey: other(key.masterKey) })),
    },
    social: social && {
      ...social,
      masterKeys: Object.fromEntries(
        Object.entries(social.masterKeys).map(([name, key]) => [name, other(key)]),
      ),
    },
  });
}
