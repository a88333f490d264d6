/** A question whose refusal is a value. */
import type { CentreRequest, OperationName } from "@duka/protocol/centre";
import { CentreError } from "@duka/protocol/centre/centre-error";
import { type Centre, isCentreDown } from "../centre/centre.js";
import { centreRefusal } from "./centre-refusal.js";

/** A refusal of the centre is a value; a centre that does not answer, or has failed, is thrown. */
export async function asked<N extends OperationName>(
  centre: Centre,
  operation: N,
  request: CentreRequest<N>,
) {
  try {
    return await centre.call(operation, request);
  } catch (error) {
    if (!(error instanceof CentreError) || isCentreDown(error)) throw error;
    return centreRefusal(error);
  }
}

/** A lost answer is asked for again, at most so often: for what the centre does once under its reference. */
export async function askedAgain<N extends OperationName>(
  centre: Centre,
  operation: N,
  request: CentreRequest<N>,
  attempts: number,
) {
  for (let round = 1; ; round++) {
    try {
      return await asked(centre, operation, request);
    } catch (error) {
      if (!(error instanceof CentreError) || round >= attempts) throw error;
    }
  }
}
