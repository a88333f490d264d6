/**
 * The card of a profile issued, active and with money to load, and its holder in the register: what a till needs to try
 * a centre.
 */
import type { CallCentre } from "@duka/protocol/centre";
import type { Profile } from "../profiles/profile.js";
import { identityOfProfile } from "./profile-centre.js";

/** By whom and for whom it is done. */
const WINDOW = { window: "W-1", operator: "clerk" } as const;
export const PROFILE_HOLDER = {
  holderId: "330102199001011234",
  name: "张三",
  document: { kind: "resident-id", number: "330102199001011234" },
} as const;

export type Holder = {
  readonly holderId: string;
  readonly name: string;
  readonly document: { readonly kind: "resident-id"; readonly number: string };
};

/** What differs from the card of the profile. */
export type Enrolment = {
  /** In the holder's account, for loads: 100.00 unless given. */
  readonly allottedFen?: number;
  /** Under which it is registered: that of its purse unless given. */
  readonly cardNumber?: string;
  /** On the card as the register knows it: that of its purse, or of its medical account where the purse has nothing. */
  readonly openingBalanceFen?: number;
  /** "due": its insurance data waits to be written; "none": issued without a medical function. Open by default. */
  readonly medical?: "open" | "due" | "none";
  /** Of another card than the profile's own. */
  readonly holder?: Holder;
};

/** Done again it changes nothing: the references are the same. */
export async function enrolProfile(
  call: CallCentre,
  profile: Profile,
  { allottedFen = 100_00, cardNumber, openingBalanceFen, medical = "open", holder }: Enrolment = {},
): Promise<void> {
  const refs = holder === undefined ? "profile" : `profile-${holder.holderId}`;
  const person = holder ?? PROFILE_HOLDER;
  const vouching = { by: "holder", document: person.document } as const;
  const card = identityOfProfile(profile, cardNumber);
  const { holderId } = person;
  await call("enrolHolder", { ...WINDOW, ...person, ref: `${refs}-1`, region: card.region });
  const issued = await call("issueCard", {
    ...WINDOW,
    ref: `${refs}-2`,
    vouching,
    holderId,
    card,
    version: "2.0",
    validUntil: "20331231",
    openingBalanceFen: openingBalanceFen ?? balanceOf(profile),
    medical: medical !== "none",
  });
  const [data] = issued.effects;
  if (medical === "open" && data !== undefined)
    await call("reportEffect", { effect: data.effect, done: true });
  await call("activateCard", { ...WINDOW, ref: `${refs}-3`, vouching, card });
  await call("allot", { ...WINDOW, ref: `${refs}-4`, holderId, amountFen: allottedFen });
}

/** The register has one balance for a card: that of the account which is used. */
function balanceOf({ purse, medical, social }: Profile): number {
  const purseFen = purse.openingBalanceFen.purse;
  if (purseFen > 0 || medical?.balanceAt !== "card") return purseFen;
  return social?.medical.openingBalanceFen ?? 0;
}
