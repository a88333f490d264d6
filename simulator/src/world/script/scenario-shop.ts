/** What a scenario is played in: a world with its till, a service point on the same reader, cards by their names. */
import type { AccountOptions, AskPassword, Blacklist, OldCard, ServicePoint } from "@duka/driver";
import { cities } from "@duka/protocol/cities";
import type { Card } from "../../card/card.js";
import { cardFor } from "../../card/card-issue.js";
import { PROFILE_HOLDER } from "../../centre/enrol-profile.js";
import type { CardChip } from "../../chip/chip.js";
import { type Profile, readProfile } from "../../profiles/profile.js";
import { findProfile } from "../../profiles/profiles.js";
import { isoDateMs } from "../../time/real-clock.js";
import { loadDriver } from "../load-driver.js";
import { OPENING_MS, openWorld, type World } from "../open-world.js";
import { DEFAULT_PROFILE, DEFAULT_SEED } from "../simulated-defaults.js";
import { OWN_CARD, type Scenario } from "./scenario-shape.js";

export type NamedCard = { readonly chip: CardChip; readonly card: Card; readonly profile: Profile };

export type ScenarioShop = {
  readonly world: World;
  readonly cards: ReadonlyMap<string, NamedCard>;
  /** Of the till's program of now. */
  window(): ServicePoint;
  /** What the holder types, one for each question. */
  readonly typed: string[];
  /** Shown at the window, for the activation of its successor. */
  oldCard: OldCard | undefined;
};

const HEX_RADIX = 16;

/** @param characters true: the log tells each character of the card lines */
export async function openShop(
  scenario: Scenario,
  seed: number = scenario.seed ?? DEFAULT_SEED,
  characters = false,
): Promise<ScenarioShop> {
  const { driver } = await loadDriver();
  const { city = DEFAULT_PROFILE, protocol, date, till = {} } = scenario;
  const { isThere: hasCentre = true, ...enrolment } = scenario.centre ?? {};
  const profile = findProfile(city);
  const dateMs = date === undefined ? undefined : isoDateMs(`${date}:00+08:00`);
  const typed: string[] = [];
  const askPassword: AskPassword = async () => {
    const digits = typed.shift();
    return digits === undefined ? undefined : driver.Password.fromDigits(digits);
  };
  const { blacklisted, ...settings } = till;
  const account: Partial<AccountOptions> = {
    askPassword,
    ...settings,
    ...(blacklisted === undefined ? {} : { blacklist: () => listOf(blacklisted, dateMs) }),
  };
  const world = await openWorld({
    profile: city,
    seed,
    ...(protocol === undefined ? {} : { protocol }),
    ...(dateMs === undefined ? {} : { dateMs }),
    centre: hasCentre && given(enrolment),
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
  const { centre } = world.centre ?? {};
  return {
    world,
    cards,
    typed,
    oldCard: undefined,
    window: () =>
      driver.openServicePoint({
        reader: world.till.reader,
        journal: world.till.journal,
        profile: cities.find(({ name }) => name === city) ?? profile,
        ...(centre === undefined ? {} : { centre }),
        ...account,
      }),
  };
}

/** As fresh as it can be. */
function listOf(refused: readonly string[], dateMs: number = OPENING_MS): Blacklist {
  return {
    asOfMs: dateMs,
    size: refused.length,
    has: ({ numbers }) => numbers.some((number) => refused.includes(number)),
  };
}

/** Without members that are undefined. */
function given<T extends object>(members: T) {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [name in keyof T]?: Exclude<T[name], undefined>;
  };
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
