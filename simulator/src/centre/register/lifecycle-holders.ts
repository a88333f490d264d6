/** Acts about persons: enrolment, allotment, designated institutions. */
import type { lifeOperations } from "@duka/protocol/centre/lifecycle";
import type { Handlers } from "@duka/protocol/centre/operation";
import type { Desk } from "../context.js";
import { refuse } from "../refusal.js";
import { record } from "./events.js";
import { insuredHolder, moveInAccount, putHolder, shown } from "./holders.js";
import { needHolder } from "./vouched.js";

type HolderActs = Pick<Handlers<typeof lifeOperations>, "enrolHolder" | "allot" | "designate">;

export function holderActs(desk: Desk): HolderActs {
  return {
    enrolHolder({ holderId, name, document, region, ...act }) {
      if (desk.store.get("holder", holderId) !== undefined) {
        refuse("holder-known", "a person of this number is in the register already");
      }
      const holder = putHolder(desk, {
        holderId,
        name,
        document,
        region,
        state: "insured",
        designated: [],
        accountFen: 0,
      });
      record(desk, {
        ...act,
        act: "enrolHolder",
        holderId,
        cardNumber: null,
        vouching: { by: "holder", document },
      });
      return { holder: shown(holder) };
    },
    allot({ holderId, amountFen, ...act }) {
      insuredHolder(desk, holderId);
      const holder = moveInAccount(desk, holderId, amountFen);
      record(desk, { ...act, act: "allot", holderId, cardNumber: null, vouching: "system" });
      return { holder: shown(holder) };
    },
    designate({ holderId, institutions, vouching, ...act }) {
      const holder = insuredHolder(desk, holderId);
      needHolder(holder, vouching.document);
      record(desk, { ...act, act: "designate", holderId, cardNumber: null, vouching });
      return { holder: shown(putHolder(desk, { ...holder, designated: [...new Set(institutions)] })) };
    },
  };
}
