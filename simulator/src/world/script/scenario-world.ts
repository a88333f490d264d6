/** What the steps of a scenario are done to: a simulated world, or a till of this machine on a reader that is there. */
import type { Clock } from "@duka/protocol/transport";
import type { CityCentre } from "../city-centre.js";
import type { EventLog } from "../event-log.js";
import type { Fault } from "../faults/fault.js";
import type { WorldTill } from "../world-till.js";

export type ScenarioWorld = {
  readonly clock: Pick<Clock, "nowMs">;
  /** Undefined where there is none. */
  readonly centre: CityCentre | undefined;
  /** The till's program of now. */
  readonly till: WorldTill;
  readonly log: Pick<EventLog, "events">;
  strike(faults: readonly Fault[]): unknown;
  /** Faults that never struck. */
  missed(): readonly Fault[] | Promise<readonly Fault[]>;
  /** @param slot 0 the card, 1 the PSAM */
  takeOut(slot: number): unknown;
  putIn(slot: number): unknown;
  cableOut(): unknown;
  cableIn(): unknown;
  repair(): Promise<void>;
  killTill(): unknown;
  restartTill(): Promise<void>;
  /** Lets so much time pass. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
};

/** What there is in the end, as a scenario expects it; undefined for what cannot be known. */
export type ScenarioEnd = {
  readonly money: MoneyInTheEnd;
  /** Of further cards, by their names. */
  readonly cards: ReadonlyMap<string, CardMoney>;
  readonly triesLeft: number | undefined;
};

export type CardMoney = {
  readonly purseFen: number | undefined;
  readonly depositFen: number | undefined;
  readonly medicalFen: number | undefined;
};

type MoneyInTheEnd = CardMoney & {
  readonly holderFen: number | undefined;
  readonly registeredFen: number | undefined;
  readonly changesFen: readonly number[];
};
