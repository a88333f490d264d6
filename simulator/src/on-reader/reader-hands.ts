/** What moves cards, PSAM and cable of a reader that stands there: a person, or the control API of a simulated one. */
import type { Fault } from "../world/faults/fault.js";
import type { CardMoney } from "../world/script/scenario-world.js";

export type ReaderHands = {
  /** The scenario's first card in slot 0, the others beside it. */
  begin(): Promise<void>;
  /** By its name, in place of what is there. */
  insert(card: string): Promise<void>;
  /** @param slot 0 the card, 1 the PSAM */
  takeOut(slot: number): Promise<void>;
  putIn(slot: number): Promise<void>;
  cable(is: "in" | "out"): Promise<void>;
  /** Cable, card and PSAM are in again. */
  repair(): Promise<void>;
  /** Faults in reader and cards: armed from now on. */
  strike(faults: readonly Fault[]): Promise<void>;
  /** Those that never struck. */
  missed(): Promise<readonly Fault[]>;
  /** What can be seen in the cards from outside; undefined: nothing. */
  seen(): Promise<SeenInCards | undefined>;
  /** Nothing of the scenario stays. */
  end(): Promise<void>;
};

type SeenInCards = {
  readonly cards: ReadonlyMap<string, CardMoney>;
  readonly changesFen: readonly number[];
  readonly triesLeft: number | undefined;
};
