/**
 * A session of a shop: what a cashier asks of the till, one after the other, each with the faults that strike
 * meanwhile.
 * In one line: "session;hangzhou,T=0,purse;seed=7;sale;card-removed@DEBIT FOR PURCHASE, answer byte 2;load;sale".
 * Positions count from the beginning of the move that the fault stands behind.
 */
import { type Fault, readFaults } from "../faults/fault.js";
import { parseSeed } from "../simulated-spec.js";
import { type Combination, combinationText, parseCombination } from "../sweep/combination.js";
import { faultText, parseFault } from "../sweep/replay-line.js";

const SESSION = "session";
const MOVES = ["sale", "load", "reverse"] as const;
export type MoveKind = (typeof MOVES)[number];

/** Amounts are their own up to so many. */
const MOVES_MAX = 40;

export type SessionMove = { readonly kind: MoveKind; readonly faults: readonly Fault[] };

export type Session = {
  readonly combination: Combination;
  readonly seed: number;
  /** "reverse" takes the last sale before it back: there is one. */
  readonly moves: readonly SessionMove[];
};

export function isSessionLine(line: string): boolean {
  return line.startsWith(`${SESSION};`);
}

export function sessionLine({ combination, seed, moves }: Session): string {
  const words = moves.flatMap(({ kind, faults }) => [kind, ...faults.map(faultText)]);
  return [SESSION, combinationText(combination), `seed=${seed}`, ...words].join(";");
}

/** What a person types to run a failure again. @param line of a session, or of a campaign of that session alone */
export function replayCommand(line: string): string {
  return isSessionLine(line) ? `duka-sim replay '${line}'` : `duka-sim ${line}`;
}

/** @throws RangeError naming the part that cannot be read */
export function parseSession(line: string): Session {
  const [, combination = "", seed = "", ...words] = line.split(";");
  if (!isSessionLine(line) || !seed.startsWith("seed=")) {
    throw new RangeError(
      `"${line.slice(0, 80)}" is no session: write 'session;hangzhou,T=0,purse;seed=7;sale;card-mute@second VERIFY;sale'`,
    );
  }
  const moves: { kind: MoveKind; faults: Fault[] }[] = [];
  for (const word of words) {
    const kind = MOVES.find((known) => known === word);
    if (kind !== undefined) moves.push({ kind, faults: [] });
    else if (word.includes("@") && moves.length > 0)
      moves.at(-1)?.faults.push(...readFaults([parseFault(word)]));
    else
      throw new RangeError(
        `session: "${word.slice(0, 80)}" is none of ${MOVES.join(", ")}, and no fault of one`,
      );
  }
  const session = {
    combination: parseCombination(combination),
    seed: parseSeed(seed.slice("seed=".length)),
    moves,
  };
  const fault = faultOfMoves(moves);
  if (fault !== undefined) throw new RangeError(`session: ${fault}`);
  return session;
}

/** What is wrong with the moves as a whole; undefined where nothing is. */
export function faultOfMoves(moves: readonly SessionMove[]): string | undefined {
  if (moves.length === 0 || moves.length > MOVES_MAX)
    return `it has 1 to ${MOVES_MAX} of ${MOVES.join(", ")}, not ${moves.length}`;
  const kinds = moves.map(({ kind }) => kind);
  for (const [index, kind] of kinds.entries()) {
    if (kind === "reverse" && reversedBy(kinds, index) === undefined)
      return "a reverse takes back the last sale before it that was not taken back, and there is none";
  }
  return undefined;
}

/** The sale that the move at this place takes back: the last one before it that no other takes. */
export function reversedBy(kinds: readonly MoveKind[], place: number): number | undefined {
  const open: number[] = [];
  for (const [index, kind] of kinds.slice(0, place).entries()) {
    if (kind === "sale") open.push(index);
    if (kind === "reverse") open.pop();
  }
  return open.at(-1);
}
