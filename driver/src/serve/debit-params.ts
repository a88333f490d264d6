/** The members of a debit by line as the request that an account takes. */
import type { DebitRequest } from "../account/debit-request.js";
import type { Params } from "./requests.js";

export function debitRequest(params: Params<"debit">, signal: AbortSignal): DebitRequest {
  const { kind = "purse", deferOnFailure = false, ...rest } = params;
  return { ...rest, kind, deferOnEquipmentFailure: deferOnFailure, signal };
}
