/**
 * A shop whose journal lies on a small disk that is really full, for a process of its own: worlds keep their journal in
 * memory where the machine has a folder for it, and there that disk is. So many pages are left when the sale begins,
 * from none to more than it needs. Prints a line of JSON for each.
 */
import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openWorld } from "@duka/simulator/world";

const PAGE_BYTES = 4096;
const SALE = { ref: "S-1", amountFen: 12_50 };
const DISK = "/dev/shm";
const ballast = join(DISK, "ballast");

export type SmallDiskRow = {
  readonly leftPages: number;
  readonly first: string;
  readonly last: string;
  readonly next: string;
  readonly changesFen: readonly number[];
};

function fillUpTo(leftPages: number): void {
  const { bavail, bsize } = statfsSync(DISK);
  const bytes = bavail * bsize - leftPages * PAGE_BYTES;
  if (bytes < 0) throw new Error(`the disk has ${bavail * bsize} bytes left, fewer than ${leftPages} pages`);
  writeFileSync(ballast, new Uint8Array(bytes));
}

async function shop(leftPages: number): Promise<SmallDiskRow> {
  const world = await openWorld({ seed: 7, characters: false });
  const told = (sale: { readonly ref: string; readonly amountFen: number }): Promise<string> =>
    world.till.debit(sale).then(
      ({ outcome }) => outcome,
      (error: Error & { code?: string }) => `${error.name} ${error.code ?? ""}`.trim(),
    );
  try {
    fillUpTo(leftPages);
    const first = await told(SALE);
    rmSync(ballast);
    const last = await told(SALE);
    const next = await told({ ref: "S-2", amountFen: 3_00 });
    await world.till.settlement.upload(true);
    const changesFen = world.log.events.flatMap((event) => (event.type === "money" ? [event.changeFen] : []));
    return { leftPages, first, last, next, changesFen };
  } finally {
    await world.close();
  }
}

const pagesMax = Number(process.argv[2]);
for (let leftPages = 0; leftPages <= pagesMax; leftPages++)
  process.stdout.write(`${JSON.stringify(await shop(leftPages))}\n`);
