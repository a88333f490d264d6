/** A till's line to the centre: what is asked is told, and faults can strike each call. */
import { type CallCentre, CentreError, NO_FAULTS } from "@duka/protocol/centre";
import type { Clock } from "@duka/protocol/transport";
import type { VirtualClock } from "../time/virtual-clock.js";
import type { CityCentre } from "./city-centre.js";
import { counter, type Watch } from "./watch.js";

const ERROR_STATUS = 500;
const SLOW_MS = 3000;
/** Members of an answer that a till or a card checks. */
const MAC_MEMBERS = ["mac2", "mac"];

/** @param isDead the till was killed: it hears nothing any more */
export function watchedCall(
  { centre, entry }: CityCentre,
  clock: Clock,
  watch: Watch,
  isDead: () => boolean,
  inside: VirtualClock["inside"],
): CallCentre {
  const count = counter();
  return async (operation, request, deadlineMs) => {
    const nth = count(operation);
    const ref = "ref" in request && typeof request.ref === "string" ? request.ref : "";
    const faults = watch.reach({ of: "centre", operation, nth });
    const has = (kind: string) => faults.some((fault) => fault.kind === kind);
    if (isDead()) return never();
    watch.tell({ type: "centre", operation, ref, what: "asked", code: "" });
    try {
      const slow = faults.find(({ kind }) => kind === "centre-slow");
      const before = entry.faults();
      entry.setFaults({
        ...NO_FAULTS,
        ...before,
        ...(has("centre-down") ? { down: true } : {}),
        ...(slow === undefined ? {} : { slowMs: slow.ms ?? SLOW_MS }),
        ...(has("answer-lost") ? { loseAnswers: 1 } : {}),
        ...(has("answered-twice") ? { answerTwice: 1 } : {}),
      });
      if (has("centre-500")) entry.setFaults({ ...before, down: true });
      const asked = inside(() => centre.call(operation, request, deadlineMs));
      entry.setFaults(before);
      const answer = await (has("centre-500") ? failing(asked) : asked);
      if (isDead()) return never();
      watch.tell({ type: "centre", operation, ref, what: "answered", code: "" });
      return has("wrong-mac") ? withWrongMac(answer) : answer;
    } catch (error) {
      if (isDead()) return never();
      const code = error instanceof CentreError ? error.code : "failed";
      watch.tell({ type: "centre", operation, ref, what: "failed", code });
      throw error;
    }
  };

  /** The centre has an error of its own and has done nothing; it says so. */
  async function failing<T>(asked: Promise<T>): Promise<T> {
    await asked.catch(() => undefined);
    await inside(() => new Promise<void>((resolve) => void clock.after(0, resolve)));
    throw new CentreError({
      message: "the centre has failed",
      code: "internal",
      status: ERROR_STATUS,
      delivery: "answered",
    });
  }
}

function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}

/** One bit of the MAC is another one. */
export function withWrongMac<T>(answer: T): T {
  if (typeof answer !== "object" || answer === null) return answer;
  const changed = Object.entries(answer).map(([name, value]) =>
    MAC_MEMBERS.includes(name) && typeof value === "string" ? [name, flippedHex(value)] : [name, value],
  );
  return Object.fromEntries(changed) as T;
}

function flippedHex(text: string): string {
  const last = Number.parseInt(text.slice(-1), 16) ^ 1;
  return text.slice(0, -1) + last.toString(16).toUpperCase();
}
