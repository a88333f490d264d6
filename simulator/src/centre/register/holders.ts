/** Persons in the register, their years, and their accounts at the centre. */
import type { Annual, Holder } from "@duka/protocol/centre";
import type { Context } from "../context.js";
import { refuse } from "../refusal.js";
import type { HolderRecord } from "../store/store.js";
import { maskedDocument } from "./vouched.js";

/** What an account may hold, as an amount on a card may. */
const ACCOUNT_MAX_FEN = 0xffff_ffff;

const NO_YEAR: Annual = { inScopeFen: 0, deductibleFen: 0, poolFen: 0, accountFen: 0 };

/** @throws CentreRefusal `holder-unknown` */
export function holderOf({ store }: Context, holderId: string): HolderRecord {
  const holder = store.get("holder", holderId);
  if (holder === undefined)
    refuse("holder-unknown", "the register has no person of this number: enrol them first");
  return holder;
}

/** @throws CentreRefusal `wrong-state` when the person is no longer insured here */
export function insuredHolder(context: Context, holderId: string): HolderRecord {
  const holder = holderOf(context, holderId);
  if (holder.state !== "insured")
    refuse("wrong-state", `the person is no longer insured here: ${holder.state}`);
  return holder;
}

export function putHolder({ store }: Context, holder: HolderRecord): HolderRecord {
  store.put("holder", holder.holderId, holder);
  return holder;
}

/**
 * Moves money into the account at the centre, or out of it. Below zero it may only go for what happened already.
 * @throws CentreRefusal `amount-too-large`
 */
export function moveInAccount(context: Context, holderId: string, byFen: number): HolderRecord {
  const holder = holderOf(context, holderId);
  const accountFen = holder.accountFen + byFen;
  if (accountFen > ACCOUNT_MAX_FEN)
    refuse("amount-too-large", `an account holds at most ${ACCOUNT_MAX_FEN} fen`);
  return putHolder(context, { ...holder, accountFen });
}

/** @throws CentreRefusal `not-designated` when the person has designated institutions, and this is not one of them */
export function needDesignated(holder: HolderRecord, institutionId: string): void {
  if (holder.designated.length === 0 || holder.designated.includes(institutionId)) return;
  refuse("not-designated", `institution ${institutionId} is none of the person's designated ones`);
}

/** As it is shown to others. */
export function shown(holder: HolderRecord): Holder {
  return { ...holder, document: maskedDocument(holder.document), designated: [...holder.designated] };
}

export function yearOf({ store }: Context, holderId: string, year: string): Annual {
  return store.get("annual", `${holderId}|${year}`) ?? NO_YEAR;
}

export function putYear({ store }: Context, holderId: string, year: string, annual: Annual): void {
  store.put("annual", `${holderId}|${year}`, annual);
}
