/**
 * City profiles by name, out of JSON files (a city's own, or one that `duka-sim card profile` wrote), or out of a
 * folder of such files (wraps node:fs).
 */

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { cities } from "@duka/protocol/cities";
import { type CityProfile, checkOwnName, namesFile, readCity } from "@duka/protocol/city";
import { rangeError } from "@duka/protocol/data/bilingual";
import { readJsonFile } from "@duka/protocol/data/json-file";
import { type Cities, citiesOf } from "./city-of-card.js";
import { cityProfile } from "./city-profile.js";

/** China has some 340 prefectures and 2900 counties. */
const FILES_MAX = 4000;

/**
 * @param words names of profiles that come with Duka, files, folders; the first city is the till's own
 * @throws RangeError for an unknown name, or naming the file, the member that does not fit and what it must be
 */
export function citiesNamed(words: readonly [string, ...string[]]): Cities {
  return citiesOf(words.flatMap((word) => (isFolder(word) ? filesOf(word).map(cityOf) : [cityOf(word)])));
}

/** @throws RangeError as `citiesNamed` does; for a folder too */
export function cityOf(word: string): CityProfile {
  if (!namesFile(word)) return cityProfile(word);
  return readJsonFile(word, ["profile file", "城市配置文件"], (content) => {
    const city = readCity(content);
    checkOwnName(city.name, cities);
    return city;
  });
}

/** A shipped profile's name is never a folder; what ends in .json is meant as a file. */
function isFolder(word: string): boolean {
  if (cities.some(({ name }) => name === word) || word.endsWith(".json")) return false;
  return statSync(word, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** In the order of their names, so that the first one is the same every day. */
function filesOf(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  if (names.length === 0)
    throw rangeError(
      `profile folder ${folder}: it has no file that ends in .json`,
      `城市配置文件夹 ${folder} 中没有 .json 文件`,
    );
  if (names.length > FILES_MAX) {
    throw rangeError(
      `profile folder ${folder}: it has ${names.length} files, more than ${FILES_MAX}`,
      `城市配置文件夹 ${folder} 中有 ${names.length} 个文件，超过 ${FILES_MAX} 个`,
    );
  }
  return names.sort().map((name) => join(folder, name));
}
