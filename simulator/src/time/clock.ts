/**
 * The simulator's time. The world (machine, lines, cards) schedules on the clock itself; the driver gets
 * `clock.driver`. The two are told apart because virtual time moves only while the driver waits for
 * something.
 */
import type { Clock } from "@duka/protocol/transport";

export type SimulationClock = Clock & {
  /** The clock to hand to the driver. */
  readonly driver: Clock;
  /** The world has just given the driver something: its promises run before the next event. */
  crossed(): void;
};
