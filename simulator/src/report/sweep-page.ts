/** The page of a sweep: the map of its cuts, and behind each cell what happened in that run. */
import type { Fault } from "../world/faults/fault.js";
import type { CutResult } from "../world/sweep/run-cut.js";
import type { SweepReport } from "../world/sweep/sweep.js";
import { createWorldPacker, type PackedWorlds } from "./pack-worlds.js";
import type { Cut, EndingOfCut } from "./report-index.js";
import { PAGE_BYTES_MAX, reportPage } from "./report-page.js";

/** What a cashier is told when the money is where it belongs. */
const DONE = /^(committed|credited)/;
const OPEN = /^(undecided|inProgress|[A-Z])/;
/** Worlds of cuts that end as these do are the first to be left out. */
const PLAIN: readonly EndingOfCut[] = ["paid", "found", "again"];

type SweepPage = {
  add(fault: Fault | undefined, replay: string, result: CutResult): void;
  page(title: string, report: SweepReport, version: string, isWhole: boolean): string;
};

export function createSweepPage(withPersonalData: boolean): SweepPage {
  const cuts: Cut[] = [];
  let mask: CutResult["mask"];
  const packer = createWorldPacker();
  let plain = 0;
  return {
    add(fault, replay, result) {
      mask ??= result.mask;
      const world = packer.add(result.recorded);
      if (fault === undefined) {
        plain = world;
        return;
      }
      const { first, last, broken } = result;
      cuts.push({
        ...{ at: fault.at, kind: fault.kind, first, last, broken, replay, world },
        ending: endingOf(result),
      });
    },
    page(title, { positions }, version, isWhole) {
      const isMasked = !withPersonalData && mask !== undefined;
      const packed = packer.packed();
      const worlds: PackedWorlds = {
        ...packed,
        events: isMasked ? mask!.value(packed.events) : packed.events,
      };
      const count = Object.values(positions).reduce((sum, one) => sum + one, 0);
      const pageOf = (kept: readonly Cut[], left: PackedWorlds): string =>
        reportPage(
          { title, version, isWhole, isMasked, items: [], map: { cuts: kept, plain, positions: count } },
          left,
        );
      let every = 1;
      let page = pageOf(cuts, worlds);
      // Of runs that ended alike, every second one stays, then every fourth: until it fits.
      while (Buffer.byteLength(page) > PAGE_BYTES_MAX && every < cuts.length) {
        every *= 2;
        page = pageOf(...thinned(cuts, worlds, every));
      }
      return page;
    },
  };
}

function endingOf({ first, last, state, broken }: CutResult): EndingOfCut {
  if (state === "undecided") return "undecided";
  if (broken.length > 0) return "broken";
  if (state === "manual") return "manual";
  if (DONE.test(first)) return "paid";
  return OPEN.test(first) && /recovered/.test(last) ? "found" : "again";
}

/** Without the events of plain cuts, but for one in so many. */
function thinned(
  cuts: readonly Cut[],
  { events, worlds }: PackedWorlds,
  every: number,
): [readonly Cut[], PackedWorlds] {
  const kept = cuts.map((cut, at) =>
    PLAIN.includes(cut.ending) && at % every !== 0 ? { ...cut, world: undefined } : cut,
  );
  const used = new Set(kept.map(({ world }) => world));
  const left = worlds.map((world, number) => (number === 0 || used.has(number) ? world : []));
  const numbers = new Map<number, number>();
  const renumbered = left.map((world) =>
    world.map((value, at) => {
      if (at % 2 === 1) return value;
      if (!numbers.has(value)) numbers.set(value, numbers.size);
      return numbers.get(value)!;
    }),
  );
  return [kept, { events: [...numbers.keys()].map((number) => events[number]!), worlds: renumbered }];
}
