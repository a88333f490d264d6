/** What the methods of a service point answer. */
import { application, cardEffect, cardState, holderState, passwordState } from "@duka/protocol/centre";
import { z } from "zod";
import { accountKind } from "../account/request-fields.js";
import { bilingual, fen, listOf, maybeInt, maybeText, orRefused, text, why } from "./result-shapes.js";

const kind = cardEffect.shape.kind;
const due = z.strictObject({
  kind,
  cardNumber: text,
  amountFen: maybeInt,
  reason: why.reason,
  reasonCode: why.reasonCode,
});

const done = z.strictObject({
  done: z.literal(true),
  cardNumber: text.meta({ description: "masked" }),
  state: cardState,
  finished: z.array(kind).meta({ description: "what was done on the card" }),
  due: z.array(due).meta({ description: "what is still to be done on it" }),
});
const act = orRefused(done);
const returned = orRefused(done.extend({ holderState, paidOutFen: fen }));

const said = z.strictObject({ ...why, reasonCode: why.reasonCode.unwrap() }).nullable();

const person = {
  name: text,
  document: text,
  region: text,
  holderState,
  designated: z.array(text),
  accountFen: fen,
};
const holder = orRefused(z.strictObject(person));

export const WINDOW_RESULTS = {
  basicData: orRefused(
    z.strictObject({
      cardNumber: text,
      title: bilingual,
      name: maybeText,
      socialSecurityNumber: maybeText,
      holderWhy: said.meta({ description: "why name and number could not be read" }),
      region: text,
      version: maybeText,
      validFrom: text,
      validUntil: text,
      proved: z.boolean().meta({ description: "by a key of its own, that it is genuine" }),
      simulated: z.boolean(),
      balances: z.array(
        z.strictObject({
          kind: accountKind,
          heldAt: z.enum(["card", "centre"]),
          balanceFen: maybeInt,
          why: said,
        }),
      ),
      register: z
        .strictObject({
          state: cardState,
          holderState,
          passwordState,
          functions: z.strictObject({ social: z.boolean(), medical: z.boolean(), financial: z.boolean() }),
          designated: z.array(text),
          due: z.array(due),
        })
        .nullable(),
      registerWhy: said.meta({ description: "why the centre could not be asked; null without a centre too" }),
    }),
  ),
  issueCard: act,
  activate: act,
  activateFinancial: act,
  changePasswordAtWindow: orRefused(z.strictObject({ changed: z.literal(true), cardNumber: text })),
  withdrawLoss: act,
  replaceCard: act,
  returnCard: returned,
  finishCard: act,
  enrolHolder: holder,
  allot: holder,
  designate: holder,
  applyForCard: orRefused(z.strictObject({ application })),
  applications: orRefused(listOf("applications", application)),
  issueListedCard: act,
  reportLoss: act,
  reportLossByPhone: act,
  returnAbsentCard: returned,
  blockCard: act,
  findHolder: orRefused(
    z.strictObject({
      ...person,
      cards: z.array(
        z.strictObject({
          cardNumber: text,
          state: cardState,
          validUntil: text,
          passwordState,
          medical: z.boolean(),
          balanceFen: fen,
        }),
      ),
      application: z.strictObject({ ref: text, applicant: text, deadline: text }).nullable(),
    }),
  ),
} as const;
