/**
 * What a service point does with the centre's keys: a new initial password (密码重置), all tries again (密码解锁), activation (激活). The
 * holder shows an ID document; who vouched is recorded here and at the centre.
 */
import type { CentreRequest, OperationName } from "@duka/protocol/centre/centre";
import { CentreError } from "@duka/protocol/centre/centre-error";
import { cardNumber } from "@duka/protocol/centre/fields";
import { faultsOf } from "@duka/protocol/centre/operation";
import type { CardEffect, CardIdentity } from "@duka/protocol/centre/register";
import { atWindow, type Vouching, vouching as vouchingShape } from "@duka/protocol/centre/vouching";
import { parseHex } from "@duka/protocol/commands/hexadecimal";
import { z } from "zod";
import { checkMembers } from "../argument.js";
import type { Act } from "../journal/act.js";
import { rememberUnblocked } from "../password/password-memory.js";
import type { Centre } from "../settlement/centre.js";
import { challengeOf, proveTerminal, takeChallenge } from "../social/authentication.js";
import { type IssuingData, readIssuingData } from "../social/issuing-data.js";
import { RESET_HEADER, sendPasswordCommand, UNBLOCK_HEADER } from "../social/password-reset.js";
import { isSocialRefusal } from "../social/social-refusal.js";
import { hexText } from "./card.js";
import { maskCardNumber } from "./card-number.js";
import { centreOf } from "./credit-request.js";
import { checkRef } from "./debit-request.js";
import { identityOf, openIssuedCard } from "./issued-card.js";
import { presentCard, verifyPassword } from "./presented-card.js";
import { isRefusal, type Refusal, refusal } from "./refusal.js";
import { type Till, visit } from "./till.js";

export type ServiceRequest = {
  /** The window's own reference, 1 to 64 printable ASCII characters; the same act may be asked again under it. */
  readonly ref: string;
  /** Number of the service point, and who stands there. */
  readonly window: string;
  readonly operator: string;
  readonly vouching: Vouching;
};

export type OldCard = { readonly cardNumber: string; readonly password: "verified" | "not-set" };

export type ServiceDone = {
  readonly done: true;
  /** Masked. */
  readonly cardNumber: string;
  /** What is still to be done on the card. */
  readonly due: readonly CardEffect[];
};

type EffectKind = "reset-password" | "unblock-password";

const ADDRESS_PUK = "0090";

/** Back to the city's initial password. @throws CentreError, ReaderError, TypeError without a centre */
export function resetPassword(till: Till, request: ServiceRequest): Promise<ServiceDone | Refusal> {
  return freePassword(till, request, "resetPassword", "reset-password");
}

export function unblockPassword(till: Till, request: ServiceRequest): Promise<ServiceDone | Refusal> {
  return freePassword(till, request, "unblockPassword", "unblock-password");
}

/** The old card is in the reader: whose it is, with its password where the holder has set one. Part of activating its successor. */
export function verifyOldCard(till: Till, signal?: AbortSignal): Promise<OldCard | Refusal> {
  return visit(till, async (visit) => {
    const card = await presentCard(till, visit);
    if (isRefusal(card)) return card;
    const verified = { by: "typed" as "initial" | "typed" };
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
      password: verified.by === "initial" ? "not-set" : "verified",
    };
  });
}

/** The social function is activated at once; a live old card is named, and abolished with it. */
export function activate(
  till: Till,
  request: ServiceRequest & { readonly oldCard?: OldCard },
): Promise<ServiceDone | Refusal> {
  const { centre, window } = checked(till, request);
  const { oldCard } = request;
  return visit(till, async (visit) => {
    const issued = await openIssuedCard(await visit.card(), till.profile);
    if (isRefusal(issued)) return issued;
    const body = { ...window, card: identityOf(issued), ...(oldCard === undefined ? {} : { oldCard }) };
    const answer = await asked(centre, "activateCard", body);
    const outcome = isRefusal(answer) ? answer.reason : "done";
    await till.journal.acts.record(actOf(till, request, "activate", issued.cardNumber, outcome));
    if (isRefusal(answer)) return answer;
    return { done: true, cardNumber: issued.maskedCardNumber, due: answer.effects };
  });
}

async function freePassword(
  till: Till,
  request: ServiceRequest,
  act: "resetPassword" | "unblockPassword",
  kind: EffectKind,
): Promise<ServiceDone | Refusal> {
  const { centre, window } = checked(till, request);
  return visit(till, async (visit) => {
    const session = await visit.card();
    const issued = await openIssuedCard(session, till.profile);
    if (isRefusal(issued)) return issued;
    const card = identityOf(issued);
    const registered = await asked(centre, act, { ...window, card });
    if (isRefusal(registered)) return registered;
    const effect = registered.effects.find((one) => one.kind === kind && one.state === "due");
    if (effect === undefined) return refusal(`the centre has no ${kind} due on this card`);
    const issuing = await readIssuingData(session);
    const no = isSocialRefusal(issuing) ? issuing : await onCard(till, centre, issuing, card, effect);
    await centre.call("reportEffect", { effect: effect.effect, done: no === undefined });
    await till.journal.acts.record(actOf(till, request, kind, issued.cardNumber, no?.reason ?? "done"));
    if (no !== undefined) return no;
    const { passwords } = till.journal;
    if (kind === "reset-password") await passwords.forget(issued.passwordKey);
    else await rememberUnblocked(passwords, issued.passwordKey);
    return { done: true, cardNumber: issued.maskedCardNumber, due: [] };
  });
}

/** The service point proves itself by PUK, then the key server's command goes to the card unchanged. */
async function onCard(
  till: Till,
  centre: Centre,
  issuing: IssuingData,
  card: CardIdentity,
  { effect, kind }: CardEffect,
): Promise<Refusal | undefined> {
  const { session } = issuing;
  const taken = await takeChallenge(session);
  if (isSocialRefusal(taken)) return taken;
  const proof = await asked(centre, "externalAuthentication", {
    card,
    address: ADDRESS_PUK,
    processFactor: hexText(taken.process),
    source: hexText(taken.source),
  });
  if (isRefusal(proof)) return proof;
  const no = await proveTerminal(session, "PUK", parseHex(proof.result), taken.source);
  if (no !== undefined) return no;
  const challenge = await challengeOf(session);
  if (isSocialRefusal(challenge)) return challenge;
  const common = { effect, challenge: hexText(challenge) };
  const isReset = kind === "reset-password";
  const command = isReset
    ? await asked(centre, "resetPasswordCommand", { ...common, newPassword: till.profile.password.initial })
    : await asked(centre, "unblockPasswordCommand", common);
  if (isRefusal(command)) return command;
  return sendPasswordCommand(session, isReset ? RESET_HEADER : UNBLOCK_HEADER, parseHex(command.apdu));
}

/** A refusal of the centre is a value; a centre that does not answer is thrown. */
async function asked<N extends OperationName>(centre: Centre, operation: N, request: CentreRequest<N>) {
  try {
    return await centre.call(operation, request);
  } catch (error) {
    if (error instanceof CentreError && error.delivery === "answered")
      return refusal(`the centre: ${error.message}`);
    throw error;
  }
}

const oldCardShape = z.strictObject({ cardNumber, password: z.enum(["verified", "not-set"]) });
const requestShape = z.strictObject({
  ...atWindow,
  vouching: vouchingShape,
  oldCard: oldCardShape.optional(),
});

/** @throws TypeError, RangeError naming the member */
function checked(till: Till, request: ServiceRequest) {
  checkMembers("request", request, ["ref", "window", "operator", "vouching", "oldCard"]);
  checkRef(request.ref);
  const shape = requestShape.safeParse(request);
  if (!shape.success) throw new RangeError(`request: ${faultsOf(shape.error)}`);
  const { ref, window, operator, vouching } = request;
  return { centre: centreOf(till), window: { ref, window, operator, vouching } };
}

function actOf(
  till: Till,
  { ref, window, operator, vouching }: ServiceRequest,
  what: Act["what"],
  cardNumber: string,
  outcome: string,
): Act {
  const { by, document } = vouching;
  return {
    ref,
    what,
    simulated: till.reader.simulated,
    card: maskCardNumber(cardNumber),
    window,
    operator,
    vouchedBy: by,
    document: `${document.kind} ${maskCardNumber(document.number)}`,
    delegate:
      vouching.by === "delegate" ? `${vouching.delegate.name}, ${vouching.delegate.relation}` : undefined,
    outcome,
  };
}
