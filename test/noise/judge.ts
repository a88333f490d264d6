/** Whether a session over a bad line ended right. */
import type { Session } from "./noisy-shop.js";

/** Sessions may wait for a reader that is silent; none may wait for ever. */
const LONGEST_MS = 120_000;

/**
 * What is wrong with the session by itself, in words; undefined when it ended right. A sale that stays undecided is
 * right here: `Ledger` sees to it that it is decided later.
 */
export function faultOf(session: Session): string | undefined {
  const { outcome, error, tacs, sent, executed, elapsedMs } = session;
  if (tacs.length > 1) return `the card has debited ${tacs.length} times`;
  const twice = executedTwice(sent, executed);
  if (twice !== undefined) return `executed again what was sent once: ${twice}`;
  if (elapsedMs > LONGEST_MS) return `took ${elapsedMs} ms`;
  const [tac] = tacs;
  if (outcome === undefined) {
    return tac === undefined ? undefined : `debited, and broke off with "${error?.message}"`;
  }
  switch (outcome.outcome) {
    case "committed":
      if (tac === undefined) return "committed, and the card has not debited";
      // 61xx came and its rest did not: the money has moved, and nobody claims to know the proof.
      if (outcome.tac === null && outcome.mac2 === "unverified") return undefined;
      return outcome.tac === tac ? undefined : `committed with TAC ${outcome.tac}, the card's is ${tac}`;
    case "refused":
      return tac === undefined ? undefined : `refused (${outcome.reason}), and the card has debited`;
    case "undecided":
      return undefined;
    case "manual":
      // MAC2 reached the PSAM with bits that escaped the frame's check: the money has moved, and a person looks at it.
      if (outcome.reasonCode === "mac2-false" && tac !== undefined && alteredIn(session) > 0)
        return undefined;
      return `manual: ${outcome.reason}`;
    default:
      return `${outcome.outcome}: ${outcome.reason}`;
  }
}

/**
 * What the chips executed must be what the host sent, in its order, some of it lost: the first that is not. Two damaged
 * bits can escape the frame's check, so a command that was never sent may be among it (`alteredIn`); nothing is ever
 * done twice.
 */
function executedTwice(sent: readonly string[], executed: readonly string[]): string | undefined {
  let at = 0;
  for (const one of executed) {
    if (!sent.includes(one)) continue;
    while (at < sent.length && sent[at] !== one) at++;
    if (at === sent.length) return one;
    at++;
  }
  return undefined;
}

/** Commands that reached a chip as the host had not sent them. */
function alteredIn({ sent, executed }: Session): number {
  return executed.filter((one) => !sent.includes(one)).length;
}

/** The sales of many sessions, by what the card really did. */
export class Ledger {
  readonly counts = { committed: 0, refused: 0, brokenOff: 0, undecided: 0, resolved: 0, altered: 0 };
  /** By ref, while nobody knows: the TAC if the card has debited. */
  readonly undecided = new Map<string, string | undefined>();

  /** @returns what is wrong, in words */
  take(session: Session): string | undefined {
    const fault = faultOf(session) ?? this.#settle(session);
    const { outcome } = session;
    this.counts.altered += alteredIn(session);
    if (outcome === undefined) this.counts.brokenOff++;
    else if (outcome.outcome === "committed") this.counts.committed++;
    else if (outcome.outcome === "refused") this.counts.refused++;
    else if (outcome.outcome === "undecided" && !this.undecided.has(session.ref)) {
      this.counts.undecided++;
      this.undecided.set(session.ref, session.tacs[0]);
    }
    return fault;
  }

  /** An earlier sale that was undecided is decided now: as the card had it. */
  #settle(session: Session): string | undefined {
    for (const outcome of session.recovered) {
      if (!this.undecided.has(outcome.ref)) return `${outcome.ref} was recovered and was not undecided`;
      const tac = this.undecided.get(outcome.ref);
      const isPaid = outcome.outcome === "committed";
      if (!isPaid && outcome.outcome !== "refused")
        return `${outcome.ref} was recovered as ${outcome.outcome}`;
      if (isPaid !== (tac !== undefined)) {
        return `${outcome.ref} was recovered as ${outcome.outcome}, and the card has ${tac === undefined ? "not " : ""}debited`;
      }
      this.undecided.delete(outcome.ref);
      this.counts.resolved++;
    }
    return undefined;
  }
}
