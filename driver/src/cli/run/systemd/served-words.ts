/** The words of `duka serve --http` that a service is started with, from those that a person typed. */

import { resolve } from "node:path";
import { namesFile } from "@duka/protocol/city";
import type { Command } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import type { Env } from "../../../base/user-folder.js";
import { typedWords } from "../typed-words.js";

/** Of the command line: `--journal` has `journal`. */
const FILES = new Set([
  "journal",
  "tokens",
  "trace",
  "centreAuthorization",
  "centreCa",
  "centreCert",
  "centreKey",
]);

/** Of `duka service install` itself. */
const OWN = ["system", "name", "runAs", "json", "http"];

/** What a service does not inherit from the shell, though it says which journal, reader and centre are meant. */
const CARRIED = [
  "DUKA_READER",
  "DUKA_READERS",
  "DUKA_JOURNAL",
  "DUKA_TOKENS",
  "DUKA_CENTRE",
  "DUKA_INSTITUTION",
  "DUKA_CENTRE_CA",
  "DUKA_CENTRE_CERT",
  "DUKA_CENTRE_KEY",
  "DUKA_LOG",
];

/** @param http where it listens @param folder that the person stands in: files are named from there */
export function servedWords(command: Command, http: string, folder: string): string[] {
  const typed = typedWords(command, OWN, (name, value) => whole(name, value, folder));
  return ["serve", `--http=${http}`, ...typed];
}

/** A file by its absolute path. */
function whole(name: string, value: string, folder: string): string {
  if (FILES.has(name) && value !== ":memory:") return resolve(folder, value);
  if (name === "profile" && namesFile(value)) return resolve(folder, value);
  if (name === "dialect" && /[./\\]/.test(value)) return resolve(folder, value);
  return value;
}

/**
 * @throws RangeError for a secret, which everyone could read: `systemctl show` tells the environment to all
 */
export function carriedEnvironment(env: Env, isSystem: boolean): (readonly [name: string, value: string])[] {
  if ((env.DUKA_CENTRE_AUTHORIZATION ?? "") !== "")
    throw rangeError(
      "DUKA_CENTRE_AUTHORIZATION is a secret, and a unit can be read by all: put it into a file, name that with --centre-authorization, and unset the variable",
      "DUKA_CENTRE_AUTHORIZATION 是机密，而服务单元人人可读：请存入文件，用 --centre-authorization 指定，并取消该变量",
    );
  // The folder of the user that it will run as is found by the system.
  const names = isSystem ? CARRIED : [...CARRIED, "XDG_DATA_HOME"];
  return names.flatMap((name) => {
    const value = env[name] ?? "";
    return value === "" ? [] : [[name, value] as const];
  });
}
