/** What a scenario is played in: a world with its till, a service point on the same reader, cards by their names. */
import type { AccountOptions, AskPassword, Blacklist, OldCard, Password, ServicePoint } from "@duka/driver";
import { cities } from "@duka/protocol/cities";
import type { Enrolment } from "../../centre/enrol-profile.js";
import type { Profile } from "../../profiles/profile.js";
import { findProfile } from "../../profiles/profiles.js";
import { isoDateMs } from "../../time/real-clock.js";
import type { Driver } from "../load-driver.js";
import { OPENING_MS } from "../open-world.js";
import type { WorldRecord } from "../record/record-world.js";
import { DEFAULT_PROFILE } from "../simulated-defaults.js";
import type { Scenario } from "./scenario-shape.js";
import type { ScenarioEnd, ScenarioWorld } from "./scenario-world.js";

export type ScenarioShop = {
  readonly world: ScenarioWorld;
  /** Who the cards are, by their names. */
  readonly cards: ReadonlyMap<string, Profile>;
  /** A card by its name into the reader, in place of what is there. */
  insert(name: string): unknown;
  /** Of the till's program of now. */
  window(): ServicePoint;
  /** What the holder types, one for each question. */
  readonly typed: string[];
  /** Shown at the window, for the activation of its successor. */
  oldCard: OldCard | undefined;
  /** Keeps what a report tells, from now on; undefined where no one sees into the cards. */
  record(): WorldRecord | undefined;
  end(): ScenarioEnd | Promise<ScenarioEnd>;
};

/** What a scenario says of its shop, beside reader and cards. */
type ShopSettings = {
  readonly profile: Profile;
  /** Undefined: the scenario names none. */
  readonly dateMs: number | undefined;
  readonly centre: false | Enrolment;
  readonly typed: string[];
  readonly account: Partial<AccountOptions>;
};

/** @param own what `own` stands for among what is typed; a new one each time */
export function shopSettings(
  { city = DEFAULT_PROFILE, date, till = {}, centre = {} }: Scenario,
  driver: Driver,
  own: (profile: Profile) => Password,
): ShopSettings {
  const { isThere: hasCentre = true, ...enrolment } = centre;
  const profile = findProfile(city);
  const dateMs = date === undefined ? undefined : isoDateMs(`${date}:00+08:00`);
  const typed: string[] = [];
  const askPassword: AskPassword = async () => {
    const digits = typed.shift();
    if (digits === undefined) return undefined;
    return digits === OWN_PASSWORD ? own(profile) : driver.Password.fromDigits(digits);
  };
  const { blacklisted, ...settings } = till;
  return {
    profile,
    dateMs,
    centre: hasCentre && given(enrolment),
    typed,
    account: {
      askPassword,
      ...settings,
      ...(blacklisted === undefined ? {} : { blacklist: () => listOf(blacklisted, dateMs) }),
    },
  };
}

/** Among what is typed: the password that the first card has when the scenario begins. */
export const OWN_PASSWORD = "own";

/** A service point on the till's reader and journal. */
export function windowAt(
  driver: Driver,
  { till, centre }: ScenarioWorld,
  { profile, account }: ShopSettings,
): ServicePoint {
  return driver.openServicePoint({
    reader: till.reader,
    journal: till.journal,
    profile: cities.find(({ name }) => name === profile.name) ?? profile,
    ...(centre === undefined ? {} : { centre: centre.centre }),
    ...account,
  });
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
