/** A card's basic data for a program: always the same keys; nothing in it is called "password". */
import { type Refusal, refusalJson } from "../../card/refusal.js";
import type { BasicData } from "./basic-data.js";
import { dueForProgram } from "./due-json.js";

export function basicDataJson({ holderRefusal, balances, register, registerRefusal, ...card }: BasicData) {
  return {
    ...card,
    holderWhy: whyOf(holderRefusal),
    balances: balances.map(({ refusal, ...balance }) => ({ ...balance, why: whyOf(refusal) })),
    register: register && { ...register, due: register.due.map(dueForProgram) },
    registerWhy: whyOf(registerRefusal),
  };
}

function whyOf(no: Refusal | null) {
  if (no === null) return null;
  const { refused: _refused, ...why } = refusalJson(no);
  return why;
}
