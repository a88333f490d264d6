/** Who is carrying out which sale, and whether he still lives. */

import { MACHINE, type Processes } from "../base/node-process.js";
import type { Row } from "./database.js";

/** How long an owner that cannot be asked counts as alive: longer than any sale with a slow card-holder. */
export const LEASE_MS = 10 * 60_000;

/** Attempts of this process, whichever of its journals they are written in. */
const ownersHere = new Set<string>();

export type SaleOwners = ReturnType<typeof saleOwners>;

/** The owners that claimed their sales through one journal. */
export function saleOwners({ ownPid, isAlive }: Processes = MACHINE) {
  const owners = new Set<string>();
  return {
    pid: ownPid,
    hold(owner: string): void {
      owners.add(owner);
      ownersHere.add(owner);
    },
    letGo(owner: string): void {
      owners.delete(owner);
      ownersHere.delete(owner);
    },
    letGoOfAll(): void {
      for (const owner of owners) ownersHere.delete(owner);
      owners.clear();
    },
    /** One that runs in this process is known for certain; of another process the machine is asked, and the lease. */
    isLive(row: Row, nowMs: number): boolean {
      if (typeof row.owner !== "string" || typeof row.owner_pid !== "number") return false;
      if (row.owner_pid === ownPid) return ownersHere.has(row.owner);
      return typeof row.lease_until_ms === "number" && nowMs < row.lease_until_ms && isAlive(row.owner_pid);
    },
  };
}
