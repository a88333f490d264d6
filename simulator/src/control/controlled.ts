/** What the control API steers: a reader behind a port, a centre, or a world of one's own process that has both. */
import type { Clock } from "@duka/protocol/transport";
import type { FaultyEntry } from "../centre/faulty-entry.js";
import { accountsAt, type CityCentre } from "../world/city-centre.js";
import { createEventLog, type EventLog, type Personal } from "../world/event-log.js";
import { FAULT_KINDS, type Fault, type FaultKind, pointOf, readFaults } from "../world/faults/fault.js";
import { type FaultPlan, faultPlan } from "../world/faults/fault-plan.js";
import type { World } from "../world/open-world.js";
import type { Point } from "../world/point.js";
import { watchedEntry } from "../world/watched-entry.js";
import type { WatchedReader } from "../world/watched-reader.js";
import type { Incidents } from "../world/world-incidents.js";
import { type CardShelf, cardShelf } from "./card-shelf.js";
import { ControlRefusal } from "./control-refusal.js";

export type ControlledReader = {
  readonly simulated: World["reader"];
  readonly incidents: Omit<Incidents, "carryOut" | "connect" | "repair">;
  readonly shelf: CardShelf;
};

type ControlledCentre = {
  /** What waits for the holder, and what is on the card as the centre knows it; undefined for a card unknown to it. */
  accounts(
    cardNumber: string | undefined,
  ): { readonly holderFen: number; readonly cardFen: number } | undefined;
};

export type Controlled = {
  readonly log: EventLog;
  /** Whether it tells names and numbers of persons and cards; masked without. */
  readonly personal?: Personal | undefined;
  readonly plan: Pick<FaultPlan, "arm" | "list" | "clear">;
  /** Protocol positions that it comes to. */
  readonly places: readonly Point["of"][];
  /** Kinds of fault that concern what it does not have. */
  readonly impossible: readonly FaultKind[];
  readonly reader: ControlledReader | undefined;
  readonly centre: ControlledCentre | undefined;
  /** Cable, cards and power are as they were at first; faults that did not strike are taken back. */
  repair(): Promise<void>;
};

const OF_READER: readonly Point["of"][] = ["character", "command", "memory", "frame"];
const EVERYWHERE: readonly Point["of"][] = [...OF_READER, "journal", "centre"];
/** The program behind the port is another one, and its machine not ours. */
const OF_TILL: readonly FaultKind[] = ["process-killed", "clock-jumped", "disk-full", "sync-failed"];
const KINDS = Object.keys(FAULT_KINDS) as FaultKind[];
/** The cables and cards of who asks a centre are not here. */
const OF_CENTRE = KINDS.filter((kind) =>
  FAULT_KINDS[kind].at.every((place: Point["of"]) => place === "centre"),
);
const ARMED_MAX = 1000;

/** A reader, whatever program is at the other end of its cable. */
export function controlOfReader(watched: WatchedReader): Controlled {
  const { simulation, incidents, plan, log, profile, own, newCard } = watched;
  const { reader } = simulation;
  const shelf = cardShelf({ reader, hands: incidents, profile, own, newCard });
  return {
    log,
    plan,
    places: OF_READER,
    impossible: OF_TILL,
    reader: { simulated: reader, incidents, shelf },
    centre: undefined,
    async repair() {
      plan.clear();
      incidents.repair();
    },
  };
}

/** A world in this process, for a page or a program on top of it. */
export function controlOfWorld(world: World): Controlled {
  const { reader, chips, profile, newCard } = world;
  return {
    log: world.log,
    plan: { arm: world.arm, list: world.faults, clear: world.clearFaults },
    places: EVERYWHERE,
    impossible: [],
    reader: {
      simulated: reader,
      incidents: world,
      shelf: cardShelf({ reader, hands: world, profile, own: chips.card, newCard }),
    },
    centre: world.centre && { accounts: accountsOf(world.centre) },
    repair: () => world.repair(),
  };
}

/** A centre behind a port of its own: each call of whoever asks it can be struck. */
export function controlOfCentre(
  entry: FaultyEntry,
  clock: Clock,
  eventsMax: number,
): { readonly controlled: Controlled; readonly entry: FaultyEntry } {
  const log = createEventLog(clock, eventsMax);
  const plan = faultPlan([]);
  const reach = (point: Point): readonly Fault[] => {
    const struck = plan.strike(point);
    for (const { kind, at } of struck) log.tell({ type: "fault", kind, at });
    return struck;
  };
  const controlled: Controlled = {
    log,
    plan,
    places: ["centre"],
    impossible: KINDS.filter((kind) => !OF_CENTRE.includes(kind)),
    reader: undefined,
    centre: {
      accounts: (cardNumber) => (cardNumber === undefined ? undefined : accountsAt(entry, cardNumber)),
    },
    async repair() {
      plan.clear();
    },
  };
  return { controlled, entry: watchedEntry(entry, { tell: log.tell, reach }) };
}

function accountsOf({ entry, accounts }: CityCentre): ControlledCentre["accounts"] {
  return (cardNumber) => (cardNumber === undefined ? accounts() : accountsAt(entry, cardNumber));
}

/** @throws ControlRefusal for what is no fault, and what cannot strike here: then none is armed */
export function armFaults(
  { plan, places, impossible }: Controlled,
  wanted: unknown,
): ReturnType<FaultPlan["arm"]> {
  const faults = readable(wanted);
  for (const { kind, at } of faults) {
    if (impossible.includes(kind))
      throw new ControlRefusal(
        "fault-not-here",
        kindsHere(impossible),
        `fault ${kind}: ${FAULT_KINDS[kind].does}; that machine is not simulated here`,
      );
    const { of } = pointOf({ kind, at });
    if (!places.includes(of))
      throw new ControlRefusal(
        "fault-not-here",
        `a position of: ${places.join(", ")}`,
        `fault ${kind} at "${at}": nothing comes to a ${of} here`,
      );
  }
  const armed = plan.list().filter(({ state }) => state === "armed").length;
  if (armed + faults.length > ARMED_MAX)
    throw new ControlRefusal("too-many-faults", `at most ${ARMED_MAX} at once`);
  return plan.arm(faults);
}

function kindsHere(impossible: readonly FaultKind[]): string {
  return `one of ${KINDS.filter((kind) => !impossible.includes(kind)).join(", ")}`;
}

function readable(wanted: unknown): readonly Fault[] {
  try {
    return readFaults(wanted);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ControlRefusal(
      "fault-refused",
      'such as { "kind": "card-removed", "at": "DEBIT FOR PURCHASE, answer byte 3" }',
      error.message,
    );
  }
}
