/** The members of a debit by line as the request that an account takes. */
import type { DebitRequest } from "../account/debit-request.js";
import type { Params } from "./requests.js";

export function debitRequest(params: Params<"debit">, signal: AbortSignal): DebitRequest {
  const { account: kind = "purse", deferOnFailure = false, medical, detail, ...rest } = params;
  return {
    ...given(rest),
    kind,
    deferOnEquipmentFailure: deferOnFailure,
    signal,
    ...(detail === undefined ? {} : { detail }),
    ...(medical === undefined
      ? {}
      : { medical: { selfPayFen: medical.selfPayFen ?? 0, poolFen: medical.poolFen ?? 0 } }),
  };
}

type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** What is undefined was not given. */
export function given<T extends object>(params: T): Given<T> {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)) as Given<T>;
}
