/**
 * Which city's rules a card goes by: those of its own region and issuer, not the till's (V2 8.1: item 01 holds the
 * region, item 04 the issuer). Decided before any try of a password: another city's initial password would cost one.
 */
import { rangeError } from "@duka/protocol/data/bilingual";
import { type Refusal, refusal } from "../card/refusal.js";
import { type CityProfile, checkCityProfile, hangzhou } from "./city-profile.js";

/** The cities of a till, its own first. */
export type Cities = readonly [CityProfile, ...CityProfile[]];

/**
 * @param given one city, several, or none: Hangzhou
 * @throws TypeError, RangeError naming what is wrong, or two cities that no card could be told apart by
 */
export function citiesOf(given: CityProfile | readonly CityProfile[] | undefined): Cities {
  const list = given === undefined ? [hangzhou] : Array.isArray(given) ? given : [given];
  const [own, ...others] = list.map(checkCityProfile);
  if (own === undefined)
    throw rangeError(
      "profile must be a city, or a list of at least 1",
      "profile 必须是一个城市，或至少一项的列表",
    );
  const cities: Cities = [own, ...others];
  for (const [at, city] of cities.entries()) {
    for (const other of cities.slice(at + 1)) checkApart(city, other);
  }
  return cities;
}

/** @param card region: 6 digits of item 01; issuer: item 04, hexadecimal */
export function cityOfSocialCard(
  cities: readonly CityProfile[],
  card: { readonly region: string; readonly issuer: string },
): CityProfile | Refusal {
  const [first, second] = ranked(
    cities.filter((city) => card.region.startsWith(regionStart(city)) && isIssuedBy(city, card.issuer)),
    (city) => 2 * regionStart(city).length + Number(city.issuers !== undefined),
  );
  if (first === undefined) return unknownCity(cities, `region ${card.region}, issuer ${card.issuer}`);
  return second === undefined ? first : ambiguous(first, second);
}

/**
 * Of a card with a purse alone, which names its issuer and no region.
 * @param cities those with this application
 * @param issuer of the public data of its purse, hexadecimal
 */
export function cityOfPurse(cities: readonly CityProfile[], issuer: string): CityProfile | Refusal {
  const [first, second] = ranked(
    cities.filter((city) => isIssuedBy(city, issuer)),
    ({ issuers, medical }) => 2 * Number(issuers !== undefined) + Number(medical === undefined),
  );
  if (first === undefined) return unknownCity(cities, `issuer ${issuer}`);
  return second === undefined ? first : ambiguous(first, second);
}

/** The city in whose region a card is that is not here; the till's own where none is. */
export function cityOfRegion(cities: Cities, region: string | undefined): CityProfile {
  if (region === undefined) return cities[0];
  const inIt = cities.filter((city) => region.startsWith(regionStart(city)));
  return ranked(inIt, (city) => regionStart(city).length)[0] ?? cities[0];
}

/** The best ones: all that are as good as the first. */
function ranked(cities: readonly CityProfile[], rank: (city: CityProfile) => number): CityProfile[] {
  const best = Math.max(...cities.map(rank));
  return cities.filter((city) => rank(city) === best);
}

/** Pairs of zeros at the end of a division's code stand for all that is in it (GB/T 2260). */
function regionStart({ region }: CityProfile): string {
  return region.replace(/(00)+$/, "");
}

function isIssuedBy({ issuers }: CityProfile, issuer: string): boolean {
  return issuers?.some((start) => issuer.startsWith(start)) ?? true;
}

function checkApart(one: CityProfile, other: CityProfile): void {
  if (one.name === other.name)
    throw rangeError(`two profiles have the name "${one.name}"`, `有两份城市配置同名“${one.name}”`);
  if (regionStart(one) !== regionStart(other)) return;
  const shared = one.issuers?.filter((issuer) =>
    other.issuers?.some((more) => issuer.startsWith(more) || more.startsWith(issuer)),
  );
  const isApart = (one.issuers === undefined) !== (other.issuers === undefined) || shared?.length === 0;
  if (isApart) return;
  throw rangeError(
    `profiles "${one.name}" and "${other.name}" are both of region ${one.region}: say in \`issuers\` which cards are whose`,
    `城市配置“${one.name}”和“${other.name}”同为区划 ${one.region}：请用 issuers 注明各自的发卡机构`,
  );
}

function unknownCity(cities: readonly CityProfile[], card: string): Refusal {
  const known = cities.map(({ name }) => name).join(", ");
  return refusal(
    "unknown-city",
    `this card is of a city that this till does not know (${card}; known: ${known}): give its profile too, or send the holder to a till of that city. No password was tried`,
  );
}

function ambiguous(one: CityProfile, other: CityProfile): Refusal {
  return refusal(
    "ambiguous-city",
    `this card may be of "${one.name}" or of "${other.name}": say in the profiles' \`issuers\` which cards are whose. No password was tried`,
  );
}
