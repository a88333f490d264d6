/** Cards by their names, and hands that put them into the reader: the first one is "own", the PSAM "psam". */
import type { Card } from "../card/card.js";
import { cardFor } from "../card/card-issue.js";
import { PROFILE_HOLDER } from "../centre/enrol-profile.js";
import type { CardChip } from "../chip/chip.js";
import type { Profile } from "../profiles/profile.js";
import { findProfile, profileNames } from "../profiles/profiles.js";
import type { SimulatedReader } from "../reader/simulated-reader.js";
import { balancesOf } from "../world/chip-watch.js";
import type { Incidents } from "../world/world-incidents.js";
import { ControlRefusal } from "./control-refusal.js";

/** The card that lies beside the reader at first. */
export const OTHER_CARD = "other";
export const OWN_CARD = "own";
const PSAM = "psam";
/** They are always there. */
const FIRST_CARDS: readonly string[] = [OWN_CARD, OTHER_CARD];
/** One that a fault has put there. */
const STRANGER = "another";
export const CARD_SLOT = 0;
const CARDS_MAX = 64;

type ShelfCard = {
  readonly name: string;
  readonly profile: string;
  readonly slot: number | null;
  /** Of its password; null for a chip whose inside is not known, and for a PSAM. */
  readonly triesLeft: number | null;
};

type Balances = {
  readonly card: string;
  readonly purseFen: number;
  readonly depositFen: number;
  readonly medicalFen: number;
};

export type CardShelf = {
  cards(): readonly ShelfCard[];
  /** Of cards whose inside is known: a chip that only carries bytes has no money. */
  balances(): readonly Balances[];
  /** What is in each slot, by its name. */
  slots(): readonly { readonly slot: number; readonly card: string | null }[];
  /** @throws ControlRefusal as all of them */
  takeOut(slot: number): void;
  /** @param name that card; what was taken out of the slot without */
  putIn(slot: number, name?: string): void;
  /** Out with what is in slot 0, in with this one, faster than anyone polls. */
  swap(name: string): void;
  /** @param profile built in; that of the first card without @param number the city's how-manieth card */
  add(name: string, profile?: string, number?: number): void;
  /** Forgets one that was added and is in no slot. */
  drop(name: string): void;
};

type Setup = {
  readonly reader: SimulatedReader;
  readonly hands: Pick<Incidents, "takeOut" | "putIn" | "insert">;
  readonly profile: Profile;
  /** Undefined where slot 0 has another chip than the profile's card. */
  readonly own: Card | undefined;
  readonly newCard: (profile: Profile) => { readonly chip: CardChip; readonly card: Card };
};

type Named = { readonly chip: CardChip; readonly card: Card | undefined; readonly profile: string };

export function cardShelf({ reader, hands, profile, own, newCard }: Setup): CardShelf {
  const cards = new Map<string, Named>();
  const [first, psam] = [0, 1].map((slot) => (slot < reader.slotCount ? reader.slot(slot).chip : undefined));
  if (first !== undefined) cards.set(OWN_CARD, { chip: first, card: own, profile: profile.name });
  if (psam !== undefined) cards.set(PSAM, { chip: psam, card: undefined, profile: profile.name });

  const slotOf = (chip: CardChip): number | null => {
    const slots = Array.from({ length: reader.slotCount }, (_, slot) => slot);
    return slots.find((slot) => reader.slot(slot).chip === chip) ?? null;
  };
  const nameIn = (slot: number): string | null => {
    const { chip } = reader.slot(slot);
    if (chip === undefined) return null;
    return [...cards].find(([, one]) => one.chip === chip)?.[0] ?? STRANGER;
  };

  function checkSlot(slot: number): void {
    if (slot < reader.slotCount) return;
    throw new ControlRefusal("no-slot", `a slot from 0 to ${reader.slotCount - 1}`);
  }

  /** For slot 0. */
  function userCard(name: string): Named {
    const found = cards.get(name);
    const names = [...cards.keys()].filter((one) => one !== PSAM);
    if (found === undefined || name === PSAM)
      throw new ControlRefusal("unknown-card", `one of: ${names.join(", ")}`);
    return found;
  }

  function add(name: string, of: string | undefined, number: number): void {
    if (cards.has(name) || name === STRANGER)
      throw new ControlRefusal("name-taken", "a name that no card has yet");
    if (cards.size >= CARDS_MAX) throw new ControlRefusal("too-many-cards", `at most ${CARDS_MAX}`);
    const made = cardFor(of === undefined ? profile : builtIn(of), PROFILE_HOLDER.name, number);
    cards.set(name, { ...newCard(made), profile: made.name });
  }

  add(OTHER_CARD, undefined, 2);
  return {
    cards: () =>
      [...cards].map(([name, { chip, card, profile }]) => ({
        name,
        profile,
        slot: slotOf(chip),
        triesLeft: card?.inside.pin.triesLeft() ?? null,
      })),
    balances: () =>
      [...cards].flatMap(([name, { card }]) => {
        if (card === undefined) return [];
        const { purse, deposit, medical } = balancesOf(card);
        return [{ card: name, purseFen: purse, depositFen: deposit, medicalFen: medical }];
      }),
    slots: () => Array.from({ length: reader.slotCount }, (_, slot) => ({ slot, card: nameIn(slot) })),
    takeOut(slot) {
      checkSlot(slot);
      if (reader.slot(slot).chip === undefined) throw new ControlRefusal("slot-empty", "a slot with a card");
      hands.takeOut(slot);
    },
    putIn(slot, name) {
      checkSlot(slot);
      if (reader.slot(slot).chip !== undefined)
        throw new ControlRefusal("slot-occupied", "a slot without a card");
      if (name !== undefined && slot === CARD_SLOT) hands.insert(userCard(name).chip);
      else if (name !== undefined && name !== PSAM)
        throw new ControlRefusal("unknown-card", `"${PSAM}" in this slot; cards go into slot ${CARD_SLOT}`);
      else hands.putIn(slot);
      if (reader.slot(slot).chip === undefined)
        throw new ControlRefusal("slot-empty", "a card that was taken out of this slot, or one by its name");
    },
    swap: (name) => hands.insert(userCard(name).chip),
    add: (name, of, number) => add(name, of, number ?? cards.size + 1),
    drop(name) {
      const { chip } = userCard(name);
      if (FIRST_CARDS.includes(name))
        throw new ControlRefusal("unknown-card", "a card that newCard has made");
      if (slotOf(chip) !== null) throw new ControlRefusal("slot-occupied", "a card that is in no slot");
      cards.delete(name);
    },
  };
}

/** No file is read for a caller. */
function builtIn(name: string): Profile {
  if (profileNames.includes(name)) return findProfile(name);
  throw new ControlRefusal("unknown-profile", `one of: ${profileNames.join(", ")}`);
}
