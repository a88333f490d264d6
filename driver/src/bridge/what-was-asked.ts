/** What of a call may stand in the operator's log, and what may not stand in a call at all. */
import { BridgeRefusal } from "./bridge-refusal.js";

type Members = { readonly [name: string]: unknown };

/** `passwordState` of a card that is replaced says whether there is one, and is none. */
const PASSWORD_NAMES = /^(?:(?:old|new|card)?_?(?:password|passwd|pwd|pin)|密码)$/i;

/** At any depth. @throws BridgeRefusal password-in-call */
export function checkNoPassword(params: unknown): void {
  if (typeof params !== "object" || params === null) return;
  for (const [name, value] of Object.entries(params)) {
    if (PASSWORD_NAMES.test(name)) throw new BridgeRefusal("password-in-call");
    checkNoPassword(value);
  }
}

type Harmless = { readonly what: string; readonly ref?: string; readonly amountFen?: number };

export function harmlessOf(method: unknown, params: unknown): Harmless {
  const { ref, amountFen, function: called } = membersOf(params);
  const name = typeof method === "string" ? method : "?";
  return {
    what: name === "ldt33" && typeof called === "string" ? called : name,
    ...(typeof ref === "string" ? { ref } : {}),
    ...(typeof amountFen === "number" ? { amountFen } : {}),
  };
}

/** "done", the outcome of a sale or a load, "refused", or the code of a national function. */
export function endingOf(result: unknown): string {
  const { outcome, refused, code } = membersOf(result);
  if (typeof outcome === "string") return outcome;
  if (refused === true) return "refused";
  return typeof code === "number" ? String(code) : "done";
}

/** A step of a national function that another one follows, and that went well. */
export function goesOn(params: unknown, result: unknown): boolean {
  const { function: called } = membersOf(params);
  if (typeof called !== "string" || membersOf(result).code !== 0) return false;
  return /_HSM_Step1$/.test(called) || /^i(?:ReloadPIN|UnblockPIN|UnlockPIN)_HSM_Step2$/.test(called);
}

function membersOf(value: unknown): Members {
  return typeof value === "object" && value !== null ? (value as Members) : {};
}
