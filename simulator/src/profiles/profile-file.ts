/** A profile by its name, or out of a JSON file of one's own (wraps node:fs). */
import { readFileSync } from "node:fs";
import type { Profile } from "./profile.js";
import { readProfile } from "./profile.js";
import { findProfile, profileNames } from "./profiles.js";

/** What names a file and not a shipped profile: it ends in .json, or has a slash in it. */
const LIKE_A_FILE = /\.json$|[\\/]/;

/**
 * @param word name of a shipped profile, or a file
 * @throws RangeError for an unknown name, or naming the file and the member that does not fit
 * @throws Error when the file cannot be read
 */
export function profileOf(word: string): Profile {
  return LIKE_A_FILE.test(word) ? profileInFile(word) : findProfile(word);
}

function profileInFile(path: string): Profile {
  const value = parse(path, textOf(path));
  let profile: Profile;
  try {
    profile = readProfile(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`profile file ${path}: ${error.message}`, { cause: error });
  }
  if (profileNames.includes(profile.name)) {
    throw new RangeError(
      `profile file ${path}: profile.name ${JSON.stringify(profile.name)} is one that comes with the simulator: choose another`,
    );
  }
  return profile;
}

function textOf(path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof TypeError)
      throw new RangeError(`profile file ${path}: it is no UTF-8`, { cause: error });
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`cannot read the profile file ${path}: ${why}`, { cause: error });
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The engine's own message would show a piece of the file, which holds keys.
    const [place = ""] = /at position \d+( \(line \d+ column \d+\))?/.exec(String(error)) ?? [];
    throw new RangeError(`profile file ${path}: it is no JSON ${place}`.trimEnd());
  }
}
