/** What the page may ask for, declared once: everything else is refused by name. */
import { VISIT_KINDS } from "@duka/protocol/centre";
import { type DataOf, readData } from "@duka/protocol/data/read-data";
import { integer, matching, members, oneOf, withRules, words } from "@duka/protocol/data/values";
import { placedFaults } from "../world/faults/fault.js";
import { StudioRefusal } from "./studio-refusal.js";
import { STOPS, TRACE_FORMS } from "./studio-state.js";

/** Buttons of the till, hands, keys and time. */
const DOINGS = [
  "sell",
  "bill",
  "load",
  "reverse",
  "balance",
  "changePassword",
  "closeOfDay",
  "insert",
  "takeOut",
  "psam",
  "cable",
  "killTill",
  "repair",
  "strike",
  "key",
  "holderTypes",
  "pace",
  "run",
  "step",
] as const;

const FEN_MAX = 0xffffffff;
const ref = matching("[ -~]{1,64}", "1 to 64 printable ASCII characters");

/** What a doing cannot go without. */
const NEEDED: {
  readonly [doing in (typeof DOINGS)[number]]?: readonly (
    | "ref"
    | "amountFen"
    | "visit"
    | "of"
    | "card"
    | "key"
    | "faults"
  )[];
} = {
  sell: ["ref", "amountFen"],
  bill: ["ref", "amountFen", "visit"],
  load: ["ref", "amountFen"],
  reverse: ["ref", "of"],
  insert: ["card"],
  strike: ["faults"],
  key: ["key"],
};

const requestShape = withRules(
  members({
    do: oneOf(...DOINGS),
    ref: ref.optional(),
    amountFen: integer(1, FEN_MAX, "whole fen, from 1: 12.50 yuan are 1250").optional(),
    visit: oneOf(...VISIT_KINDS).optional(),
    of: ref.optional(),
    card: matching("[\\w.-]{1,40}", "the id of a card of the counter").optional(),
    key: matching("[0-9#*C]", "one key").optional(),
    faults: placedFaults.optional(),
    speed: oneOf(0, 0.001, 0.01, 0.1, 1).optional(),
    stopAt: oneOf(...STOPS).optional(),
  }),
  (request) =>
    (NEEDED[request.do] ?? [])
      .filter((name) => request[name] === undefined)
      .map((name) => ({ path: [name], message: `must be there to ${request.do}` })),
);

const cutsShape = members({
  scenario: oneOf("purchase", "load", "reverse"),
  every: integer(1, 100_000).default(1),
});
const rerunShape = members({ line: words });
const scenarioText = matching("[^]{1,60000}", "the text of a scenario file");
const playShape = members({ yaml: scenarioText });
const tracesShape = members({
  form: oneOf(...TRACE_FORMS),
  line: words.optional(),
  yaml: scenarioText.optional(),
});

export type StudioRequest = DataOf<typeof requestShape>;

/** @throws StudioRefusal bad-request, with the member and what it must be */
export function readStudioRequest(value: unknown): StudioRequest {
  return read(requestShape, value);
}

/** Which sale is cut everywhere. @throws StudioRefusal bad-request */
export function readCuts(value: unknown): DataOf<typeof cutsShape> {
  return read(cutsShape, value);
}

/** Which run is played again, as `duka-sim replay` takes it. @throws StudioRefusal bad-request */
export function readRerun(value: unknown): DataOf<typeof rerunShape> {
  return read(rerunShape, value);
}

/** Which scenario is played. @throws StudioRefusal bad-request */
export function readPlay(value: unknown): DataOf<typeof playShape> {
  return read(playShape, value);
}

/** As what, and of which run or scenario; with neither, of the counter. @throws StudioRefusal bad-request */
export function readTraces(value: unknown): DataOf<typeof tracesShape> {
  return read(tracesShape, value);
}

function read<S extends Parameters<typeof readData>[0]>(shape: S, value: unknown): DataOf<S> {
  try {
    return readData(shape, value, "request") as DataOf<S>;
  } catch (error) {
    if (error instanceof RangeError) throw new StudioRefusal("bad-request", error.message);
    throw error;
  }
}
