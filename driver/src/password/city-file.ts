/** A city profile by its name, or out of a JSON file: a city's own, or one that `duka-sim card profile` wrote. */
import { checkOwnName } from "@duka/protocol/cities";
import { type CityProfile, namesFile, readCity } from "@duka/protocol/city";
import { readJsonFile } from "@duka/protocol/data/json-file";
import { cityProfile } from "./city-profile.js";

/**
 * @param word name of a profile that comes with Duka, or a file
 * @throws RangeError for an unknown name, or naming the file, the member that does not fit and what it must be
 */
export function cityOf(word: string): CityProfile {
  if (!namesFile(word)) return cityProfile(word);
  return readJsonFile(word, "profile file", (content) => {
    const city = readCity(content);
    checkOwnName(city.name);
    return city;
  });
}
