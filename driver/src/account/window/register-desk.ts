/**
 * Acts of a service point for which no card is in a reader: a person is entered, a card applied for, a loss reported, a
 * card returned that is not there. Each is told to the register and kept in the journal.
 */
import {
  type CentreRequest,
  type CentreResponse,
  declarationOf,
  type OperationName,
  type Vouching,
} from "@duka/protocol/centre";
import { readData } from "@duka/protocol/data/read-data";
import { members } from "@duka/protocol/data/values";
import { refusing } from "../../base/argument.js";
import { type OptionsOf, readOptions, thing } from "../../base/option-values.js";
import { maskCardNumber } from "../../card/card-number.js";
import { isRefusal, type Refusal } from "../../card/refusal.js";
import type { Centre } from "../../centre/centre.js";
import type { Act, ActName } from "../../journal/act.js";
import type { Journal } from "../../journal/journal.js";
import { asked } from "../ask-centre.js";
import { documentText, voucherOf } from "../window-acts.js";

const deskOptions = members({
  centre: thing<Centre>("openHttpCentre gives", "call"),
  journal: thing<Journal>("openJournal gives", "claim"),
});

export type DeskOptions = OptionsOf<typeof deskOptions>;

type Answer<N extends OperationName> = Promise<CentreResponse<N> | Refusal>;

/** Requests are those of the centre's operations. Its refusal is a value; a centre that does not answer is thrown. */
export type RegisterDesk = {
  enrol(request: CentreRequest<"enrolHolder">): Answer<"enrolHolder">;
  allot(request: CentreRequest<"allot">): Answer<"allot">;
  designate(request: CentreRequest<"designate">): Answer<"designate">;
  applyForCard(request: CentreRequest<"applyForCard">): Answer<"applyForCard">;
  /** A card that is known by its data, as of a list of the maker: its insurance data are written later. */
  issue(request: CentreRequest<"issueCard">): Answer<"issueCard">;
  reportLoss(request: CentreRequest<"reportLoss">): Answer<"reportLoss">;
  reportLossByPhone(request: CentreRequest<"reportPreLoss">): Answer<"reportPreLoss">;
  returnCard(request: CentreRequest<"cancelCard">): Answer<"cancelCard">;
  block(request: CentreRequest<"blockCard">): Answer<"blockCard">;
  holder(holderId: string): Answer<"findHolder">;
  applications(request: CentreRequest<"applications">): Answer<"applications">;
};

/** What is a person's own is not told in errors. */
const UNTOLD = ["vouching", "document", "documentNumber", "name"];

/** All throw TypeError, RangeError naming what is wrong with a request; CentreError when the centre does not answer. */
export function openRegisterDesk(options: DeskOptions): RegisterDesk {
  const { centre, journal } = readOptions(deskOptions, options);
  const told = async <N extends OperationName>(
    operation: N,
    request: CentreRequest<N>,
    what?: ActName,
  ): Answer<N> => {
    const { request: schema } = declarationOf(operation);
    const body = readData(schema, request, "request", refusing(request, "request", UNTOLD));
    const answer = await asked(centre, operation, body as CentreRequest<N>);
    if (what !== undefined) await journal.acts.record(actOf(centre, body as Told, what, answer));
    return answer as CentreResponse<N> | Refusal;
  };
  return {
    enrol: (request) => told("enrolHolder", request, "enrol"),
    allot: (request) => told("allot", request, "allot"),
    designate: (request) => told("designate", request, "designate"),
    applyForCard: (request) => told("applyForCard", request, "apply"),
    issue: (request) => told("issueCard", request, "issue"),
    reportLoss: (request) => told("reportLoss", request, "report-loss"),
    reportLossByPhone: (request) => told("reportPreLoss", request, "report-loss-by-phone"),
    returnCard: (request) => told("cancelCard", request, "return"),
    block: (request) => told("blockCard", request, "block"),
    holder: (holderId) => told("findHolder", { holderId }),
    applications: (request) => told("applications", request),
  };
}

/** The members that a journal keeps of any of them. */
type Told = {
  readonly ref: string;
  readonly window: string;
  readonly operator: string;
  readonly vouching?: Vouching;
  readonly document?: Vouching["document"];
  readonly documentNumber?: string;
  readonly holderId?: string;
  readonly card?: { readonly cardNumber: string };
  readonly cardNumber?: string;
};

function actOf(centre: Centre, body: Told, what: ActName, answer: object): Act {
  const { ref, window, operator, vouching, document, documentNumber } = body;
  const shown = document ?? vouching?.document;
  const number = body.card?.cardNumber ?? body.cardNumber ?? body.holderId ?? "";
  return {
    ref,
    what,
    simulated: centre.simulated,
    card: maskCardNumber(number),
    window,
    operator,
    ...(vouching === undefined
      ? {
          vouchedBy: documentNumber === undefined ? ("none" as const) : ("phone" as const),
          delegate: undefined,
        }
      : voucherOf(vouching)),
    document:
      shown === undefined
        ? documentNumber === undefined
          ? "none"
          : maskCardNumber(documentNumber)
        : documentText(shown),
    outcome: isRefusal(answer) ? answer.reason : "done",
  };
}
