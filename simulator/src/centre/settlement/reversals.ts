/**
 * Reversal (冲正): the caller got no answer, and wants it not to have happened. It is undone where it had arrived, and
 * kept from happening where it had not: a request may still be on its way.
 */
import type { Handlers, Sale, settlementOperations } from "@duka/protocol/centre";
import type { Context } from "../context.js";
import { answerKey } from "../idempotency.js";
import { refuse } from "../refusal.js";
import { holderOf, moveInAccount } from "../register/holders.js";
import { noLongerKept, releaseOverdue } from "./pre-settlements.js";
import { countSale, putSale, saleKey, saleOf } from "./sale-book.js";
import { giveBack } from "./sales.js";

type Reverse = Handlers<typeof settlementOperations>["reverse"];
type Undone = { readonly had: "arrived" | "not-arrived"; readonly toLoadFen: number };

export function reversals(context: Context): { readonly reverse: Reverse } {
  return {
    reverse({ institutionId, ref, of, what }) {
      const undone =
        what === "cancel"
          ? undoCancel(context, institutionId, of)
          : undoSale(context, institutionId, of, what);
      context.store.put("reversed", `${what}|${saleKey(institutionId, of)}`, { by: ref });
      // A repeat of what was undone must not get its old answer.
      const undoneToo = what === "cancel" ? ["cancel"] : ["preSettle", "settle"];
      for (const operation of undoneToo)
        context.store.remove("answer", answerKey(operation, institutionId, of));
      return undone;
    },
  };
}

const NOT_ARRIVED: Undone = { had: "not-arrived", toLoadFen: 0 };

function undoSale(context: Context, institutionId: string, of: string, what: "preSettle" | "settle"): Undone {
  const known = context.store.get("sale", saleKey(institutionId, of));
  if (known !== undefined) releaseOverdue(context, known.holderId);
  const sale = context.store.get("sale", saleKey(institutionId, of));
  if (sale === undefined || sale.state === "reversed") return NOT_ARRIVED;
  if (sale.state === "pre-settled" || sale.state === "expired") {
    release(context, sale);
    return { had: what === "preSettle" ? "arrived" : "not-arrived", toLoadFen: 0 };
  }
  if (sale.state !== "settled" || what === "preSettle") {
    refuse(
      "wrong-state",
      `the sale is ${sale.state}: ${sale.state === "settled" ? "reverse or cancel its settlement" : "nothing is to be reversed"}`,
    );
  }
  release(context, sale);
  return { had: "arrived", toLoadFen: giveBack(context, sale) };
}

function release(context: Context, sale: Sale): void {
  if (sale.state !== "expired") countSale(context, sale, -1);
  noLongerKept(context, sale);
  putSale(context, { ...sale, state: "reversed" });
}

/** The sale counts again; the money that waited for the card is taken back, unless it was loaded meanwhile. */
function undoCancel(context: Context, institutionId: string, of: string): Undone {
  const key = saleKey(institutionId, of);
  const cancellation = context.store.get("cancellation", key);
  if (cancellation === undefined || cancellation.undone) return NOT_ARRIVED;
  const sale = saleOf(context, institutionId, cancellation.sale);
  const backFen = sale.from === "none" ? 0 : sale.split.accountFen;
  if (holderOf(context, sale.holderId).accountFen < backFen) {
    refuse(
      "refund-taken",
      "the money of the cancelled sale is no longer in the account: settle anew instead",
    );
  }
  moveInAccount(context, sale.holderId, -backFen);
  countSale(context, sale, 1);
  putSale(context, { ...sale, state: "settled" });
  context.store.put("cancellation", key, { ...cancellation, undone: true });
  return { had: "arrived", toLoadFen: 0 };
}
