/** By whose rules a card is spoken to: those of its city, once it is known which that is. */
import { type CityProfile, type KeyRules, keyRulesOf } from "@duka/protocol/city";
import type { CardSession } from "./card-session.js";

const cities = new WeakMap<CardSession, CityProfile>();

export function goByCity(session: CardSession, city: CityProfile): void {
  cities.set(session, city);
}

/** Undefined before the card was read, and for a card of no city that is known here. */
export function cityOfCard(session: CardSession): CityProfile | undefined {
  return cities.get(session);
}

/** The standard's where the card's city is not known. */
export function keyRulesFor(session: CardSession): KeyRules {
  return keyRulesOf(cities.get(session) ?? {});
}
