/** A simulation in which the outcomes happen that its address or an amount asks for. */
import type { SimulationClock } from "../time/clock.js";
import { faultsOfAmount, OUTCOMES, type OutcomeName } from "./outcomes.js";
import type { Simulation, SimulationOptions } from "./simulation.js";
import { watchedReader } from "./watched-reader.js";

export type Wanted = {
  /** Once, in the first sale. */
  readonly scenario: OutcomeName | undefined;
  /** Each sale's by the last digits of its amount. */
  readonly amounts: "endings" | undefined;
};

/** Nothing is read of what happened: no event is kept. */
const EVENTS_MAX = 0;
/** Each purchase tells its amount to the card first. */
const TELLS_AMOUNT = "INITIALIZE FOR PURCHASE";

export function struckSimulation(
  { scenario, amounts }: Wanted,
  clock: SimulationClock,
  simulated: Omit<SimulationOptions, "clock">,
  start: (options: SimulationOptions) => Simulation,
): Simulation {
  const { simulation, plan, log } = watchedReader({
    clock,
    simulated,
    start,
    eventsMax: EVENTS_MAX,
    characters: false,
    faults: scenario === undefined ? [] : OUTCOMES[scenario].faults,
  });
  if (amounts === "endings")
    log.onEvent((event) => {
      if (event.type !== "apdu" || event.command !== TELLS_AMOUNT) return;
      // What an amount before has asked for, and its sale did not come to, is of the past.
      plan.clear();
      plan.arm(faultsOfAmount(Number(event.request.amountFen)));
    });
  return simulation;
}
