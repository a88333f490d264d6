/** An act for the card in the reader, told with what is still to be done. */
import { EXIT_DONE, type Terminal } from "@duka/protocol/command-line";
import type { CardActDone } from "../../../account/window/card-acts.js";
import { isRefusal, type Refusal } from "../../../card/refusal.js";
import type { Words } from "../../../receipt/receipt-words.js";
import { dueJson, type ToldOptions, tellAct, tellDue } from "./tell-act.js";

/** @param more members of the JSON besides those of every card */
export function tellCardAct<T extends CardActDone>(
  terminal: Terminal,
  options: ToldOptions,
  act: Parameters<typeof tellAct>[2],
  result: T | Refusal,
  say: (done: T) => Words,
  more: (done: T | undefined) => { readonly [member: string]: unknown } = () => ({}),
): number {
  const facts = (done: T | undefined) => ({ ...cardJson(done), ...more(done) });
  const code = tellAct(terminal, options, act, result, facts, say);
  if (isRefusal(result)) return code;
  const due = tellDue(terminal, options, result);
  return code === EXIT_DONE ? due : code;
}

export function cardJson(done: CardActDone | undefined): { readonly [member: string]: unknown } {
  return { cardNumber: done?.cardNumber ?? null, state: done?.state ?? null, ...dueJson(done) };
}
