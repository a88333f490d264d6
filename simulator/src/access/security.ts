/** What has been proved in this power session, and the access conditions that ask for it (ISO/IEC 7816-4, 5.4.1). */
import type { Volatile } from "../chip/chip.js";
import type { Directory, FileTree } from "../files/file-tree.js";
import type { Access } from "../files/files.js";
import type { Pin } from "./pin.js";

export type Security = Volatile & {
  /** An external authentication with a key of this directory has succeeded. */
  grant(keyName: string, owner: Directory): void;
  isGranted(keyName: string): boolean;
  isAllowed(access: Access): boolean;
};

export function createSecurity(pin: Pick<Pin, "isVerified">, tree: FileTree): Security {
  const granted = new Map<string, Directory>();

  const isAllowed = (access: Access): boolean => {
    if (access === "free") return true;
    if (access === "never") return false;
    if (access === "pin") return pin.isVerified();
    if ("key" in access) return granted.has(access.key);
    return "all" in access ? access.all.every(isAllowed) : access.any.some(isAllowed);
  };

  return {
    powerOn: () => granted.clear(),
    nextCommand() {
      // Leaving an application leaves behind what was proved to it.
      for (const [name, owner] of granted) if (!tree.isInside(owner)) granted.delete(name);
    },
    grant: (keyName, owner) => granted.set(keyName, owner),
    isGranted: (keyName) => granted.has(keyName),
    isAllowed,
  };
}
