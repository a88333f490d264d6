/** What is swept: what a shop does, and how it goes on until everything is decided. */
import type { World } from "../open-world.js";
import type { SweptAccount } from "./combination.js";

/** How a call ended: its outcome with its reason, or the error. */
export type Ended = {
  readonly ref: string;
  /** "committed recovered-from-log", or the name and code of the error. */
  readonly text: string;
  /** Undefined when it threw. */
  readonly outcome: string | undefined;
  readonly hasReceipt: boolean;
};

/** One money movement under one ref: asked again it is the same one. */
export type Move = {
  readonly ref: string;
  /** Of the card's account, if it is done: negative for a sale. */
  readonly changeFen: number;
  ask(): Promise<Ended>;
};

const SCENARIOS = ["purchase", "second-purchase", "load", "reverse"] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

const PRICE_FEN = 12_50;
const NEXT_PRICE_FEN = 3_00;
const LOAD_FEN = 20_00;
const EARLIER_FEN = 5_00;
const EARLIER_REF = "S-0";

/** @throws RangeError naming those that there are */
export function scenarioOf(word: string): ScenarioName {
  const found = SCENARIOS.find((name) => name === word);
  if (found !== undefined) return found;
  throw new RangeError(`there is no scenario "${word.slice(0, 40)}": ${SCENARIOS.join(", ")}`);
}

type Moves = {
  /** Done before anything goes wrong. */
  readonly before: readonly Move[];
  /** What is cut. */
  readonly swept: Move;
  /** The sale after it, by which the shop shows that it goes on. */
  readonly next: Move;
};

export function movesOf(world: World, scenario: ScenarioName, kind: SweptAccount): Moves {
  const sale = (ref: string, amountFen: number): Move => ({
    ref,
    changeFen: -amountFen,
    ask: () => ended(ref, world.till.debit({ ref, amountFen, kind })),
  });
  const next = sale("S-2", NEXT_PRICE_FEN);
  switch (scenario) {
    case "purchase":
      return { before: [], swept: sale("S-1", PRICE_FEN), next };
    // The card's log, and the balance, tell of another sale too.
    case "second-purchase":
      return { before: [sale(EARLIER_REF, EARLIER_FEN)], swept: sale("S-1", PRICE_FEN), next };
    case "load": {
      const request = { ref: "L-1", amountFen: LOAD_FEN, kind };
      const ask = () => ended(request.ref, world.till.credit(request));
      return { before: [], swept: { ref: request.ref, changeFen: LOAD_FEN, ask }, next };
    }
    case "reverse": {
      const request = { ref: "R-1", of: EARLIER_REF };
      const ask = () => ended(request.ref, world.till.reverse(request));
      const before = [sale(EARLIER_REF, EARLIER_FEN)];
      return { before, swept: { ref: request.ref, changeFen: EARLIER_FEN, ask }, next };
    }
  }
}

type Result = {
  readonly outcome: string;
  readonly reasonCode: string | null;
  readonly receipt?: unknown;
};

/** Asks, and says how it ended; never throws. */
export async function ended(ref: string, work: Promise<Result>): Promise<Ended> {
  try {
    const { outcome, reasonCode, receipt } = await work;
    const text = reasonCode === null ? outcome : `${outcome} ${reasonCode}`;
    return { ref, text, outcome, hasReceipt: receipt !== null && receipt !== undefined };
  } catch (error) {
    const { name, code } = error as { readonly name: string; readonly code?: unknown };
    const text = typeof code === "string" ? `${name} ${code}` : name;
    return { ref, text, outcome: undefined, hasReceipt: false };
  }
}
