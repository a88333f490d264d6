/**
 * Reversal (冲正): whoever asked got no answer, and wants it not to have happened. It is undone where it had arrived, and
 * kept from happening where it had not: a request may still be on its way.
 */
import type { Handlers } from "@duka/protocol/centre/operation";
import type { Sale, settlementOperations } from "@duka/protocol/centre/settlement";
import type { Desk } from "../context.js";
import { answerKey } from "../idempotency.js";
import { refuse } from "../refusal.js";
import { holderOf, moveInAccount } from "../register/holders.js";
import { noLongerKept, releaseOverdue } from "./pre-settlements.js";
import { countSale, putSale, saleKey, saleOf } from "./sale-book.js";
import { giveBack } from "./sales.js";

type Reverse = Handlers<typeof settlementOperations>["reverse"];
type Undone = { readonly had: "arrived" | "not-arrived"; readonly toLoadFen: number };

export function reversals(desk: Desk): { readonly reverse: Reverse } {
  return {
    reverse({ institutionId, ref, of, what }) {
      const undone =
        what === "cancel" ? undoCancel(desk, institutionId, of) : undoSale(desk, institutionId, of, what);
      desk.store.put("reversed", `${what}|${saleKey(institutionId, of)}`, { by: ref });
      // A repeat of what was undone must not get its old answer.
      const undoneToo = what === "cancel" ? ["cancel"] : ["preSettle", "settle"];
      for (const operation of undoneToo) desk.store.remove("answer", answerKey(operation, institutionId, of));
      return undone;
    },
  };
}

const NOT_ARRIVED: Undone = { had: "not-arrived", toLoadFen: 0 };

function undoSale(desk: Desk, institutionId: string, of: string, what: "preSettle" | "settle"): Undone {
  const known = desk.store.get("sale", saleKey(institutionId, of));
  if (known !== undefined) releaseOverdue(desk, known.holderId);
  const sale = desk.store.get("sale", saleKey(institutionId, of));
  if (sale === undefined || sale.state === "reversed") return NOT_ARRIVED;
  if (sale.state === "pre-settled" || sale.state === "expired") {
    release(desk, sale);
    return { had: what === "preSettle" ? "arrived" : "not-arrived", toLoadFen: 0 };
  }
  if (sale.state !== "settled" || what === "preSettle") {
    refuse(
      "wrong-state",
      `the sale is ${sale.state}: ${sale.state === "settled" ? "reverse or cancel its settlement" : "nothing is to be reversed"}`,
    );
  }
  release(desk, sale);
  return { had: "arrived", toLoadFen: giveBack(desk, sale) };
}

function release(desk: Desk, sale: Sale): void {
  if (sale.state !== "expired") countSale(desk, sale, -1);
  noLongerKept(desk, sale);
  putSale(desk, { ...sale, state: "reversed" });
}

/** The sale counts again; the money that waited for the card is taken back, unless it was loaded meanwhile. */
function undoCancel(desk: Desk, institutionId: string, of: string): Undone {
  const key = saleKey(institutionId, of);
  const cancellation = desk.store.get("cancellation", key);
  if (cancellation === undefined || cancellation.undone) return NOT_ARRIVED;
  const sale = saleOf(desk, institutionId, cancellation.sale);
  const backFen = sale.from === "none" ? 0 : sale.split.accountFen;
  if (holderOf(desk, sale.holderId).accountFen < backFen) {
    refuse(
      "refund-taken",
      "the money of the cancelled sale is no longer in the account: settle anew instead",
    );
  }
  moveInAccount(desk, sale.holderId, -backFen);
  countSale(desk, sale, 1);
  putSale(desk, { ...sale, state: "settled" });
  desk.store.put("cancellation", key, { ...cancellation, undone: true });
  return { had: "arrived", toLoadFen: 0 };
}
