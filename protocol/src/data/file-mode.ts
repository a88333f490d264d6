/**
 * Who else of this machine may read a file (wraps node:fs). Card numbers, names and social-security numbers lie in
 * journals, traces and card files in clear.
 */

import { statSync } from "node:fs";
import { dirname } from "node:path";
import type { Bilingual } from "./bilingual.js";

/** Of a file that Duka makes. */
export const OWNER_ONLY = 0o600;
/** Of a folder that Duka makes. */
export const OWNER_ONLY_FOLDER = 0o700;

const GROUP_AND_OTHERS = 0o077;
const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;

/**
 * What to tell the owner: a file that others may read or write, a folder in which all may replace it. Windows keeps
 * rights elsewhere: nothing is told there.
 * @param files those that are missing are passed over
 */
export function tooWide(files: readonly string[]): Bilingual[] {
  if (process.getuid === undefined) return [];
  const wide = files.flatMap((file) => {
    const mode = modeOf(file);
    if ((mode & GROUP_AND_OTHERS) === 0) return [];
    return [
      {
        en: `${file} is open to other users (mode ${octal(mode)}): close it with chmod 600`,
        zh: `其他用户可访问 ${file}（权限 ${octal(mode)}）：请用 chmod 600 收紧`,
      },
    ];
  });
  const folders = [...new Set(files.filter((file) => modeOf(file) !== 0).map((file) => dirname(file)))];
  const open = folders.flatMap((folder) => {
    const mode = modeOf(folder);
    if ((mode & OTHERS_WRITE) === 0 || (mode & STICKY) !== 0) return [];
    return [
      {
        en: `the folder ${folder} can be written by all users (mode ${octal(mode)}): close it with chmod 700`,
        zh: `所有用户可写文件夹 ${folder}（权限 ${octal(mode)}）：请用 chmod 700 收紧`,
      },
    ];
  });
  return [...wide, ...open];
}

/** 0 where it is missing. */
function modeOf(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o7777;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}
