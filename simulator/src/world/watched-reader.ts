/**
 * A simulated reader of which everything is told, and which faults can strike: what a world has without its till and
 * its centre. It runs under any clock, behind a port too.
 */
import type { Card } from "../card/card.js";
import { openChips } from "../card/open-chips.js";
import type { CardChip } from "../chip/chip.js";
import { withInterface } from "../line/card-interface.js";
import type { Profile } from "../profiles/profile.js";
import { profileOf } from "../profiles/profile-file.js";
import type { SimulationClock } from "../time/clock.js";
import { balanceWatch, type WatchedChip, watchedChip } from "./chip-watch.js";
import { createEventLog, type EventLog } from "./event-log.js";
import { type Fault, readFaults } from "./faults/fault.js";
import { type FaultPlan, faultPlan } from "./faults/fault-plan.js";
import { watchLines } from "./line-watch.js";
import { otherHolder } from "./other-holder.js";
import type { ChipName, Point } from "./point.js";
import { DEFAULT_PROFILE, DEFAULT_SEED } from "./simulated-defaults.js";
import { givenInterface, type Simulation, type SimulationOptions, simulate } from "./simulation.js";
import { counter, type Watch } from "./watch.js";
import {
  createIncidents,
  type Incidents,
  type PortIncidents,
  type TillIncidents,
} from "./world-incidents.js";

type WatchedReaderOptions = {
  readonly clock: SimulationClock;
  readonly simulated: Omit<SimulationOptions, "clock">;
  readonly faults?: readonly Fault[];
  /** Undefined: no till of ours is there to be struck. */
  readonly till?: TillIncidents;
  /** Where the host's end of the cable is. */
  readonly port?: (simulation: Simulation) => PortIncidents;
  /** So many events are kept; all without. */
  readonly eventsMax?: number;
  /** False: single characters of the card lines are left out of the log. */
  readonly characters?: boolean;
  /** Told of each protocol position from the beginning. */
  readonly onPoint?: ((point: Point) => void) | undefined;
  /** What starts it: `simulate` unless given. */
  readonly start?: (options: SimulationOptions) => Simulation;
};

export type WatchedReader = {
  readonly simulation: Simulation;
  readonly profile: Profile;
  /** The card in slot 0 at first; undefined where that is another chip. */
  readonly own: Card | undefined;
  readonly log: EventLog;
  readonly watch: Watch;
  readonly plan: FaultPlan;
  readonly incidents: Incidents;
  /** Of the card in slot 0, for another reader that it is put into. */
  readonly computeMs: WatchedChip["computeMs"];
  /** The host has gone, in the middle of a message perhaps. */
  readonly lineBroken: () => void;
  /** Told of each protocol position that the run comes to; answers how to stop that. */
  onPoint(listener: (point: Point) => void): () => void;
  /** Another card of a city, watched as the first one is; it lies beside the reader. */
  newCard(profile: Profile): { readonly chip: CardChip; readonly card: Card };
};

const NO_TILL: TillIncidents = { kill() {}, moveDate() {} };
const CHIPS: readonly ChipName[] = ["card", "psam"];

/** @throws RangeError for an option that is wrong */
export function watchedReader(options: WatchedReaderOptions): WatchedReader {
  const { clock, simulated, faults = [], till = NO_TILL, onPoint, start = simulate } = options;
  const log = createEventLog(clock, options.eventsMax);
  const plan = faultPlan(readFaults(faults));
  const listeners = new Set<(point: Point) => void>(onPoint === undefined ? [] : [onPoint]);
  const watch: Watch = {
    tell: log.tell,
    reach(point) {
      for (const listener of [...listeners]) listener(point);
      const struck = plan.strike(point);
      for (const fault of struck) {
        log.tell({ type: "fault", kind: fault.kind, at: fault.at });
        incidents.carryOut(fault);
      }
      return struck;
    },
  };

  const wanted = simulated.profile ?? DEFAULT_PROFILE;
  const profile = typeof wanted === "string" ? profileOf(wanted) : wanted;
  log.mask.addCard(profile);
  const counts = { card: counter(), psam: counter() };
  const watched: WatchedChip[] = [];
  let own: Card | undefined;
  const simulation = start({
    ...simulated,
    profile,
    clock,
    inSlots: (chips, keep) =>
      (simulated.inSlots?.(chips, keep) ?? [chips.card, chips.psam]).map((chip, slot) => {
        const name = CHIPS[slot];
        if (chip === undefined || name === undefined) return chip;
        if (chip === chips.card) own = chips.card;
        const balances = chip === own && own !== undefined ? balanceWatch(own, log.tell) : undefined;
        const one = watchedChip(name, chip, watch, counts[name], balances);
        watched[slot] = one;
        return keep(one.chip);
      }),
  });
  const { reader } = simulation;
  /** Of every card that was made later: the one in the slot is asked. */
  const computing = new Map<CardChip | undefined, WatchedChip["computeMs"]>();
  const computeAt =
    (slot: number): WatchedChip["computeMs"] =>
    (apdu) =>
      (computing.get(reader.slot(slot).chip) ?? watched[slot]?.computeMs)?.(apdu) ?? 0;
  CHIPS.forEach((_, slot) => {
    if (slot < reader.slotCount) reader.slot(slot).behave({ computeMs: computeAt(slot) });
  });

  const newCard: WatchedReader["newCard"] = (of) => {
    log.mask.addCard(of);
    const { card } = openChips(of, undefined, (simulated.seed ?? DEFAULT_SEED) + 1 + computing.size);
    const one = watchedChip("card", card, watch, counts.card, balanceWatch(card, log.tell));
    const chip = withInterface(one.chip, givenInterface(simulated));
    computing.set(chip, one.computeMs);
    return { chip, card };
  };
  const lineBroken = watchLines(reader, watch, options.characters ?? true);
  const incidents = createIncidents({
    reader,
    clock,
    tell: log.tell,
    otherCard: () => newCard(otherHolder(profile)).chip,
    lineBroken,
    till,
    port: options.port?.(simulation),
  });
  return {
    simulation,
    profile,
    own,
    log,
    watch,
    plan,
    incidents,
    computeMs: computeAt(0),
    lineBroken,
    onPoint(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    newCard,
  };
}
