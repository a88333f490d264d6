/** Cards that a delegate or an employer applied for, until they are issued: the city has promised a day for each. */
import type { Application, Handlers, lifecycleOperations } from "@duka/protocol/centre";
import { chinaDate, DAY_MS } from "../china-time.js";
import type { Context } from "../context.js";
import { refuse } from "../refusal.js";
import { record } from "./events.js";
import { insuredHolder } from "./holders.js";
import { needHolder } from "./vouched.js";

type ApplicationActs = Pick<Handlers<typeof lifecycleOperations>, "applyForCard">;

const MANY = 10_000;

export function applicationActs(context: Context): ApplicationActs {
  return {
    applyForCard({ holderId, vouching, ...act }) {
      const holder = insuredHolder(context, holderId);
      needHolder(holder, vouching.document);
      if (vouching.by === "holder")
        refuse("in-person-only", "who comes in person gets the card on the spot: issue it");
      const open = context.store.get("application", holderId);
      if (open !== undefined) {
        refuse(
          "applied-already",
          `a card was applied for already, under ${open.ref}; it has to be there until ${open.deadline}`,
        );
      }
      const nowMs = context.nowMs();
      const application: Application = {
        holderId,
        name: holder.name,
        ref: act.ref,
        window: act.window,
        by: vouching.by,
        applicant:
          vouching.by === "delegate"
            ? `${vouching.delegate.name} (${vouching.delegate.relation})`
            : `${vouching.employer}, list ${vouching.list}`,
        appliedAtMs: nowMs,
        deadline: chinaDate(nowMs + context.rules.applicationDays * DAY_MS),
      };
      context.store.put("application", holderId, application);
      record(context, { ...act, act: "applyForCard", holderId, cardNumber: null, vouching });
      return { application };
    },
  };
}

/** The earliest deadline first. @param before YYYYMMDD */
export function openApplications(
  { store }: Context,
  before: string | undefined,
  limit: number,
): Application[] {
  return store
    .list("application", "", MANY)
    .filter(({ deadline }) => before === undefined || deadline < before)
    .sort((a, b) => (a.deadline < b.deadline ? -1 : a.deadline > b.deadline ? 1 : 0))
    .slice(0, limit);
}

/** The card is there, or no longer wanted. */
export function closeApplication({ store }: Context, holderId: string): void {
  store.remove("application", holderId);
}
