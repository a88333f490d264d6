/** The holder changes the password at a service point: the register is to know that it is no longer the initial one. */
import type { CardEffect } from "@duka/protocol/centre";
import { isRefusal, type Refusal } from "../../card/refusal.js";
import type { Centre } from "../../centre/centre.js";
import { asked } from "../ask-centre.js";
import { changePassword } from "../change-password.js";
import { dueEffect, reportDone } from "../due-effect.js";
import { type IssuedCard, identityOf, openIssuedCard } from "../issued-card.js";
import type { PasswordChanged } from "../password-changed.js";
import { type Call, visit } from "../till.js";
import { actOf, checked, type ServiceRequest } from "../window-acts.js";

type WindowOf = ReturnType<typeof checked>["window"];

/**
 * A change that an activation left due is this one; else the act is registered first. One that the card refuses stays
 * due: the next try is the same act.
 * @throws as `changePassword`; CentreError when the centre does not answer
 */
export function changePasswordAtWindow(
  call: Call,
  request: ServiceRequest,
  signal?: AbortSignal,
): Promise<PasswordChanged | Refusal> {
  const { centre, window } = checked(call.till, request);
  return visit(call, async (visit) => {
    const issued = await openIssuedCard(await visit.card(), call.till.cities);
    if (isRefusal(issued)) return issued;
    const effect = await changeDue(centre, window, issued);
    if (effect === undefined) return { changed: true, cardNumber: issued.maskedCardNumber };
    if (isRefusal(effect)) return effect;
    const changed = await changePassword({ ...call, openVisit: visit }, signal);
    const outcome = isRefusal(changed) ? changed.reason : "done";
    await call.till.journal.acts.record(
      actOf(call.till, request, "change-password", issued.cardNumber, outcome),
    );
    if (!isRefusal(changed)) await reportDone(centre, effect);
    return changed;
  });
}

/** Undefined when this act was done before. */
async function changeDue(
  centre: Centre,
  window: WindowOf,
  issued: IssuedCard,
): Promise<CardEffect | Refusal | undefined> {
  const { cardNumber } = issued;
  const found = await asked(centre, "findCard", { cardNumber });
  if (isRefusal(found)) return found;
  const waiting = found.due.find(({ kind }) => kind === "change-password");
  if (waiting !== undefined) return waiting;
  const registered = await asked(centre, "changePassword", { ...window, card: identityOf(issued) });
  if (isRefusal(registered)) return registered;
  return dueEffect(centre, cardNumber, registered.effects, "change-password");
}
