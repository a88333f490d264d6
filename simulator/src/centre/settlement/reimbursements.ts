/**
 * Sporadic reimbursement (零星报销): a bill that its holder paid in cash, where there was no card, no line or no contract;
 * the agency pays out the pooled fund's part, once.
 */
import type { Handlers, settlementOperations } from "@duka/protocol/centre";
import { chinaDate } from "../china-time.js";
import type { Context } from "../context.js";
import { refuse } from "../refusal.js";
import { usableCard } from "../register/cards.js";
import { record } from "../register/events.js";
import { insuredHolder, putYear, yearOf } from "../register/holders.js";
import { needHolder } from "../register/vouched.js";
import { releaseOverdue } from "./pre-settlements.js";
import { saleKey } from "./sale-book.js";
import { addToYear, splitCosts } from "./split.js";

export function reimbursements(context: Context): Pick<Handlers<typeof settlementOperations>, "reimburse"> {
  const { store } = context;
  return {
    reimburse({ card: presented, vouching, kind, of, totalFen, selfCostFen, ...at }) {
      if (selfCostFen > totalFen) refuse("amounts-differ", "selfCostFen must not exceed totalFen");
      const { cardNumber, holderId } = usableCard(context, presented);
      needHolder(insuredHolder(context, holderId), vouching.document);
      releaseOverdue(context, holderId);
      needNotReimbursed(context, of.institutionId, of.ref);
      const known = store.get("sale", saleKey(of.institutionId, of.ref));
      if (known?.state === "settled" || known?.state === "pre-settled") {
        refuse(
          "already-settled",
          `the bill is ${known.state} at its institution: it was not paid in cash alone`,
        );
      }
      const year = chinaDate(context.nowMs()).slice(0, 4);
      const annual = yearOf(context, holderId, year);
      const split = splitCosts(context.rules, annual, { kind, totalFen, selfCostFen, availableFen: 0 });
      putYear(context, holderId, year, addToYear(annual, split, 1));
      store.put("reimbursed", saleKey(of.institutionId, of.ref), { window: at.window, ref: at.ref });
      record(context, { ...at, act: "reimburse", holderId, cardNumber, vouching });
      return { holderId, split, paidFen: split.poolFen };
    },
  };
}

/** @throws CentreRefusal `already-reimbursed` when the holder has got the fund's part of this bill */
export function needNotReimbursed({ store }: Context, institutionId: string, ref: string): void {
  const known = store.get("reimbursed", saleKey(institutionId, ref));
  if (known === undefined) return;
  refuse("already-reimbursed", `this bill was reimbursed at ${known.window} under ${known.ref}`);
}
