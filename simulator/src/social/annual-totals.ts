/**
 * Totals of the year in the internal file of DF04, 31 bytes. That the file must exist and begins with the date on which
 * the year starts is known; the rest is assumed: purchases of the year 2, three totals in fen of 4 bytes each, 13
 * unused.
 */

import { TYPE_MEDICAL_PURCHASE } from "@duka/protocol/crypto";
import { compileLayout, digits, packRecord, u16, u32, unpackRecord } from "@duka/protocol/layout";
import { readBcd } from "@duka/protocol/wire/bcd";
import type { TransparentFile } from "../files/files.js";
import type { Nvm } from "../memory/nvm.js";
import type { FinishedMedical } from "./finished-medical.js";

export const annualTotalsRecord = compileLayout("annual totals", {
  startDate: digits(8),
  purchases: u16,
  total1Fen: u32,
  total2Fen: u32,
  total3Fen: u32,
});

const START_DATE_LENGTH = 4;
const MOST_FEN = 0xffffffff;
const MOST_PURCHASES = 0xffff;

type AnnualTotals = {
  /** Adds a purchase; one of a later year begins the totals anew. Within a transaction. */
  add(finished: FinishedMedical): void;
};

export function annualTotals(memory: Nvm, file: TransparentFile): AnnualTotals {
  memory.expect(
    "its annual totals begin with no date",
    () => readBcd(file.bytes(0, START_DATE_LENGTH), 0, START_DATE_LENGTH) !== "",
  );
  return {
    add(finished) {
      if (finished.type !== TYPE_MEDICAL_PURCHASE) return;
      const kept = unpackRecord(annualTotalsRecord, file.bytes(0, annualTotalsRecord.size));
      const isLater = finished.date.slice(0, 4) > kept.startDate.slice(0, 4);
      const before = isLater ? { purchases: 0, total1Fen: 0, total2Fen: 0, total3Fen: 0 } : kept;
      const grown = (total: number, more: number): number => Math.min(total + more, MOST_FEN);
      const after = {
        startDate: isLater ? `${finished.date.slice(0, 4)}0101` : kept.startDate,
        purchases: Math.min(before.purchases + 1, MOST_PURCHASES),
        total1Fen: grown(before.total1Fen, finished.amount1Fen),
        total2Fen: grown(before.total2Fen, finished.amount2Fen),
        total3Fen: grown(before.total3Fen, finished.amount3Fen),
      };
      file.write(0, packRecord(annualTotalsRecord, after));
    },
  };
}
