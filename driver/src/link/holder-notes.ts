/**
 * Notes that say which process has which reader open (wraps node:fs). They only name the holder: the port, the server
 * or PC/SC is what keeps others out. So a note that cannot be written or read costs a name, and nothing else.
 */
import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, extname, join } from "node:path";
import type { Cancel } from "@duka/protocol/transport";
import { isProcessAlive, ownPid } from "../base/node-process.js";
import type { Holder } from "./holder.js";
import { isOwn, notesFolder, prepareFolder } from "./note-folder.js";

const NAME_MAX = 60;
const NOTE_MAX = 1000;

/** A link is not followed, and a pipe not waited for. Windows has neither word. */
const READ_ONLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Of this program: the name of its script. */
export function ownName(): string {
  const script = process.argv[1] ?? process.execPath;
  return basename(script, extname(script));
}

/**
 * Notes that this process has it. @param what an address, the same for all who mean the same
 * @returns takes the note away, unless another process has noted itself since
 */
export function noteHolder(what: string, name: string, folder = notesFolder()): Cancel {
  const file = fileOf(what, folder);
  const note = JSON.stringify({
    pid: ownPid,
    began: beginningOf(ownPid),
    name: name.slice(0, NAME_MAX),
    what,
    mark: randomBytes(8).toString("hex"),
  });
  attempt(() => {
    if (!prepareFolder(folder)) return;
    const draft = `${file}.${randomBytes(8).toString("hex")}`;
    writeFileSync(draft, note, { mode: 0o600, flag: "wx" });
    renameSync(draft, file);
  });
  return () => {
    attempt(() => {
      if (readNote(file, folder) === note) rmSync(file);
    });
  };
}

/** The process that has noted itself and lives; undefined when none has, or when it has died since. */
export function holderOf(what: string, folder = notesFolder()): Holder | undefined {
  const text = attempt(() => readNote(fileOf(what, folder), folder)) ?? "";
  const note = attempt((): unknown => JSON.parse(text));
  if (typeof note !== "object" || note === null) return undefined;
  const { pid, began, name } = note as { pid?: unknown; began?: unknown; name?: unknown };
  if (typeof pid !== "number" || !Number.isSafeInteger(pid) || pid <= 0 || typeof name !== "string") {
    return undefined;
  }
  if (!isProcessAlive(pid) || beginningOf(pid) !== began) return undefined;
  return { pid, name: name.slice(0, NAME_MAX).replaceAll(/\p{Cc}/gu, "?"), isOwn: pid === ownPid };
}

/** Undefined for what is no plain file of this user's folder, or too long for a note. */
function readNote(file: string, folder: string): string | undefined {
  if (!isOwn(folder)) return undefined;
  const descriptor = openSync(file, READ_ONLY);
  try {
    const found = fstatSync(descriptor);
    return found.isFile() && found.size <= NOTE_MAX ? readFileSync(descriptor, "utf8") : undefined;
  } finally {
    closeSync(descriptor);
  }
}

function fileOf(what: string, folder: string): string {
  return join(folder, `${createHash("sha256").update(what).digest("hex").slice(0, 32)}.json`);
}

/**
 * When a process began, in the kernel's ticks (proc(5), field 22), so that its number can be told from a later one's;
 * "" where unknown.
 */
function beginningOf(pid: number): string {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, "latin1")) ?? "";
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

/** Undefined when it fails: then there is no note. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
