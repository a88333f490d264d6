/** Carries out the operations of the control API, for HTTP and for programs of this process alike. */
import { type DataOf, readData } from "@duka/protocol/data/read-data";
import type { PlannedFault } from "../world/faults/fault-plan.js";
import type { LoggedEvent } from "../world/world-event.js";
import { CARD_SLOT, OTHER_CARD } from "./card-shelf.js";
import { ControlRefusal } from "./control-refusal.js";
import { armFaults, type Controlled, type ControlledReader } from "./controlled.js";
import { OPERATIONS, type OperationName, type Params, type Result } from "./operations.js";

type OfReader<N extends OperationName> = (reader: ControlledReader, params: Params<N>) => Result<N>;
type OfAll<N extends OperationName> = (
  controlled: Controlled,
  params: Params<N>,
) => Result<N> | Promise<Result<N>>;
type NameOf<Of> = {
  [N in OperationName]: (typeof OPERATIONS)[N]["of"] extends Of ? N : never;
}[OperationName];

const LOG_LIMIT = 1000;

const READER: { readonly [N in NameOf<"reader">]: OfReader<N> } = {
  state: ({ simulated, incidents, shelf }) => ({
    cable: incidents.isCableOut ? "out" : "in",
    power: incidents.isDark ? "off" : "on",
    slots: shelf.slots(),
    keysWaiting: simulated.keypad.waiting,
  }),
  display: ({ simulated: { panel } }) => ({
    lines: panel.lines,
    good: panel.good,
    bad: panel.bad,
    beepHz: Math.round(panel.beepHz),
    beeps: panel.beeps,
  }),
  cards: ({ shelf }) => ({ cards: shelf.cards() }),
  takeOut: ({ shelf }, { slot = CARD_SLOT }) => nothing(shelf.takeOut(slot)),
  putIn: ({ shelf }, { slot = CARD_SLOT, card }) => nothing(shelf.putIn(slot, card)),
  swap: ({ shelf }, { card = OTHER_CARD }) => nothing(shelf.swap(card)),
  newCard: ({ shelf }, { name, profile, number }) => nothing(shelf.add(name, profile, number)),
  dropCard: ({ shelf }, { card }) => nothing(shelf.drop(card)),
  type({ simulated: { keypad } }, { keys }) {
    try {
      keypad.press(keys);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new ControlRefusal("bad-request", "keys that this reader's keypad has", error.message);
    }
    return { keysWaiting: keypad.waiting };
  },
  cable: ({ incidents }, { is }) => nothing(is === "out" ? incidents.cableOut() : incidents.cableIn()),
  restart: ({ incidents }) => nothing(incidents.restart()),
};

const ALL: { readonly [N in NameOf<"all">]: OfAll<N> } = {
  faults: ({ plan }) => ({ faults: plan.list().map(told) }),
  arm: (controlled, { faults }) => ({ faults: armFaults(controlled, faults).map(told) }),
  clear({ plan }, { id }) {
    const cleared = plan.clear(id);
    if (id !== undefined && cleared === 0)
      throw new ControlRefusal("unknown-fault", "the id of an armed fault");
    return { cleared };
  },
  repair: async ({ repair }) => nothing(await repair()),
  money: ({ reader, centre }, { cardNumber }) => ({
    cards: reader?.shelf.balances() ?? [],
    centre: centre?.accounts(cardNumber) ?? null,
  }),
  log({ log, personal }, { after = 0, limit = LOG_LIMIT, type }) {
    const first = Math.min(Math.max(after, log.dropped), log.dropped + log.events.length);
    const events: { [member: string]: unknown }[] = [];
    let next = first;
    const from = log.events.slice(first - log.dropped);
    let count = 0;
    for (let left = limit; count < from.length && left > 0; count++)
      if (type === undefined || from[count]!.type === type) left--;
    for (const event of log.shownFrom(first, count, personal)) {
      next++;
      if (type === undefined || event.type === type) events.push(numbered(event, next));
    }
    return { events, next, dropped: log.dropped };
  },
};

/**
 * @param params from outside
 * @throws ControlRefusal: nothing was changed
 */
export async function steer<N extends OperationName>(
  controlled: Controlled,
  name: N,
  params: unknown,
): Promise<Result<N>> {
  const checked = readData(OPERATIONS[name].params, params, name, ({ message }): never => {
    throw new ControlRefusal("bad-request", expectedOf(name), message);
  }) as DataOf<(typeof OPERATIONS)[N]["params"]>;
  if (OPERATIONS[name].of === "all")
    return (ALL as unknown as { [name: string]: OfAll<N> })[name]!(controlled, checked);
  if (controlled.reader === undefined)
    throw new ControlRefusal("unknown-path", "an operation that this simulation has");
  return (READER as unknown as { [name: string]: OfReader<N> })[name]!(controlled.reader, checked);
}

/** An event as it is told: with its number, from 1. */
export function numbered(event: LoggedEvent, id: number): { readonly [member: string]: unknown } {
  return { id, ...event };
}

function expectedOf(name: OperationName): string {
  const known = Object.keys(OPERATIONS[name].params.shape);
  return known.length === 0
    ? "no parameters"
    : `the parameters ${known.join(", ")}, as /openapi.json has them`;
}

function told({ id, fault: { kind, at }, state }: PlannedFault) {
  return { id, kind, at, state };
}

/** Done, and nothing to say about it. */
function nothing(_done: unknown): Record<string, never> {
  return {};
}
