/** Where sales are written down: by reference, by day, and in the totals of the holder's year. */
import type { Sale } from "@duka/protocol/centre";
import type { Context } from "../context.js";
import { refuse } from "../refusal.js";
import { putYear, yearOf } from "../register/holders.js";
import { addToYear } from "./split.js";

/** An institution's references are its own. */
export function saleKey(institutionId: string, ref: string): string {
  return `${institutionId}|${ref}`;
}

/** @throws CentreRefusal `sale-unknown` */
export function saleOf({ store }: Context, institutionId: string, ref: string): Sale {
  const sale = store.get("sale", saleKey(institutionId, ref));
  if (sale === undefined) refuse("sale-unknown", "the centre has no sale of this institution and reference");
  return sale;
}

/** A sale that was of another day before, as its pre-settlement was, is one of this day alone. */
export function putSale({ store }: Context, sale: Sale): Sale {
  const { institutionId, ref, day } = sale;
  const before = store.get("sale", saleKey(institutionId, ref));
  if (before !== undefined && before.day !== day)
    store.remove("saleOfDay", `${institutionId}|${before.day}|${ref}`);
  store.put("sale", saleKey(institutionId, ref), sale);
  store.put("saleOfDay", `${institutionId}|${day}|${ref}`, { ref });
  return sale;
}

/** In the totals of the holder's year. @param sign -1 when it no longer counts */
export function countSale(context: Context, { holderId, year, split }: Sale, sign: 1 | -1): void {
  putYear(context, holderId, year, addToYear(yearOf(context, holderId, year), split, sign));
}
