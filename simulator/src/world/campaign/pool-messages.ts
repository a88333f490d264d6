/** What a campaign and the processes of its pool say to each other. */
import { buildHash } from "./build-hash.js";
import type { Plan, PlannedSession } from "./plan.js";
import type { SessionResult } from "./session-result.js";

export type ToWorker = {
  readonly plan: Plan;
  readonly sessions: readonly PlannedSession[];
  readonly build: string;
};

export type FromWorker = { readonly result: SessionResult } | { readonly error: string };

export function isSameBuild(build: string): boolean {
  return build === buildHash();
}
