/**
 * Master file, directories and the selection among them (ISO/IEC 7816-4, 5.3 and 7.1.1). The tree itself never changes;
 * what is selected is forgotten with the power.
 */
import type { Volatile } from "../chip/chip.js";
import type { ElementaryFile } from "./files.js";

export const MASTER_FILE_ID = 0x3f00;

/** A dedicated file (DF), an application where it has a name. */
export type Directory = {
  readonly fileId: number;
  readonly name?: Uint8Array;
  /** What the FCI says in its template A5, packed as TLV. */
  proprietary(): Uint8Array;
  readonly files: readonly ElementaryFile[];
  readonly directories: readonly Directory[];
};

export type FileTree = Volatile & {
  currentDirectory(): Directory;
  currentFile(): ElementaryFile | undefined;
  /**
   * Selects by file identifier, and answers what was found: in the current directory, itself, its parent, the
   * directories beside it, or the master file.
   */
  selectById(fileId: number): Directory | ElementaryFile | undefined;
  /** Selects the directory whose name is this, or begins with this (right-truncated names find the first). */
  selectByName(name: Uint8Array): Directory | undefined;
  /** The same, for the next one after the selected directory. */
  selectNextByName(name: Uint8Array): Directory | undefined;
  /** Is this the selected directory, or does it stand above it? */
  isInside(directory: Directory): boolean;
  /** Selects a file of the current directory by its short identifier. */
  selectBySfi(sfi: number): ElementaryFile | undefined;
};

export function isDirectory(selected: Directory | ElementaryFile): selected is Directory {
  return "directories" in selected;
}

export function createFileTree(master: Directory): FileTree {
  const parents = new Map<Directory, Directory>();
  const all: Directory[] = [];
  const visit = (directory: Directory): void => {
    all.push(directory);
    for (const child of directory.directories) {
      parents.set(child, directory);
      visit(child);
    }
  };
  visit(master);

  let directory = master;
  let file: ElementaryFile | undefined;

  const enter = (found: Directory | undefined): Directory | undefined => {
    if (found === undefined) return undefined;
    directory = found;
    file = undefined;
    return found;
  };

  return {
    powerOn() {
      enter(master);
    },
    currentDirectory: () => directory,
    currentFile: () => file,
    selectById(fileId) {
      const inside = directory.files.find((child) => child.fileId === fileId);
      if (inside !== undefined) {
        file = inside;
        return inside;
      }
      const parent = parents.get(directory);
      const near = [...directory.directories, directory, parent, ...(parent?.directories ?? []), master];
      return enter(near.find((candidate) => candidate?.fileId === fileId));
    },
    selectByName(name) {
      if (name.length === 0) return undefined;
      return enter(all.find((candidate) => candidate.name !== undefined && startsWith(candidate.name, name)));
    },
    selectNextByName(name) {
      if (name.length === 0) return undefined;
      const later = all.slice(all.indexOf(directory) + 1);
      return enter(
        later.find((candidate) => candidate.name !== undefined && startsWith(candidate.name, name)),
      );
    },
    isInside(wanted) {
      for (let at: Directory | undefined = directory; at !== undefined; at = parents.get(at)) {
        if (at === wanted) return true;
      }
      return false;
    },
    selectBySfi(sfi) {
      const found = sfi === 0 ? undefined : directory.files.find((child) => child.sfi === sfi);
      if (found !== undefined) file = found;
      return found;
    },
  };
}

function startsWith(name: Uint8Array, start: Uint8Array): boolean {
  return start.length <= name.length && start.every((byte, at) => byte === name[at]);
}
