/** The profiles that come with the simulator, by name. */
import { rangeError } from "@duka/protocol/data/bilingual";
import { hangzhou } from "./hangzhou.js";
import { medical3des } from "./medical-3des.js";
import { medicalSm4 } from "./medical-sm4.js";
import { plain } from "./plain.js";
import type { Profile } from "./profile.js";

/** Not checked when they are used, as those of a file are: a test does. */
const shipped: readonly Profile[] = [hangzhou, plain, medical3des, medicalSm4];

export const profileNames: readonly string[] = shipped.map(({ name }) => name);

/** @throws RangeError listing the known names when this is none of them */
export function findProfile(name: string): Profile {
  const found = shipped.find((profile) => profile.name === name);
  if (found === undefined) {
    throw rangeError(
      `there is no card profile ${JSON.stringify(name)}; known: ${profileNames.join(", ")}, or a JSON file of your own`,
      `没有卡配置 ${JSON.stringify(name)}；可用：${profileNames.join("、")}，或自己的 JSON 文件`,
    );
  }
  return found;
}
