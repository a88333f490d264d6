/**
 * What acts of the register have left to be done on the card in the reader is done: insurance data, money that was
 * carried over, blocking. The centre's list is asked each time, so that nothing is done twice and an act that broke off
 * is finished by asking again.
 */
import { createHash } from "node:crypto";
import type { Card, CardEffect, CardIdentity, EffectKind } from "@duka/protocol/centre";
import { maskCardNumber } from "../../card/card-number.js";
import { isRefusal, type Refusal, refusal } from "../../card/refusal.js";
import type { Visit } from "../../card/visit.js";
import type { Centre } from "../../centre/centre.js";
import { asked } from "../ask-centre.js";
import { load } from "../credit.js";
import type { IssuedCard } from "../issued-card.js";
import { identityOf } from "../issued-card.js";
import { accountOfKind } from "../kinds/account-of-kind.js";
import type { Call } from "../till.js";
import { blockCard } from "./block-card.js";
import { writeInsuranceData } from "./write-insurance-data.js";

/** What is still to be done on a card. */
export type StillDue = {
  readonly kind: EffectKind;
  /** Masked. */
  readonly cardNumber: string;
  /** Of a load. */
  readonly amountFen: number | null;
  /** Why it was not done now; null where it was not tried, because it needs something else first. */
  readonly refusal: Refusal | null;
};

type Finished = {
  /** As the register has it now. */
  readonly card: Card;
  readonly finished: readonly EffectKind[];
  readonly due: readonly StillDue[];
};

/** A blocked card does nothing more: that comes last. */
const ORDER: readonly EffectKind[] = ["write-insurance-data", "load", "block-application", "block-card"];

const REF_MAX = 64;

/**
 * @param kinds only these; all that a service point can do without the holder by default
 * @throws CentreError when the centre does not answer, ReaderError; what was done until then stays done
 */
export async function finishDue(
  call: Call,
  centre: Centre,
  visit: Visit,
  issued: IssuedCard,
  kinds: readonly EffectKind[] = ORDER,
): Promise<Finished | Refusal> {
  const { cardNumber } = issued;
  const found = await asked(centre, "findCard", { cardNumber });
  if (isRefusal(found)) return found;
  const order = ORDER.filter((kind) => kinds.includes(kind));
  const finished: EffectKind[] = [];
  const refused = new Map<string, Refusal>();
  for (const effect of order.flatMap((kind) => found.due.filter((one) => one.kind === kind))) {
    // An account takes money once it is active; a load that waits for the activation is no failure.
    if (effect.kind === "load" && found.card.state !== "active") continue;
    const no = await carryOut(call, centre, visit, issued, effect);
    if (no !== undefined) {
      refused.set(effect.effect, no);
      continue;
    }
    await centre.call("reportEffect", { effect: effect.effect, done: true });
    finished.push(effect.kind);
  }
  const now = finished.length === 0 ? found : await asked(centre, "findCard", { cardNumber });
  if (isRefusal(now)) return now;
  const due = now.due.map((effect) => stillDue(effect, refused.get(effect.effect)));
  return { card: now.card, finished, due };
}

export function stillDue(
  { kind, cardNumber, amountFen }: CardEffect,
  refusal: Refusal | undefined = undefined,
): StillDue {
  return { kind, cardNumber: maskCardNumber(cardNumber), amountFen, refusal: refusal ?? null };
}

async function carryOut(
  call: Call,
  centre: Centre,
  visit: Visit,
  issued: IssuedCard,
  effect: CardEffect,
): Promise<Refusal | undefined> {
  const { session, selected } = issued;
  const card: CardIdentity = identityOf(issued);
  selected.is = undefined;
  switch (effect.kind) {
    case "write-insurance-data":
      return writeInsuranceData(centre, session, card, effect.insuredRegion ?? issued.region);
    case "block-application":
    case "block-card":
      return blockCard({ centre, session, card, profile: issued.profile }, effect);
    case "load":
      return carryOver(call, visit, issued, effect);
    default:
      return refusal("nothing-due", "this needs the holder at the window");
  }
}

/** A load of its own ref, so that it is done once however often it is asked for. */
async function carryOver(
  call: Call,
  visit: Visit,
  { hasPurse, lockedPurse, profile }: IssuedCard,
  { effect, amountFen }: CardEffect,
): Promise<Refusal | undefined> {
  if (lockedPurse !== undefined) return lockedPurse;
  const kind = hasPurse ? "purse" : "medical";
  if (accountOfKind(kind).isHeldAtCentre(profile)) return undefined;
  const request = { ref: loadRef(effect), amountFen: amountFen ?? 0, kind } as const;
  const outcome = await load({ ...call, openVisit: visit }, request);
  return outcome.outcome === "credited"
    ? undefined
    : refusal(
        outcome.reasonCode ?? "card-failed",
        `the load ${request.ref} is ${outcome.outcome}: ${outcome.reason ?? "ask again"}`,
      );
}

/** The name of an effect holds window and ref, and may be longer than a ref. */
function loadRef(effect: string): string {
  if (effect.length <= REF_MAX) return effect;
  return `load-${createHash("sha256").update(effect).digest("hex").slice(0, 32)}`;
}
