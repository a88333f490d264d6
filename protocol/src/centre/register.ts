/** The register's entries: holders, cards, what is due on a card, what happened. */
import { z } from "zod";
import {
  algorithm,
  amountFen,
  cardNumber,
  count,
  date,
  hex,
  holderId,
  instantMs,
  institutionId,
  reference,
  region,
  sumFen,
  words,
} from "./fields.js";

/**
 * What a reader reads from a card, before it trusts it. Compared with the register: an altered card is refused. A purse
 * that is locked does not tell its number: `cardNumber` is then that of the issuing data (EF05, item 07), and region
 * and factor say which card it is.
 */
export const cardIdentity = z.strictObject({
  cardNumber,
  region,
  factor: hex(8).meta({ description: "last 8 bytes of the ATR: the card's diversification factor" }),
  algorithm,
});

export const cardState = z.enum(["issued", "active", "pre-lost", "lost", "replaced", "blocked", "cancelled"]);

/** Only ever a state: no password is known here. */
export const passwordState = z.enum(["none", "initial", "changed"]);

export const card = z.strictObject({
  ...cardIdentity.shape,
  holderId,
  version: z.enum(["1.0", "2.0", "3.0"]),
  validUntil: date,
  state: cardState,
  password: passwordState,
  medical: z.boolean().meta({ description: "is the medical function open (医保功能)" }),
  socialActivatedAtMs: instantMs.nullable(),
  financialActivatedAtMs: instantMs.nullable(),
  /** On the card, as far as it was told: opening balance and loads less settled debits. */
  balanceFen: sumFen,
  /** Not usable since then; a debit before that is still settled. */
  unusableSinceMs: instantMs.nullable(),
  preLostUntilMs: instantMs.nullable(),
  /** The state that an un-report brings back. */
  stateBeforeLoss: cardState.nullable(),
  replaces: cardNumber.nullable(),
  replacedBy: cardNumber.nullable(),
});

export const holderState = z.enum(["insured", "moved-away", "deceased"]);

/** As shown to others: the ID document masked. */
export const holder = z.strictObject({
  holderId,
  name: words,
  document: z.string().meta({ description: "kind and masked number" }),
  region,
  state: holderState,
  designated: z.array(institutionId).meta({ description: "designated institutions (定点); empty: any" }),
  /** At the centre: the account where it is held there, and what waits to be loaded onto a card. */
  accountFen: sumFen,
});

/** A card that was applied for (申领) by someone else than the holder, with the day until which it has to be there. */
export const application = z.strictObject({
  holderId,
  name: words,
  ref: reference,
  window: institutionId,
  by: z.enum(["delegate", "employer"]),
  /** Name and relation of the delegate, or the employer with its list. */
  applicant: z.string(),
  appliedAtMs: instantMs,
  deadline: date.meta({ description: "the card has to be there until this day" }),
});

/** One year of one holder. */
export const annual = z.strictObject({
  inScopeFen: amountFen,
  deductibleFen: amountFen,
  poolFen: amountFen,
  accountFen: amountFen,
});

/** Something to do on a card at the window; the key server makes the command for it, and only while it is due. */
export const cardEffect = z.strictObject({
  effect: z.string().meta({ description: "identifies it: window, reference and number" }),
  cardNumber,
  kind: z.enum([
    "write-insurance-data",
    "change-password",
    "reset-password",
    "unblock-password",
    "block-application",
    "block-card",
    "load",
  ]),
  state: z.enum(["due", "done", "failed"]),
  insuredRegion: region.nullable(),
  amountFen: amountFen.nullable(),
});

/** What happened, with who vouched: ID documents masked. */
export const registerEvent = z.strictObject({
  number: count,
  atMs: instantMs,
  act: z.string(),
  window: institutionId,
  operator: words,
  ref: reference,
  holderId,
  cardNumber: cardNumber.nullable(),
  by: z.enum(["holder", "delegate", "employer", "phone", "system"]),
  document: z.string().nullable(),
  delegate: z.string().nullable(),
  employer: z.string().nullable(),
});

export type CardIdentity = z.output<typeof cardIdentity>;
export type Card = z.output<typeof card>;
export type CardState = z.output<typeof cardState>;
export type Holder = z.output<typeof holder>;
export type Application = z.output<typeof application>;
export type Annual = z.output<typeof annual>;
export type CardEffect = z.output<typeof cardEffect>;
export type EffectKind = CardEffect["kind"];
export type RegisterEvent = z.output<typeof registerEvent>;
