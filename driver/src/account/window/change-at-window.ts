/** The holder changes the password at a service point: the register is to know that it is no longer the initial one. */
import { isRefusal, type Refusal, refusal } from "../../card/refusal.js";
import type { Centre } from "../../centre/centre.js";
import { asked } from "../ask-centre.js";
import { changePassword } from "../change-password.js";
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
    if (typeof effect !== "string") return effect;
    const changed = await changePassword({ ...call, openVisit: visit }, signal);
    const outcome = isRefusal(changed) ? changed.reason : "done";
    await call.till.journal.acts.record(
      actOf(call.till, request, "change-password", issued.cardNumber, outcome),
    );
    if (!isRefusal(changed)) await centre.call("reportEffect", { effect, done: true });
    return changed;
  });
}

/** By its name. */
async function changeDue(centre: Centre, window: WindowOf, issued: IssuedCard): Promise<string | Refusal> {
  const found = await asked(centre, "findCard", { cardNumber: issued.cardNumber });
  if (isRefusal(found)) return found;
  const waiting = found.due.find(({ kind }) => kind === "change-password");
  if (waiting !== undefined) return waiting.effect;
  const registered = await asked(centre, "changePassword", { ...window, card: identityOf(issued) });
  if (isRefusal(registered)) return registered;
  const [effect] = registered.effects;
  return (
    effect?.effect ?? refusal("nothing-due", "the centre has no change of the password due on this card")
  );
}
