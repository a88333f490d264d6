/**
 * Acts of a service point for the card that is in the reader: issue, activation, replacement, return, a loss that is
 * taken back. The register is told first; then what the act leaves to be done on the card is done at once.
 */
import {
  type CardState,
  type CentreRequest,
  type CentreResponse,
  holderId,
  lifecycleOperations,
} from "@duka/protocol/centre";
import type { DataOf } from "@duka/protocol/data/read-data";
import { flag } from "@duka/protocol/data/values";
import { isRefusal, type Refusal } from "../../card/refusal.js";
import type { Visit } from "../../card/visit.js";
import type { ActName } from "../../journal/act.js";
import { asked } from "../ask-centre.js";
import { centreOf } from "../credit-request.js";
import { type IssuedCard, identityOf, openIssuedCard } from "../issued-card.js";
import { accountOfKind } from "../kinds/account-of-kind.js";
import { type Call, visit } from "../till.js";
import { activate, actOf, checked, type OldCard, type ServiceRequest, serviceData } from "../window-acts.js";
import { type CardFacts, factsOf } from "./card-facts.js";
import { finishDue, type StillDue } from "./finish-due.js";

export type CardActDone = {
  readonly done: true;
  /** Masked. */
  readonly cardNumber: string;
  /** As the register has it now. */
  readonly state: CardState;
  readonly finished: readonly StillDue["kind"][];
  readonly due: readonly StillDue[];
};

export const issueData = serviceData.extend({
  holderId,
  /** Whether its medical function is opened; true by default, without charge. */
  medical: flag.optional(),
});
export type IssueRequest = DataOf<typeof issueData>;

export const returnData = serviceData.extend({ reason: lifecycleOperations.cancelCard.request.shape.reason });
export type ReturnReason = CentreRequest<"cancelCard">["reason"];

export type Returned = CardActDone & Pick<CentreResponse<"cancelCard">, "holderState" | "paidOutFen">;

/** The new card is in the reader. */
export function issueCard(
  call: Call,
  { holderId, medical = true, ...request }: IssueRequest,
): Promise<CardActDone | Refusal> {
  return act(call, request, "issue", async ({ centre, body, card, issued }) => {
    const facts = await factsOf(issued);
    if (isRefusal(facts)) return facts;
    const openingBalanceFen = await balanceOnCard(issued);
    if (typeof openingBalanceFen !== "number") return openingBalanceFen;
    return asked(centre, "issueCard", { ...body, card, holderId, medical, openingBalanceFen, ...facts });
  });
}

/** The new card is in the reader; the one that it replaces is named. */
export function replaceCard(
  call: Call,
  { oldCardNumber, ...request }: ServiceRequest & { readonly oldCardNumber: string },
): Promise<CardActDone | Refusal> {
  return act(call, request, "replace", async ({ centre, body, card, issued }) => {
    const facts: CardFacts | Refusal = await factsOf(issued);
    if (isRefusal(facts)) return facts;
    return asked(centre, "replaceCard", { ...body, card, oldCardNumber, ...facts });
  });
}

/** The card was found: it is in the reader again (解挂). */
export function withdrawLoss(call: Call, request: ServiceRequest): Promise<CardActDone | Refusal> {
  return act(call, request, "withdraw-loss", ({ centre, body, card }) =>
    asked(centre, "unreportLoss", { ...body, card }),
  );
}

/** The bank has activated the financial function (金融功能激活). */
export function activateFinancial(call: Call, request: ServiceRequest): Promise<CardActDone | Refusal> {
  return act(call, request, "activate-bank", ({ centre, body, card }) =>
    asked(centre, "activateFinancial", { ...body, card }),
  );
}

/** The card is handed in (注销): what is left is paid out, and the card blocked. */
export async function returnCard(
  call: Call,
  { reason, ...request }: ServiceRequest & { readonly reason: ReturnReason },
): Promise<Returned | Refusal> {
  let paid: CentreResponse<"cancelCard"> | undefined;
  const done = await act(call, request, "return", async ({ centre, body, issued }) => {
    const answer = await asked(centre, "cancelCard", { ...body, cardNumber: issued.cardNumber, reason });
    if (!isRefusal(answer)) paid = answer;
    return answer;
  });
  if (isRefusal(done) || paid === undefined) return done as Refusal;
  const { holderState, paidOutFen } = paid;
  return { ...done, holderState, paidOutFen };
}

/**
 * The new card is in the reader, the old one was shown before where there is one. What the register carries over is
 * loaded at once.
 */
export function activateCard(
  call: Call,
  request: ServiceRequest & { readonly oldCard?: OldCard },
): Promise<CardActDone | Refusal> {
  const centre = centreOf(call.till);
  return visit(call, async (visit) => {
    const activated = await activate({ ...call, openVisit: visit }, request);
    if (isRefusal(activated)) return activated;
    const issued = await openIssuedCard(await visit.card(), call.till.cities);
    return isRefusal(issued) ? issued : done(await finishDue(call, centre, visit, issued), issued);
  });
}

/** Does what acts have left to be done on the card in the reader. @param kinds as `finishDue` */
export function finishCard(call: Call, kinds?: readonly StillDue["kind"][]): Promise<CardActDone | Refusal> {
  const centre = centreOf(call.till);
  return visit(call, async (visit) => {
    const issued = await openIssuedCard(await visit.card(), call.till.cities);
    return isRefusal(issued) ? issued : done(await finishDue(call, centre, visit, issued, kinds), issued);
  });
}

type ActContext = {
  readonly centre: ReturnType<typeof centreOf>;
  readonly body: ReturnType<typeof checked>["window"];
  readonly card: ReturnType<typeof identityOf>;
  readonly issued: IssuedCard;
};

function act(
  call: Call,
  request: ServiceRequest,
  what: ActName,
  atRegister: (context: ActContext) => Promise<object>,
): Promise<CardActDone | Refusal> {
  const { centre, window: body } = checked(call.till, request);
  return visit(call, async (visit: Visit) => {
    const issued = await openIssuedCard(await visit.card(), call.till.cities);
    if (isRefusal(issued)) return issued;
    const answer = await atRegister({ centre, body, card: identityOf(issued), issued });
    const outcome = isRefusal(answer) ? answer.reason : "done";
    await call.till.journal.acts.record(actOf(call.till, request, what, issued.cardNumber, outcome));
    if (isRefusal(answer)) return answer;
    return done(await finishDue(call, centre, visit, issued), issued);
  });
}

function done(
  finished: Awaited<ReturnType<typeof finishDue>>,
  { maskedCardNumber }: IssuedCard,
): CardActDone | Refusal {
  if (isRefusal(finished)) return finished;
  const { card, finished: kinds, due } = finished;
  return { done: true, cardNumber: maskedCardNumber, state: card.state, finished: kinds, due };
}

/** When it was personalised: what the register goes on counting from. */
async function balanceOnCard(issued: IssuedCard): Promise<number | Refusal> {
  if (issued.profile.medical?.balanceAt === "centre") return 0;
  if (issued.lockedPurse !== undefined) return issued.lockedPurse;
  const account = accountOfKind(issued.hasPurse ? "purse" : "medical");
  return (await account.enter(issued)) ?? account.readBalance(issued);
}
