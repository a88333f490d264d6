/** The secrets that open the units' consoles: one for all, one for each, or none (wraps node:fs). */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readSecret, sha256Hex } from "../build/unit.js";
import type { Batch } from "./batch.js";

export type UnitSecrets = {
  /** What opens this unit; undefined where it was given none here. */
  of(serialNumber: string): Uint8Array | undefined;
  /** For a unit's file; makes its secret first where each has its own. Undefined where units have none. */
  hashFor(serialNumber: string): string | undefined;
};

const SECRET_BYTES = 16;

/** @throws RangeError when the secret of all units cannot be read, or the folder cannot be made */
export function unitSecrets({ consoleSecret, consoleSecrets }: Batch): UnitSecrets {
  if (consoleSecret !== undefined) {
    const secret = readSecret(consoleSecret);
    return { of: () => secret, hashFor: () => sha256Hex(secret) };
  }
  if (consoleSecrets === undefined) return { of: () => undefined, hashFor: () => undefined };
  makeFolder(consoleSecrets);
  const fileOf = (serialNumber: string): string => join(consoleSecrets, `${serialNumber}.txt`);
  return {
    of: (serialNumber) => (existsSync(fileOf(serialNumber)) ? readSecret(fileOf(serialNumber)) : undefined),
    hashFor(serialNumber) {
      const file = fileOf(serialNumber);
      // A board that is given one that was lost could be opened by its button alone.
      if (!existsSync(file))
        writeFileSync(file, `${randomBytes(SECRET_BYTES).toString("hex")}\n`, {
          mode: 0o600,
          flag: "wx",
          flush: true,
        });
      return sha256Hex(readSecret(file));
    },
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RangeError(`the folder of the secrets, ${folder}, cannot be made: ${why}`, { cause: error });
  }
}
