/** Who pays what of a bill, and where two splits of it differ: the till's, and that of the centre. */
import { rule } from "@duka/protocol/data/bilingual";
import { type DataOf, readData } from "@duka/protocol/data/read-data";
import { members, text } from "@duka/protocol/data/values";
import { z } from "zod";
import { refusing } from "../base/argument.js";

const FEN = { error: rule("is whole fen, 0 or more", "必须是不小于 0 的整数（分）") };
const fen = z.int(FEN).min(0, FEN);

const billSplit = members({
  totalFen: fen,
  /** The personal account (个人账户). */
  accountFen: fen,
  /** The pooled fund (统筹基金). */
  poolFen: fen.nullable(),
  /** The holder, out of the pocket. */
  cashFen: fen.nullable(),
});

/** In fen. Account, pooled fund and cash are the total; null where the till says nothing of it. */
export type BillSplit = DataOf<typeof billSplit>;

const delivered = z.discriminatedUnion(
  "done",
  [
    /** @param split of a sale: who pays what of the bill, as the centre has settled it */
    members({ done: z.literal(true), split: billSplit.optional() }),
    /** To be tried again at this time of the till's clock; undefined where the centre said no for good. */
    members({ done: z.literal(false), error: text, nextAtMs: z.number().optional() }),
  ],
  { error: rule("says whether it is done", "必须说明是否已完成") },
);

/** How a message to the centre ended, for sales and credits alike. */
export type Delivered = DataOf<typeof delivered>;

/** @throws TypeError or RangeError naming the part that is wrong */
export function checkDelivered(given: Delivered): Delivered {
  return readData(delivered, given, "delivered", refusing(given, "delivered"));
}

/** The parts in which they differ, of those that both know. */
export function differingParts(till: BillSplit, centre: BillSplit): (keyof BillSplit)[] {
  const parts = Object.keys(billSplit.shape) as (keyof BillSplit)[];
  return parts.filter((part) => till[part] !== null && centre[part] !== null && till[part] !== centre[part]);
}
