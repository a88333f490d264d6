/** A question whose refusal is a value. */
import { CentreError, type CentreRequest, type OperationName } from "@duka/protocol/centre";
import type { Centre } from "../centre/centre.js";
import { centreRefusal } from "./centre-refusal.js";

/** A refusal of the centre is a value; a centre that does not answer is thrown. */
export async function asked<N extends OperationName>(
  centre: Centre,
  operation: N,
  request: CentreRequest<N>,
) {
  try {
    return await centre.call(operation, request);
  } catch (error) {
    if (error instanceof CentreError && error.delivery === "answered") return centreRefusal(error);
    throw error;
  }
}
