/**
 * Files that a person names (wraps node:fs). A pipe, a device or a socket in their place would be waited for without
 * end, so what is no regular file is refused by its kind, before a byte of it is read.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats, statSync } from "node:fs";
import { whyInBoth, withChinese } from "./bilingual.js";

/** A pipe that no one writes to is opened all the same, and then seen to be one. Windows has no such word. */
const NO_WAIT = constants.O_NONBLOCK ?? 0;

const WRONG_NAME = ["check its name and the folder it lies in", "请检查文件名和所在文件夹"] as const;
const NO_RIGHT = ["who owns it has to allow its use", "请由其所有者授权"] as const;
/** What to do, by the code of the system. */
const REMEDIES: { readonly [code: string]: readonly [en: string, zh: string] } = {
  ENOENT: WRONG_NAME,
  ENOTDIR: WRONG_NAME,
  ELOOP: WRONG_NAME,
  ENAMETOOLONG: WRONG_NAME,
  EACCES: NO_RIGHT,
  EPERM: NO_RIGHT,
};

/** @throws Error when it cannot be read, is not a regular file, or is too long; the message does not name it */
export function readRegularFile(path: string, bytesMax: number): Uint8Array {
  const file = openRegularFile(path, constants.O_RDONLY);
  try {
    if (fstatSync(file).size > bytesMax) {
      const size = sizeText(bytesMax);
      throw withChinese(new Error(`it has more than ${size}`), `文件大于 ${size}`);
    }
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * @param flags of node:fs, such as `constants.O_RDONLY`
 * @param mode of a file that is made, such as 0o600
 * @returns its descriptor
 * @throws Error when it cannot be opened, or is not a regular file; the message does not name it
 */
export function openRegularFile(path: string, flags: number, mode?: number): number {
  // A terminal or a tape drive is not even opened: that alone can make it do something.
  checkRegularFile(path);
  const file = withRemedy(() => openSync(path, flags | NO_WAIT, mode));
  try {
    checkKind(fstatSync(file));
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** For a file that someone else opens; one that is missing is as good. @throws Error when it is not a regular file */
export function checkRegularFile(path: string): void {
  const found = withRemedy(() => statSync(path, { throwIfNoEntry: false }));
  if (found !== undefined) checkKind(found);
}

/** The system's own error, and what to do. */
function withRemedy<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = (error as { readonly code?: string }).code ?? "";
    const remedy = REMEDIES[code];
    if (remedy === undefined || !(error instanceof Error)) throw error;
    const { en, zh } = whyInBoth(error);
    error.message = `${en}; ${remedy[0]}`;
    throw withChinese(error, `${zh}；${remedy[1]}`);
  }
}

function checkKind(found: Stats): void {
  if (found.isFile()) return;
  const [en, zh] = kindOf(found);
  throw withChinese(new Error(`it is not a regular file: it is ${en}`), `不是普通文件，是${zh}`);
}

function kindOf(found: Stats): readonly [en: string, zh: string] {
  if (found.isDirectory()) return ["a folder", "文件夹"];
  if (found.isFIFO()) return ["a pipe", "管道"];
  if (found.isSocket()) return ["a socket", "套接字"];
  return ["a device", "设备"];
}

function sizeText(bytes: number): string {
  return bytes % (1 << 20) === 0 ? `${bytes >> 20} MiB` : `${bytes} bytes`;
}
