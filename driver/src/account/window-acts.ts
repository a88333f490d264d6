/**
 * What a service point does: activation (激活) here, the password in `free-password.ts`. The holder shows an ID document;
 * who vouched is recorded here and at the centre.
 */

import type { CardEffect } from "@duka/protocol/centre";
import { atWindow, cardNumber, type Vouching, vouching as vouchingShape } from "@duka/protocol/centre";
import { type DataOf, readData } from "@duka/protocol/data/read-data";
import { members, oneOf } from "@duka/protocol/data/values";
import { refusing } from "../base/argument.js";
import { maskCardNumber } from "../card/card-number.js";
import { isRefusal, type Refusal } from "../card/refusal.js";
import type { Act } from "../journal/act.js";
import { asked } from "./ask-centre.js";
import { centreOf } from "./credit-request.js";
import { identityOf, openIssuedCard } from "./issued-card.js";
import { presentCard, verifyPassword } from "./presented-card.js";
import { ref } from "./request-fields.js";
import { type Call, type Till, visit } from "./till.js";

export const serviceData = members({
  /** The window's own reference, 1 to 64 printable ASCII characters; the same act may be asked again under it. */
  ref,
  /** Number of the service point. */
  window: atWindow.window,
  /** Who stands there. */
  operator: atWindow.operator,
  vouching: vouchingShape,
});
export type ServiceRequest = DataOf<typeof serviceData>;

export const oldCardData = members({ cardNumber, passwordState: oneOf("verified", "not-set") });
export type OldCard = DataOf<typeof oldCardData>;

const requestData = serviceData.extend({
  oldCard: oldCardData.optional(),
});

export type ServiceDone = {
  readonly done: true;
  /** Masked. */
  readonly cardNumber: string;
  /** What is still to be done on the card. */
  readonly due: readonly CardEffect[];
};

/**
 * The old card is in the reader: whose it is, with its password where the holder has set one. Part of activating its
 * successor.
 */
export function verifyOldCard(call: Call, signal?: AbortSignal): Promise<OldCard | Refusal> {
  const { till } = call;
  return visit(call, async (visit) => {
    const card = await presentCard(till, visit);
    if (isRefusal(card)) return card;
    const verified = { by: "typed" as "initial" | "typed" | "none" };
    const watching: Till = {
      ...till,
      onEvent(event) {
        if (event.type === "password-verified") verified.by = event.by;
        till.onEvent(event);
      },
    };
    const no = await verifyPassword(watching, card, signal);
    if (no !== undefined) return no;
    return {
      cardNumber: card.issued.cardNumber,
      passwordState: verified.by === "typed" ? "verified" : "not-set",
    };
  });
}

/** The social function is activated at once; a live old card is named, and abolished with it. */
export function activate(
  call: Call,
  request: ServiceRequest & { readonly oldCard?: OldCard },
): Promise<ServiceDone | Refusal> {
  const { till } = call;
  const { centre, window } = checked(till, request);
  const { oldCard } = request;
  return visit(call, async (visit) => {
    const issued = await openIssuedCard(await visit.card(), till.cities);
    if (isRefusal(issued)) return issued;
    const old = oldCard && { cardNumber: oldCard.cardNumber, password: oldCard.passwordState };
    const body = { ...window, card: identityOf(issued), ...(old === undefined ? {} : { oldCard: old }) };
    const answer = await asked(centre, "activateCard", body);
    const outcome = isRefusal(answer) ? answer.reason : "done";
    await till.journal.acts.record(actOf(till, request, "activate", issued.cardNumber, outcome));
    if (isRefusal(answer)) return answer;
    return { done: true, cardNumber: issued.maskedCardNumber, due: answer.effects };
  });
}

/** @throws TypeError, RangeError naming the member */
export function checked(till: Till, request: ServiceRequest) {
  const { ref, window, operator, vouching } = readData(
    requestData,
    request,
    "request",
    refusing(request, "request", ["vouching", "oldCard"]),
  );
  return { centre: centreOf(till), window: { ref, window, operator, vouching } };
}

export function actOf(
  till: Till,
  { ref, window, operator, vouching }: ServiceRequest,
  what: Act["what"],
  cardNumber: string,
  outcome: string,
): Act {
  return {
    ref,
    what,
    simulated: till.reader.simulated,
    card: maskCardNumber(cardNumber),
    window,
    operator,
    ...voucherOf(vouching),
    document: documentText(vouching.document),
    outcome,
  };
}

/** Who vouched, as the journal keeps it. */
export function voucherOf(vouching: Vouching): Pick<Act, "vouchedBy" | "delegate"> {
  return {
    vouchedBy: vouching.by,
    delegate:
      vouching.by === "delegate" ? `${vouching.delegate.name}, ${vouching.delegate.relation}` : undefined,
  };
}

/** Masked. */
export function documentText({ kind, number }: Vouching["document"]): string {
  return `${kind} ${maskCardNumber(number)}`;
}
