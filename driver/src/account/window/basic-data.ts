/**
 * What a clerk looks at first: whose card it is and what it says of itself (卡基本信息), its balances, and what the
 * register knows of it. Nothing is changed, and no password is tried or asked for.
 */
import type { CardState, CentreResponse } from "@duka/protocol/centre";
import { CentreError } from "@duka/protocol/centre/centre-error";
import { type DataOf, readData } from "@duka/protocol/data/read-data";
import { described, flag, members } from "@duka/protocol/data/values";
import { refusing } from "../../base/argument.js";
import { EquipmentError } from "../../base/equipment-error.js";
import { maskCardNumber } from "../../card/card-number.js";
import { isRefusal, type Refusal, refusal } from "../../card/refusal.js";
import { isSocialRefusal } from "../../card/social-refusal.js";
import type { Visit } from "../../card/visit.js";
import type { AccountKind } from "../../journal/sale.js";
import { asked } from "../ask-centre.js";
import type { IssuedCard } from "../issued-card.js";
import { accountOfKind } from "../kinds/account-of-kind.js";
import { presentCard } from "../presented-card.js";
import { proveSocialCard } from "../social-proof.js";
import { type Call, type Till, visit } from "../till.js";
import { type StillDue, stillDue } from "./finish-due.js";
import { type CardHolder, holderOnCard } from "./holder-on-card.js";

export const basicDataData = members({
  withPersonalData: described(flag.optional(), "numbers in full; masked by default"),
});
export type BasicDataRequest = DataOf<typeof basicDataData>;

export type AccountBalance = {
  readonly kind: AccountKind;
  readonly heldAt: "card" | "centre";
  /** Null where it could not be read. */
  readonly balanceFen: number | null;
  readonly refusal: Refusal | null;
};

/** A card in the centre's register. */
export type Registered = {
  readonly state: CardState;
  readonly holderState: CentreResponse<"findCard">["holder"]["state"];
  readonly passwordState: CentreResponse<"findCard">["card"]["password"];
  /** Functions opened: social security (社保), medical insurance (医保), the bank's (金融). */
  readonly functions: { readonly social: boolean; readonly medical: boolean; readonly financial: boolean };
  /** Designated institutions; empty: any. */
  readonly designated: readonly string[];
  /** What acts have left to be done on it. */
  readonly due: readonly StillDue[];
};

export type BasicData = CardHolder & {
  /** Masked unless it was asked for in full, as the holder's number is. */
  readonly cardNumber: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** Of the card itself: administrative division, 6 digits. */
  readonly region: string;
  /** Layout of the social-security application: "2.00"; null where the card has none. */
  readonly version: string | null;
  /** YYYYMMDD */
  readonly validFrom: string;
  readonly validUntil: string;
  /** True: the card has proved by a key of its issuer that it is genuine. */
  readonly proved: boolean;
  readonly simulated: boolean;
  readonly balances: readonly AccountBalance[];
  /** Null without a centre, and where the centre said no or did not answer: `registerRefusal` says which. */
  readonly register: Registered | null;
  readonly registerRefusal: Refusal | null;
};

const SW_SECURITY = 0x6982;
const KINDS: readonly AccountKind[] = ["purse", "deposit", "medical"];

/**
 * A card that is proved false is refused. A centre that does not answer, or a PSAM that is missing, takes away no more
 * than what only they know.
 * @throws RangeError, TypeError for a request that is wrong; ReaderError
 */
export function basicData(call: Call, wanted: BasicDataRequest = {}) {
  const request = readData(basicDataData, wanted, "request", refusing(wanted, "request"));
  const { till } = call;
  const shown = request.withPersonalData === true ? (number: string) => number : maskCardNumber;
  return visit(call, async (openVisit): Promise<BasicData | Refusal> => {
    const card = await presentCard(till, openVisit);
    if (isRefusal(card)) return card;
    const { issued } = card;
    const { profile, file, validFrom, validUntil } = issued;
    const known = await registerOf(till, issued);
    const isFalse = await provedFalse(till, openVisit, issued);
    if (isFalse !== undefined) return isFalse;
    const { holderRefusal, name, socialSecurityNumber } = await holderOnCard(till, openVisit, issued);
    return {
      cardNumber: shown(issued.cardNumber),
      title: profile.title,
      name,
      socialSecurityNumber: socialSecurityNumber === null ? null : shown(socialSecurityNumber),
      holderRefusal,
      region: file?.region ?? issued.region,
      version: file?.version ?? null,
      validFrom,
      validUntil,
      proved: issued.proved.is,
      simulated: till.reader.simulated,
      balances: await balancesOf(issued, known.found),
      register: known.found === undefined ? null : registered(known.found),
      registerRefusal: known.refusal ?? null,
    };
  });
}

type Known = { readonly found?: CentreResponse<"findCard">; readonly refusal?: Refusal };

async function registerOf({ centre }: Till, { cardNumber }: IssuedCard): Promise<Known> {
  if (centre === undefined) return {};
  try {
    const found = await asked(centre, "findCard", { cardNumber });
    return isRefusal(found) ? { refusal: found } : { found };
  } catch (error) {
    if (!(error instanceof CentreError)) throw error;
    return { refusal: refusal("centre-failed", `the centre does not answer: ${error.message}`) };
  }
}

function registered({ card, holder, due }: CentreResponse<"findCard">): Registered {
  return {
    state: card.state,
    holderState: holder.state,
    passwordState: card.password,
    functions: {
      social: card.socialActivatedAtMs !== null,
      medical: card.medical,
      financial: card.financialActivatedAtMs !== null,
    },
    designated: holder.designated,
    due: due.map((effect) => stillDue(effect)),
  };
}

/** A proof is noted in `issued`; where no one can tell, nothing is. */
async function provedFalse(till: Till, visit: Visit, issued: IssuedCard): Promise<Refusal | undefined> {
  if (issued.file === undefined) return undefined;
  try {
    const no = await proveSocialCard(till, visit, issued);
    return isSocialRefusal(no) && no.kind === "not-genuine" ? no : undefined;
  } catch (error) {
    if (error instanceof EquipmentError) return undefined;
    throw error;
  }
}

/** Of each account that the card has. */
async function balancesOf(
  issued: IssuedCard,
  found: CentreResponse<"findCard"> | undefined,
): Promise<AccountBalance[]> {
  // A locked purse is one that cannot be read, not none.
  const hasPurse = issued.hasPurse || issued.lockedPurse !== undefined;
  const hasMedical = issued.file !== undefined && issued.profile.medical !== undefined;
  const kinds = KINDS.filter((kind) => (kind === "medical" ? hasMedical : hasPurse));
  const balances: AccountBalance[] = [];
  for (const kind of kinds) {
    const isAtCentre = accountOfKind(kind).isHeldAtCentre(issued.profile);
    const read = isAtCentre ? balanceAtCentre(found) : await balanceOnCard(issued, kind);
    balances.push({
      ...{ kind, heldAt: isAtCentre ? "centre" : "card" },
      ...(typeof read === "number"
        ? { balanceFen: read, refusal: null }
        : { balanceFen: null, refusal: read }),
    });
  }
  return balances;
}

function balanceAtCentre(found: CentreResponse<"findCard"> | undefined): number | Refusal {
  return found?.holder.accountFen ?? refusal("account-at-centre", "the account is held at the centre");
}

async function balanceOnCard(issued: IssuedCard, kind: AccountKind): Promise<number | Refusal> {
  const account = accountOfKind(kind);
  const read = (await account.enter(issued)) ?? (await account.readBalance(issued));
  if (typeof read === "number" || read.statusWord !== SW_SECURITY) return read;
  return refusal("password-needed", "the card tells this balance after its password", SW_SECURITY);
}
