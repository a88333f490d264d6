/** What runs the sessions of a campaign: processes of its own, or workers that a queue gives them to. */
import type { Terminal } from "@duka/protocol/command-line";
import type { Plan, PlannedSession, Shard } from "../world/campaign/plan.js";
import { SESSIONS } from "../world/campaign/session-job.js";
import type { SessionResult } from "../world/campaign/session-result.js";
import { parseQueueAddress } from "../world/queue/queue-address.js";
import { openCampaignQueue } from "../world/queue/queue-campaign.js";
import { RANGE_MAX } from "../world/queue/range-job.js";
import { runPool } from "../world/workers/pool.js";
import { numberOf, parseWorkers } from "./campaign-words.js";

export type EngineWords = { readonly workers: string; readonly queue?: string; readonly range: string };

export type CampaignEngine = {
  run(
    sessions: readonly PlannedSession[],
    onResult: (result: SessionResult) => void,
  ): { readonly done: Promise<void>; stop(): void };
  close(): void;
};

/** @throws RangeError naming the word that is wrong @throws Error when the queue does not answer */
export async function openEngine(
  terminal: Terminal,
  words: EngineWords,
  campaign: { readonly plan: Plan; readonly shard: Shard; readonly build: string },
): Promise<CampaignEngine> {
  const workers = parseWorkers(words.workers);
  const size = numberOf("--range", words.range, RANGE_MAX);
  if (words.queue === undefined) {
    const { plan } = campaign;
    return {
      run: (tasks, onResult) => runPool({ job: SESSIONS, context: plan, tasks, workers, onAnswer: onResult }),
      close: () => undefined,
    };
  }
  const queue = await openCampaignQueue(parseQueueAddress(words.queue), terminal.env.DUKA_QUEUE_PASSWORD);
  const tell = (message: string): void => terminal.tell(message);
  return {
    run(sessions, onResult) {
      const wanted = new Set(sessions.map(({ index }) => index));
      return queue.run({ ...campaign, size, wanted, onResult, tell });
    },
    close: queue.close,
  };
}
