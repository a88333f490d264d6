/**
 * How the centre says no: thrown by whatever finds the reason, it undoes the request's changes and becomes its answer.
 */
import { REFUSAL_STATUS } from "@duka/protocol/centre";

export class CentreRefusal extends Error {
  override readonly name = "CentreRefusal";
  readonly code: string;
  /** Of HTTP. */
  readonly status: number;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
    this.status = REFUSAL_STATUS[code] ?? 400;
  }
}

/** @param code one of `REFUSAL_STATUS` @param message what is wrong, and what to do; no secrets */
export function refuse(code: string, message: string): never {
  throw new CentreRefusal(code, message);
}
