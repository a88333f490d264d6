/**
 * The totals of the year on the card (P7 12.6): what the holder paid of his own (SPIP), what the pooled fund paid for
 * him (SPFP), the year they are of, and the day on which it begins. A file of the card's system, which no command reads
 * as a file (V2 7).
 */

import { compileLayout, digits, packRecord, u32, unpackRecord } from "@duka/protocol/layout";
import { readBcd } from "@duka/protocol/wire/bcd";
import { bytesCell } from "../memory/cells.js";
import type { Nvm } from "../memory/nvm.js";
import type { FinishedMedical } from "./finished-medical.js";

const kept = compileLayout("annual totals", {
  selfPayFen: u32,
  poolFen: u32,
  year: digits(4),
  startingDay: digits(4),
});

/** From the same day of one year to the next, in dates written as numbers. */
const ONE_YEAR = 10_000;
const MOST_FEN = 0xffffffff;

type Totals = {
  readonly selfPayFen: number;
  readonly poolFen: number;
  /** YYYY */
  readonly year: string;
  /** MMDD */
  readonly startingDay: string;
};

export type AnnualTotals = {
  get(): Totals;
  /** Adds the second and third amount of a purchase; one of another year begins the totals anew. In a transaction. */
  add(finished: FinishedMedical): void;
  /** @param startingDay MMDD */
  startOn(startingDay: string): void;
  /** @param date YYYYMMDD on which the first year begins */
  personalise(date: string): void;
};

export function annualTotals(memory: Nvm): AnnualTotals {
  const cell = bytesCell(memory, "medical annual totals", kept.size);
  memory.expect("its annual totals have no year", () => {
    const bytes = cell.get();
    return readBcd(bytes, bytes.length - 4, 4) !== "";
  });
  const get = () => unpackRecord(kept, cell.get());
  const set = (totals: Totals) => cell.set(packRecord(kept, totals));
  return {
    get,
    add({ date, amount2Fen, amount3Fen }) {
      const before = get();
      const year = yearOf(date, before);
      const base = year === before.year ? before : { selfPayFen: 0, poolFen: 0 };
      set({
        ...before,
        year,
        selfPayFen: Math.min(base.selfPayFen + amount2Fen, MOST_FEN),
        poolFen: Math.min(base.poolFen + amount3Fen, MOST_FEN),
      });
    },
    startOn(startingDay) {
      set({ ...get(), startingDay });
    },
    personalise(date) {
      set({ selfPayFen: 0, poolFen: 0, year: date.slice(0, 4), startingDay: date.slice(4) });
    },
  };
}

/** The year stays until a date is a whole year after its start (P7 12.6): an earlier date changes nothing. */
function yearOf(date: string, { year, startingDay }: Totals): string {
  if (Number(date) - Number(year + startingDay) < ONE_YEAR) return year;
  const calendar = Number(date.slice(0, 4));
  return String(date.slice(4) < startingDay ? calendar - 1 : calendar).padStart(4, "0");
}
