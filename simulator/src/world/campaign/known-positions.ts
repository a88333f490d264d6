/** The positions that a move comes to, undisturbed and when it has to be asked twice: where its faults may strike. */
import { type Point, pointText } from "../point.js";
import { type Combination, combinationText } from "../sweep/combination.js";
import { runSession } from "./run-session.js";
import { type MoveKind, parseSession } from "./session.js";

type KnownPositions = {
  readonly undisturbed: PositionsOf;
  /** Those that are reached only after a fault too: the log that is read, the sale that is asked again. */
  readonly all: PositionsOf;
};

/** By what they are. */
export type PositionsOf = { readonly [of in Point["of"]]: readonly Point[] };

/** Its answer is lost: what comes then is the longest way. */
const MONEY: { readonly [account in Combination["account"]]: { readonly [kind in MoveKind]: string } } = {
  purse: { sale: "DEBIT FOR PURCHASE", load: "CREDIT FOR LOAD", reverse: "CREDIT FOR LOAD" },
  medical: {
    sale: "DEBIT FOR MEDICAL PURCHASE",
    load: "CREDIT FOR MEDICAL LOAD",
    reverse: "CREDIT FOR MEDICAL LOAD",
  },
};
/** The same for every session of a build. */
const SEED = 1;

const known = new Map<string, Promise<KnownPositions>>();

export function knownPositions(combination: Combination, kind: MoveKind): Promise<KnownPositions> {
  const name = `${combinationText(combination)} ${kind}`;
  const found = known.get(name) ?? look(combination, kind);
  known.set(name, found);
  return found;
}

async function look(combination: Combination, kind: MoveKind): Promise<KnownPositions> {
  const undisturbed = await reached(combination, kind, "");
  const disturbed = await reached(combination, kind, `;answer-withheld@${MONEY[combination.account][kind]}`);
  return { undisturbed: sorted(undisturbed), all: sorted(new Map([...undisturbed, ...disturbed])) };
}

async function reached(combination: Combination, kind: MoveKind, fault: string): Promise<Map<string, Point>> {
  const points = new Map<string, Point>();
  const line = `session;${combinationText(combination)};seed=${SEED};sale;${kind}${fault}`;
  await runSession(parseSession(line), (move, point) => {
    if (move === 1) points.set(pointText(point), point);
  });
  return points;
}

function sorted(points: ReadonlyMap<string, Point>): PositionsOf {
  const of = (what: Point["of"]) => [...points.values()].filter((point) => point.of === what);
  return {
    character: of("character"),
    command: of("command"),
    memory: of("memory"),
    frame: of("frame"),
    journal: of("journal"),
    centre: of("centre"),
  };
}
