/** Which city's rules a till goes by: those that come with Duka, by name, or a city's own. */

import { cities } from "@duka/protocol/cities";
import { type CityProfile, readCity } from "@duka/protocol/city";
import { rangeError } from "@duka/protocol/data/bilingual";
import { shown, shownZh } from "../base/argument.js";

export { hangzhou, plain } from "@duka/protocol/cities";
export type { CityProfile, PasswordRules } from "@duka/protocol/city";

/** @throws RangeError naming the profiles that exist */
export function cityProfile(name: string): CityProfile {
  const found = cities.find((profile) => profile.name === name);
  if (found !== undefined) return found;
  const names = cities.map((profile) => profile.name).join(", ");
  throw rangeError(
    `there is no city profile ${shown(name)}; known: ${names}, or a JSON file of your own`,
    `没有城市配置 ${shownZh(name)}；可用：${names}，或自己的 JSON 文件`,
  );
}

/** @returns the same profile. @throws RangeError naming the first member that is wrong and what it must be */
export function checkCityProfile(profile: CityProfile): CityProfile {
  if (!cities.includes(profile)) readCity(profile);
  return profile;
}
