/** What the register answers a clerk, for a program: numbers of cards masked, nothing that is called "password". */
import type { Application, Card, CentreResponse, Holder } from "@duka/protocol/centre";
import { maskCardNumber } from "../../card/card-number.js";
import type { CardActDone } from "./card-acts.js";
import { dueForProgram } from "./due-json.js";
import { stillDue } from "./finish-due.js";

/** The same members for a person of whom nothing is known. */
export function holderJson(holder: Holder | undefined) {
  return {
    name: holder?.name ?? null,
    document: holder?.document ?? null,
    region: holder?.region ?? null,
    holderState: holder?.state ?? null,
    designated: holder?.designated ?? [],
    accountFen: holder?.accountFen ?? null,
  };
}

/** @param shown how a card's number is shown */
export function holderFoundJson(
  found: CentreResponse<"findHolder"> | undefined,
  shown: (cardNumber: string) => string,
) {
  return {
    ...holderJson(found?.holder),
    cards: (found?.cards ?? []).map((card) => cardJson(card, shown)),
    application: applicationJson(found?.application ?? null),
  };
}

function cardJson(
  { cardNumber, state, validUntil, password, medical, balanceFen }: Card,
  shown: (cardNumber: string) => string,
) {
  return {
    cardNumber: shown(cardNumber),
    state,
    validUntil,
    passwordState: password,
    medical,
    balanceFen,
  };
}

function applicationJson(application: Application | null) {
  if (application === null) return null;
  const { ref, applicant, deadline } = application;
  return { ref, applicant, deadline };
}

/** An act for a card that is not there: nothing was done on it. */
export function atRegister({
  card,
  effects,
}: Pick<CentreResponse<"reportLoss">, "card" | "effects">): CardActDone {
  return {
    done: true,
    cardNumber: maskCardNumber(card.cardNumber),
    state: card.state,
    finished: [],
    due: effects.map((effect) => stillDue(effect)),
  };
}

export function cardActJson<T extends CardActDone>(done: T) {
  return { ...done, due: done.due.map(dueForProgram) };
}
