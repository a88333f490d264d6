/** Why something ended as it did: the code for a program, the words for a person. */
import type { ReasonCode } from "./reason-code.js";

/** Why, as it is written into the journal. A `Refusal` is one. */
export type Reason = {
  readonly code: ReasonCode;
  /** For a person and a log. */
  readonly reason: string;
  /** The status word behind it. */
  readonly statusWord?: number | undefined;
  /** Tries left of the password. */
  readonly triesLeft?: number | undefined;
};

/** How something ends: what is simply done needs no reason. */
export type MaybeReason = Omit<Reason, "code" | "reason"> & {
  readonly code: ReasonCode | undefined;
  readonly reason: string | undefined;
};
