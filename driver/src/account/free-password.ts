/** With the centre's keys, at a service point: a new initial password (密码重置), or all tries again (密码解锁). */
import type { CardEffect, CardIdentity } from "@duka/protocol/centre";
import { hexText, parseHex } from "@duka/protocol/layout";
import { challengeOf } from "../card/authentication.js";
import { type IssuingData, readIssuingData } from "../card/issuing-data.js";
import { RESET_HEADER, sendPasswordCommand, UNBLOCK_HEADER } from "../card/password-reset.js";
import { isRefusal, type Refusal } from "../card/refusal.js";
import { isSocialRefusal } from "../card/social-refusal.js";
import type { Centre } from "../centre/centre.js";
import { rememberUnblocked } from "../password/password-memory.js";
import { asked } from "./ask-centre.js";
import { proveByCentre } from "./centre-proof.js";
import { dueEffect, reportDone } from "./due-effect.js";
import { identityOf, openIssuedCard } from "./issued-card.js";
import { type Call, type Till, visit } from "./till.js";
import { actOf, checked, type ServiceDone, type ServiceRequest } from "./window-acts.js";

type FreedKind = "reset-password" | "unblock-password";

/** Back to the city's initial password. @throws CentreError, ReaderError, TypeError without a centre */
export function resetPassword(call: Call, request: ServiceRequest): Promise<ServiceDone | Refusal> {
  return freePassword(call, request, "resetPassword", "reset-password");
}

export function unblockPassword(call: Call, request: ServiceRequest): Promise<ServiceDone | Refusal> {
  return freePassword(call, request, "unblockPassword", "unblock-password");
}

async function freePassword(
  call: Call,
  request: ServiceRequest,
  act: "resetPassword" | "unblockPassword",
  kind: FreedKind,
): Promise<ServiceDone | Refusal> {
  const { till } = call;
  const { centre, window } = checked(till, request);
  return visit(call, async (visit) => {
    const session = await visit.card();
    const issued = await openIssuedCard(session, till.cities);
    if (isRefusal(issued)) return issued;
    const card = identityOf(issued);
    const registered = await asked(centre, act, { ...window, card });
    if (isRefusal(registered)) return registered;
    const done: ServiceDone = { done: true, cardNumber: issued.maskedCardNumber, due: [] };
    const effect = await dueEffect(centre, issued.cardNumber, registered.effects, kind);
    if (effect === undefined) return done;
    if (isRefusal(effect)) return effect;
    const issuing = await readIssuingData(session);
    const { initial } = issued.profile.password;
    const no = isSocialRefusal(issuing) ? issuing : await onCard(centre, issuing, card, effect, initial);
    // First what is known here: a centre that does not answer is told again by the same act. What was refused has
    // changed nothing: it stays due, and may be tried again under the same ref.
    await till.journal.acts.record(actOf(till, request, kind, issued.cardNumber, no?.reason ?? "done"));
    if (no !== undefined) return no;
    await rememberFreed(till, issued.passwordKey, kind);
    await reportDone(centre, effect);
    return done;
  });
}

/** "Changed" is forgotten after a reset; an unblocked password is the same one. */
async function rememberFreed({ journal }: Till, key: string, kind: FreedKind): Promise<void> {
  if (kind === "reset-password") await journal.passwords.forget(key);
  else await rememberUnblocked(journal.passwords, key);
}

/** The service point proves itself by PUK, then the key server's command goes to the card unchanged. */
async function onCard(
  centre: Centre,
  issuing: IssuingData,
  card: CardIdentity,
  { effect, kind }: CardEffect,
  initialPassword: string,
): Promise<Refusal | undefined> {
  const { session } = issuing;
  const no = await proveByCentre(centre, session, card, "PUK");
  if (no !== undefined) return no;
  const challenge = await challengeOf(session);
  if (isSocialRefusal(challenge)) return challenge;
  const common = { effect, challenge: hexText(challenge) };
  const isReset = kind === "reset-password";
  const command = isReset
    ? await asked(centre, "resetPasswordCommand", { ...common, newPassword: initialPassword })
    : await asked(centre, "unblockPasswordCommand", common);
  if (isRefusal(command)) return command;
  return sendPasswordCommand(session, isReset ? RESET_HEADER : UNBLOCK_HEADER, parseHex(command.apdu));
}
