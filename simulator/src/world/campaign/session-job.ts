/** What the processes of a campaign do. */
import type { Job } from "../workers/worker.js";
import type { Plan, PlannedSession } from "./plan.js";
import { crashed, type SessionResult } from "./session-result.js";

export const SESSIONS: Job<Plan, PlannedSession, SessionResult> = {
  module: new URL(import.meta.resolve("#session-process")),
  crashed,
};
