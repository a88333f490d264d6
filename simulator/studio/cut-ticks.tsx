/** The cuts of a lane, as ticks under it: grey until its world was played, then coloured by what became of the sale. */
import type { CutPlace } from "../src/studio/cut-result.js";
import { laneOfPlace, places, show, worst } from "./cut-store.js";
import type { Lane } from "./lanes.js";

/** A press does not have to be exact. */
const NEAR_PX = 10;

type Ticks = {
  readonly lane: Lane;
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly xOf: (atMs: number) => number;
};

export function CutTicks({ lane, top, left, height, xOf }: Ticks) {
  const drawn = new Set<string>();
  return (
    <g>
      {places.value.map((place, index) => {
        if (laneOfPlace(place) !== lane) return null;
        const x = Math.round(xOf(place.atMs));
        const ending = worst.value.get(index)?.ending ?? "waiting";
        const key = `${x} ${ending}`;
        if (x < left || drawn.has(key)) return null;
        drawn.add(key);
        return <rect key={place.at} class={`tick ${ending}`} x={x - 1} y={top} width={2} height={height} />;
      })}
    </g>
  );
}

/** @returns false where no cut was played near */
export function pressTick(lane: Lane, x: number, xOf: Ticks["xOf"]): boolean {
  const index = nearestPlace(lane, x, xOf, (_place, at) => worst.value.has(at));
  const cut = index === undefined ? undefined : worst.value.get(index);
  if (cut === undefined) return false;
  void show(cut.line, cut);
  return true;
}

/** @param accepts places alone at which it may be */
export function nearestPlace(
  lane: Lane,
  x: number,
  xOf: Ticks["xOf"],
  accepts: (place: CutPlace, index: number) => boolean,
  nearPx = NEAR_PX,
): number | undefined {
  let best: number | undefined;
  let bestPx = nearPx;
  for (const [index, place] of places.value.entries()) {
    if (laneOfPlace(place) !== lane || !accepts(place, index)) continue;
    const px = Math.abs(xOf(place.atMs) - x);
    if (px < bestPx) [best, bestPx] = [index, px];
  }
  return best;
}
