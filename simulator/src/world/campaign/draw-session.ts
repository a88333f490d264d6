/** The session of one seed: city and account, moves and their faults. The same seed and build give the same one. */
import { seededRandom } from "../../time/random.js";
import type { Fault, FaultKind } from "../faults/fault.js";
import { COMBINATIONS, type Combination } from "../sweep/combination.js";
import { drawFault, oneOf } from "./draw-fault.js";
import { knownPositions } from "./known-positions.js";
import type { MoveKind, Session, SessionMove } from "./session.js";

/** Of ten moves have so many no fault, one, two, three. */
const FAULTS_OF_TEN = [0, 0, 0, 1, 1, 1, 1, 2, 2, 3];
/** Behind one sale in so many comes a load, or the sale is taken back. */
const LOAD_IN = 6;
const REVERSE_IN = 8;
/** Draws of its own, whatever else of the world is random by the same seed. */
const DRAWS = 15;

type DrawnFrom = {
  readonly kinds: readonly FaultKind[];
  /** One for all sessions; drawn for each without. */
  readonly combination: Combination | undefined;
};

export async function drawSession(seed: number, sales: number, from: DrawnFrom): Promise<Session> {
  const random = seededRandom(seed, DRAWS);
  const combination = from.combination ?? oneOf(COMBINATIONS, random);
  const moves: SessionMove[] = [];
  const add = async (kind: MoveKind): Promise<void> => {
    const positions = await knownPositions(combination, kind);
    const faults: Fault[] = [];
    const count = from.kinds.length === 0 ? 0 : oneOf(FAULTS_OF_TEN, random);
    while (faults.length < count) {
      // What comes only after a fault is a place for another one.
      const where = faults.length === 0 ? positions.undisturbed : positions.all;
      const fault = drawFault(from.kinds, where, random);
      if (fault === undefined) break;
      faults.push(fault);
    }
    moves.push({ kind, faults });
  };
  for (let sale = 0; sale < sales; sale++) {
    await add("sale");
    if (random.below(LOAD_IN) === 0) await add("load");
    if (random.below(REVERSE_IN) === 0) await add("reverse");
  }
  return { combination, seed, moves };
}
