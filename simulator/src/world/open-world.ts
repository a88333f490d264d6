/**
 * A whole world in one process, under one virtual clock and one seed: the reader with its real firmware, card and PSAM,
 * the insurance centre, and a till with its journal. Everything that happens is told, and everything can break.
 */

import type { AccountOptions } from "@duka/driver";
import { live } from "@duka/protocol/data/live";
import type { Card } from "../card/card.js";
import type { Chips } from "../card/open-chips.js";
import type { Enrolment } from "../centre/enrol-profile.js";
import type { CardChip } from "../chip/chip.js";
import { withInterface } from "../line/card-interface.js";
import type { Profile } from "../profiles/profile.js";
import { seededRandom } from "../time/random.js";
import { VirtualClock } from "../time/virtual-clock.js";
import { balanceWatch } from "./chip-watch.js";
import { type CityCentre, openCityCentre } from "./city-centre.js";
import type { EventLog } from "./event-log.js";
import { type Fault, readFaults } from "./faults/fault.js";
import type { PlannedFault } from "./faults/fault-plan.js";
import { otherHolder } from "./other-holder.js";
import { type OtherTill, openOtherTill, unseenCard } from "./other-till.js";
import type { Point } from "./point.js";
import { worldProcesses } from "./processes.js";
import { DEFAULT_SEED } from "./simulated-defaults.js";
import { givenInterface, type Simulation, type SimulationOptions } from "./simulation.js";
import { watchedReader } from "./watched-reader.js";
import type { Incidents } from "./world-incidents.js";
import { openTillMachine, readerAtCable, type WorldTill } from "./world-till.js";

/** 2026-11-21 09:00 in China: pharmacies are open. */
export const OPENING_MS = Date.UTC(2026, 10, 21, 1);

/** Its draws are its own, whatever else of the world is random. */
const TILL_DRAWS = 71;

/** Of the faults that still wait some may strike while a till comes up: so often is it started again. */
const STARTS_MAX = 10;

/** What a simulated reader may be given, but its clock and chips; and what else is in the world. */
export type WorldOptions = Omit<
  SimulationOptions,
  "clock" | "state" | "onStateChange" | "onClose" | "inSlots"
> & {
  /** Of the till, when the world begins. */
  readonly dateMs?: number;
  /** Data, as `duka-sim schema faults` describes it. */
  readonly faults?: readonly Fault[];
  /** False: no centre. Its card is enrolled there otherwise, with 100.00 yuan to load. */
  readonly centre?: boolean | Enrolment;
  /** False: none is in the reader, and MAC1 comes from the centre's key server (加密机). */
  readonly psam?: boolean;
  /** Of the till's account. */
  readonly account?: Partial<AccountOptions>;
  /** False: single characters of the card lines are left out of the log. */
  readonly characters?: boolean;
  /** Told of each protocol position from the beginning, before the till's program is there. */
  readonly onPoint?: (point: Point) => void;
};

export type World = Omit<Incidents, "carryOut" | "connect" | "repair"> & {
  readonly clock: VirtualClock;
  readonly profile: Profile;
  readonly reader: Simulation["reader"];
  readonly chips: Chips;
  /** Undefined where the world has none. */
  readonly centre: CityCentre | undefined;
  /** The till's program of now: another one after `restartTill`. */
  readonly till: WorldTill;
  readonly log: EventLog;
  /** More faults, from now on. @throws RangeError naming what is wrong with one */
  strike(faults: readonly Fault[]): void;
  /** The same, their positions counted from now on: "DEBIT FOR PURCHASE" is the next one. */
  arm(faults: readonly Fault[]): readonly PlannedFault[];
  /** All faults, and whether they struck. */
  faults(): readonly PlannedFault[];
  /** What has not struck yet never will. @param id of the only one @returns how many that were */
  clearFaults(id?: number): number;
  /** Faults that never struck: the run did not come to their position. */
  missed(): readonly Fault[];
  /** Told of each protocol position that the run comes to; answers how to stop that. */
  onPoint(listener: (point: Point) => void): () => void;
  /** Another card of a city, watched as the first one is; it lies beside the reader. */
  newCard(profile: Profile): { readonly chip: CardChip; readonly card: Card };
  /** Into slot 0, in place of what is there. */
  insert(chip: CardChip): void;
  /** Another program with a reader of its own: at the next window on the same journal, or in another shop. */
  openTill(where: "next window" | "other shop"): Promise<OtherTill>;
  /** Another holder's card. Its balances are told, and nothing else of it. */
  strangersCard(): { readonly chip: CardChip; readonly card: Card };
  /** The till loses its power in the middle of whatever it does; what was written is on its disk. */
  killTill(): void;
  restartTill(): Promise<void>;
  /**
   * Cable, cards, power and a date that was set back are put right, faults that did not strike are taken back, a
   * killed till runs again.
   * @param waiting "stay": what has not struck yet still will
   */
  repair(waiting?: "stay"): Promise<void>;
  /** Lets so much virtual time pass. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
};

/**
 * @throws RangeError for an option that is wrong
 * @throws Error that says what to install, without @duka/driver
 */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const {
    dateMs = OPENING_MS,
    faults = [],
    centre = true,
    psam = true,
    account = {},
    characters = true,
    onPoint,
    ...readerOptions
  } = options;
  const simulated: SimulationOptions = psam
    ? readerOptions
    : { ...readerOptions, inSlots: (chips) => [chips.card, undefined] };
  const clock = new VirtualClock(dateMs);
  const watched = watchedReader({
    clock,
    simulated,
    faults,
    characters,
    onPoint,
    till: {
      kill: (bytes) => machine.kill(bytes),
      moveDate: (byMs) => clock.setWallMs(clock.wallMs() + byMs),
    },
  });
  const { simulation, profile, log, watch, plan, incidents, newCard, computeMs } = watched;
  const { reader, chips } = simulation;
  const city =
    centre === false ? undefined : await openCityCentre(clock.driver, profile, centre === true ? {} : centre);
  const processes = worldProcesses();
  const others: OtherTill[] = [];
  const machine = await openTillMachine({
    processes,
    profile,
    clock: clock.driver,
    watch,
    openReader: readerAtCable(`sim:${profile.name}`, incidents.connect),
    centre: city,
    account,
    keepsSynced: () => plan.waits("process-killed"),
    inside: (work) => clock.inside(work),
    random: seededRandom(simulated.seed ?? DEFAULT_SEED, TILL_DRAWS).bytes,
  });

  /** From the first fault that may kill the till on, what is synced has to be known. */
  function planned<T>(plans: () => T): T {
    const waited = plan.waits("process-killed");
    const result = plans();
    if (!waited && !machine.isDead) machine.noteSynced();
    return result;
  }

  return live<World, "till" | "isCableOut" | "isDark" | "stranger">(
    {
      clock,
      profile,
      reader,
      chips,
      centre: city,
      log,
      strike: (more) => planned(() => plan.add(readFaults(more))),
      arm: (more) => planned(() => plan.arm(readFaults(more))),
      faults: plan.list,
      clearFaults: plan.clear,
      missed: () => plan.missed(),
      onPoint: watched.onPoint,
      restart: incidents.restart,
      cableOut: incidents.cableOut,
      cableIn: incidents.cableIn,
      takeOut: incidents.takeOut,
      putIn: incidents.putIn,
      newCard,
      insert: incidents.insert,
      async openTill(where) {
        const other = await openOtherTill({
          ...{ profile, account, computeMs, processes, time: clock, clock: clock.driver },
          seed: simulated.seed ?? DEFAULT_SEED,
          face: givenInterface(simulated),
          inside: (work) => clock.inside(work),
          file: where === "next window" ? machine.file : undefined,
        });
        others.push(other);
        return other;
      },
      strangersCard() {
        const card = unseenCard(otherHolder(profile), (simulated.seed ?? DEFAULT_SEED) + 1);
        const tellBalances = balanceWatch(card, watch.tell);
        const execute = (apdu: Uint8Array): Uint8Array => {
          const answer = card.execute(apdu);
          tellBalances();
          return answer;
        };
        return { chip: withInterface({ ...card, execute }, givenInterface(simulated)), card };
      },
      killTill: () => machine.kill(),
      restartTill: () => machine.restart(),
      async repair(waiting) {
        if (waiting === undefined) plan.clear();
        for (let times = 1; ; times++) {
          incidents.repair();
          if (!machine.isDead) return;
          try {
            return await machine.restart();
          } catch (error) {
            // What still waited has struck while the program came up.
            if (times >= STARTS_MAX) throw error;
          }
        }
      },
      pass: (ms) => new Promise((resolve) => void clock.driver.after(ms, resolve)),
      async close() {
        for (const other of others) await other.close();
        await machine.close();
        await simulation.close();
      },
    },
    {
      till: () => machine.till,
      isCableOut: () => incidents.isCableOut,
      isDark: () => incidents.isDark,
      stranger: () => incidents.stranger,
    },
  );
}
