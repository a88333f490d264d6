/** A profile by its name, or out of a JSON file of one's own. */
import { cities } from "@duka/protocol/cities";
import { checkOwnName, namesFile } from "@duka/protocol/city";
import { readJsonFile } from "@duka/protocol/data/json-file";
import type { Profile } from "./profile.js";
import { readProfile } from "./profile.js";
import { findProfile } from "./profiles.js";

/**
 * @param word name of a shipped profile, or a file
 * @throws RangeError for an unknown name, or naming the file and the member that does not fit
 */
export function profileOf(word: string): Profile {
  if (!namesFile(word)) return findProfile(word);
  return readJsonFile(word, ["profile file", "配置文件"], (content) => {
    const profile = readProfile(content);
    checkOwnName(profile.name, cities);
    return profile;
  });
}
