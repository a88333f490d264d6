/** The fewest faults and the shortest session that still fail in the same way. */
import { isSameWay, type Way, wayOf } from "./failure.js";
import { runSession } from "./run-session.js";
import { faultOfMoves, type Session, type SessionMove } from "./session.js";

/** Each candidate that fails has to fail again. */
const RUNS_OF_EACH = 2;
const CANDIDATES_MAX = 500;

type Shrunk = {
  readonly session: Session;
  /** Without any one of its faults or moves it does not fail in this way. False: the candidates ran out. */
  readonly isMinimal: boolean;
  readonly runs: number;
};

/** @returns undefined where the session itself does not fail in this way, twice */
export function shrink(failing: Session, way: Way): Promise<Shrunk | undefined> {
  return shrinkBy(async (session) => (await runSession(session)).broken, failing, way);
}

/** @param brokenIn runs a session, and says what did not hold */
export async function shrinkBy(
  brokenIn: (session: Session) => Promise<readonly string[]>,
  failing: Session,
  way: Way,
): Promise<Shrunk | undefined> {
  let runs = 0;
  let candidates = 0;
  const fails = async (session: Session): Promise<boolean> => {
    candidates++;
    for (let time = 0; time < RUNS_OF_EACH; time++) {
      runs++;
      const broken = await brokenIn(session);
      if (broken.length === 0 || !isSameWay(wayOf(broken), way)) return false;
    }
    return true;
  };
  if (!(await fails(failing))) return undefined;

  let session = failing;
  for (;;) {
    const smaller = await firstThat(smallerThan(session), async (one) =>
      candidates < CANDIDATES_MAX ? fails(one) : false,
    );
    if (smaller === undefined) break;
    session = smaller;
  }
  return { session, isMinimal: candidates < CANDIDATES_MAX, runs };
}

async function firstThat(
  sessions: Iterable<Session>,
  holds: (session: Session) => Promise<boolean>,
): Promise<Session | undefined> {
  for (const session of sessions) if (await holds(session)) return session;
  return undefined;
}

/** All moves up to one, or from one on; then without one move; then without one fault. */
function* smallerThan(session: Session): Generator<Session> {
  const { moves } = session;
  const half = Math.ceil(moves.length / 2);
  const choices: (readonly SessionMove[])[] = [];
  if (moves.length > 2) choices.push(moves.slice(0, half), moves.slice(half));
  for (let at = moves.length - 1; at >= 0; at--) choices.push(moves.filter((_move, index) => index !== at));
  for (const [at, { kind, faults }] of moves.entries()) {
    for (const fault of faults) {
      const fewer = { kind, faults: faults.filter((one) => one !== fault) };
      choices.push(moves.map((move, index) => (index === at ? fewer : move)));
    }
  }
  for (const choice of choices) if (faultOfMoves(choice) === undefined) yield { ...session, moves: choice };
}
