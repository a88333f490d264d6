/** Acts about persons: enrolment, allotment, designated institutions. */
import type { Handlers, lifecycleOperations } from "@duka/protocol/centre";
import type { Context } from "../context.js";
import { refuse } from "../refusal.js";
import { record } from "./events.js";
import { insuredHolder, moveInAccount, putHolder, shown } from "./holders.js";
import { needHolder } from "./vouched.js";

type HolderActs = Pick<Handlers<typeof lifecycleOperations>, "enrolHolder" | "allot" | "designate">;

export function holderActs(context: Context): HolderActs {
  return {
    enrolHolder({ holderId, name, document, region, ...act }) {
      if (context.store.get("holder", holderId) !== undefined) {
        refuse("holder-known", "a person of this number is in the register already");
      }
      const holder = putHolder(context, {
        holderId,
        name,
        document,
        region,
        state: "insured",
        designated: [],
        accountFen: 0,
      });
      record(context, {
        ...act,
        act: "enrolHolder",
        holderId,
        cardNumber: null,
        vouching: { by: "holder", document },
      });
      return { holder: shown(holder) };
    },
    allot({ holderId, amountFen, ...act }) {
      insuredHolder(context, holderId);
      const holder = moveInAccount(context, holderId, amountFen);
      record(context, { ...act, act: "allot", holderId, cardNumber: null, vouching: "system" });
      return { holder: shown(holder) };
    },
    designate({ holderId, institutions, vouching, ...act }) {
      const holder = insuredHolder(context, holderId);
      needHolder(holder, vouching.document);
      record(context, { ...act, act: "designate", holderId, cardNumber: null, vouching });
      return { holder: shown(putHolder(context, { ...holder, designated: [...new Set(institutions)] })) };
    },
  };
}
