/**
 * Folders of this user that follow the environment. A path that is not absolute would be another one in each folder
 * that a program is started from; such a variable is passed over (XDG Base Directory Specification: "invalid and should
 * be ignored").
 */

import { userInfo } from "node:os";
import { isAbsolute, join } from "node:path";
import { rangeError } from "@duka/protocol/data/bilingual";

export type Env = { readonly [name: string]: string | undefined };

type UserFolder = {
  readonly folder: string;
  /** The variable that it comes from; "account" where it is what the system has of this user. */
  readonly from: string;
  /** Variables that would have said it, and name no absolute path. */
  readonly ignored: readonly string[];
};

/** Where a user's data lies on this system. @throws RangeError where nothing says it */
export function dataFolder(
  env: Env,
  platform: NodeJS.Platform = process.platform,
  ofAccount: () => string = homeOfAccount,
): UserFolder {
  const ignored: string[] = [];
  const named = (name: string): string | undefined => {
    const value = env[name] ?? "";
    if (value === "") return undefined;
    if (isFixed(value, platform)) return value;
    ignored.push(name);
    return undefined;
  };
  const { variable, within } = PLACES[platform] ?? XDG;
  const folder = variable === undefined ? undefined : named(variable.name);
  if (variable !== undefined && folder !== undefined) {
    return { folder: join(folder, ...variable.below), from: variable.name, ignored };
  }
  const homeName = platform === "win32" ? "USERPROFILE" : "HOME";
  const home = named(homeName);
  if (home !== undefined) return { folder: join(home, ...within), from: homeName, ignored };
  const own = ofAccount();
  if (!isFixed(own, platform))
    throw rangeError(
      `no folder of this user is known: set ${homeName} to an absolute path`,
      `无法确定当前用户的文件夹：请将 ${homeName} 设为绝对路径`,
    );
  return { folder: join(own, ...within), from: "account", ignored };
}

type Place = {
  /** What moves it, and where it lies below that. */
  readonly variable?: { readonly name: string; readonly below: readonly string[] };
  /** Where it lies in the home folder. */
  readonly within: readonly string[];
};

const XDG: Place = {
  variable: { name: "XDG_DATA_HOME", below: ["duka"] },
  within: [".local", "share", "duka"],
};

const PLACES: { readonly [platform: string]: Place } = {
  darwin: { within: ["Library", "Application Support", "duka"] },
  win32: {
    variable: { name: "LOCALAPPDATA", below: ["duka", "Data"] },
    within: ["AppData", "Local", "duka", "Data"],
  },
};

/** On Windows, a path without a drive is on the drive that one stands on. */
export function isFixed(path: string, platform: NodeJS.Platform = process.platform): boolean {
  if (platform === "win32") return /^([a-z]:[\\/]|\\\\)/i.test(path);
  return isAbsolute(path);
}

/** By the system's list of users, whatever the environment says; "" for a user that is not in it. */
function homeOfAccount(): string {
  try {
    return userInfo().homedir;
  } catch {
    return "";
  }
}
