/**
 * When a caller has its answer. Between our return and what the caller writes down it may be killed, so that our return
 * proves nothing: an answer counts as told once its caller comes back with another call, or closes.
 */

import { type Journal, JournalError } from "../journal/journal.js";
import type { Telling } from "../journal/sale.js";

/** What an answer told of a sale. */
export type ToldSale = {
  readonly id: number;
  readonly telling: Telling;
  /** The ref that was asked for, where it is not the sale's own. */
  readonly as?: string;
};

export type ToldSales = {
  /** An answer leaves with these. @param caller who gets it, where several use one device */
  leave(caller: string, told: readonly ToldSale[]): void;
  /**
   * Another call of this caller begins, or it closes. What others were told is theirs to come back for.
   * @param hasLastAnswer false: it asked before it had the answer that left last, or never got it
   */
  comeBack(caller: string, hasLastAnswer: boolean): Promise<void>;
  /** Its answer left for a caller that had asked again by then. */
  isLate(id: number): boolean;
};

export function toldSales(journal: Journal): ToldSales {
  const left = new Map<string, readonly ToldSale[]>();
  return {
    leave(caller, told) {
      if (told.length > 0) left.set(caller, [...(left.get(caller) ?? []), ...told]);
    },
    async comeBack(caller, hasLastAnswer) {
      if (!hasLastAnswer) return;
      try {
        for (const { id, telling, as } of left.get(caller) ?? []) await journal.told(id, telling, as);
        left.delete(caller);
      } catch (error) {
        // They stay due, and reading a card needs no journal.
        if (!(error instanceof JournalError)) throw error;
      }
    },
    isLate: (id) => [...left.values()].some((told) => told.some((one) => one.id === id)),
  };
}
