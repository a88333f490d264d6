/** What was done at the counter as a scenario: a file that `duka-sim run` plays, and that expects what became of it. */
import { stringify } from "yaml";
import type { Fault } from "../world/faults/fault.js";
import type { StudioCard } from "./studio-cards.js";
import { StudioRefusal } from "./studio-refusal.js";
import type { StudioRequest } from "./studio-request.js";
import type { TillResult } from "./studio-state.js";

type Step = { readonly [member: string]: unknown };

type SavedSession = {
  /** A hand that struck at no position. While the till works it is told behind what the till did. */
  did(step: Step): void;
  /** A card went in. */
  inserted(card: StudioCard): void;
  /** A button of the till was pressed. */
  began(): void;
  /** It is done: what struck meanwhile, and what became of it. */
  pressed(request: StudioRequest, struck: readonly Fault[], result: Omit<TillResult, "id">): void;
  /** A password was typed: no file has it. */
  typed(): void;
  /** @throws StudioRefusal not-now, where a scenario cannot say what was done */
  text(): string;
};

/** @param openingBalanceFen of the first card, as the centre has registered it */
export function createSavedSession(seed: number, openingBalanceFen: number): SavedSession {
  const steps: Step[] = [];
  const cards = new Map<string, number>();
  let why: string | undefined;
  /** Of the time in which the till works. */
  let held: Step[] | undefined;
  const add = (step: Step): void => void (held ?? steps).push(step);

  return {
    did: add,
    inserted({ id, saved }) {
      if (saved === undefined)
        why ??= `a scenario cannot make the card "${id}" ready; begin anew, with a fresh card`;
      if (typeof saved === "number") cards.set(id, saved);
      add({ insert: saved === "own" ? "own" : id });
    },
    began() {
      held = [];
    },
    pressed(request, struck, result) {
      if (struck.length > 0) steps.push({ strike: struck });
      const expect = expected(result);
      steps.push({ ...stepOf(request), ...(expect === undefined ? {} : { expect }) }, ...(held ?? []));
      held = undefined;
    },
    typed() {
      why ??= "a password was typed, and no file has passwords; begin anew, with a card of initial password";
    },
    text() {
      if (why !== undefined) throw new StudioRefusal("not-now", why);
      if (steps.length === 0) throw new StudioRefusal("not-now", "nothing was done yet");
      return stringify(
        {
          title: "As it was done in the studio",
          titleZh: "演示台操作记录",
          seed,
          centre: { openingBalanceFen },
          ...(cards.size === 0 ? {} : { cards: [...cards].map(([name, number]) => ({ name, number })) }),
          steps,
        },
        { lineWidth: 0 },
      );
    },
  };
}

function stepOf({ do: button, ref, amountFen, visit, of }: StudioRequest): Step {
  switch (button) {
    case "sell":
      return { sell: { ref, amountFen } };
    case "bill":
      return { bill: { ref, visit, totalFen: amountFen } };
    case "load":
      return { load: { ref, amountFen } };
    case "reverse":
      return { reverse: { ref, of } };
    case "balance":
      return { balance: "purse" };
    case "closeOfDay":
      return { upload: {} };
    default:
      return { changePassword: {} };
  }
}

function expected({ outcome, reasonCode }: Omit<TillResult, "id">): Step | undefined {
  if (outcome === "killed") return { error: "TillKilledError" };
  if (outcome === "failed") return { error: reasonCode ?? "Error" };
  return { outcome, ...(reasonCode === null ? {} : { reason: reasonCode }) };
}
