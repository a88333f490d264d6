/**
 * A worker of campaigns: takes ranges of sessions from the queue, and has them run in child processes. This process
 * only waits, so that it can say in time that it still has its jobs: BullMQ gives a job of one that is silent to
 * another.
 */
import { RealClock } from "../../time/real-clock.js";
import type { Plan, PlannedSession } from "../campaign/plan.js";
import { SESSIONS } from "../campaign/session-job.js";
import type { SessionResult } from "../campaign/session-result.js";
import { thisBuild } from "../workers/build-hash.js";
import { openWorker, type Worker } from "../workers/worker.js";
import { connectRedis } from "./connect-redis.js";
import type { QueueAddress } from "./queue-address.js";
import { loadQueuePackages, type QueuedJob } from "./queue-packages.js";
import { QUEUE_NAME, type RangeAnswer, readRangeJob } from "./range-job.js";

/** A worker that is silent so long has lost its job; it says that it is there at half of it. */
const LOCK_MS = 6_000;
const LOOK_FOR_LOST_MS = 3_000;
/** A job may be lost and begun anew so often: its results are the same each time. */
const LOST_MAX = 10;
const RETRY_MS = 1_000;
/** So long may Redis be away. */
const AWAY_MAX_MS = 60_000;
const LOOK_MS = 500;
const CLOSE_MAX_MS = 3_000;

type WorkerOptions = {
  readonly address: QueueAddress;
  readonly password: string | undefined;
  readonly processes: number;
  /** It ends when it had nothing to do for so long; undefined: never. */
  readonly idleMaxMs: number | undefined;
  /** Told what a person should know. */
  readonly tell: (message: string) => void;
};

type SessionWorker = Worker<Plan, PlannedSession, SessionResult>;

type QueueWorker = {
  /** Resolves when it was idle too long. Rejects when Redis was away too long, or a campaign is of another build. */
  readonly ended: Promise<void>;
  /** Gives back what is under way. */
  close(): Promise<void>;
};

/** @throws Error without the packages, or when Redis does not answer */
export async function startQueueWorker(options: WorkerOptions): Promise<QueueWorker> {
  const { address, processes, idleMaxMs, tell } = options;
  const packages = await loadQueuePackages();
  const own = thisBuild();
  const build = own.hash;
  const clock = new RealClock();
  const idle: SessionWorker[] = [];
  const all: SessionWorker[] = [];
  let isClosed = false;
  let working = 0;
  let workedMs = clock.nowMs();
  let awayMs: number | undefined;
  let last = "";
  const note = ({ message }: Error): void => {
    if (message !== last && !isClosed) tell(`${address.text}: ${message}\n`);
    last = message;
  };
  let end: (error?: Error) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error === undefined ? resolve() : reject(error));
  });

  const redis = await connectRedis(packages, { ...options, isPatient: true, note });
  redis.on("close", () => {
    awayMs ??= clock.nowMs();
  });
  redis.on("ready", () => {
    awayMs = undefined;
    last = "";
  });
  const worker = new packages.Worker(QUEUE_NAME, work, {
    connection: redis,
    concurrency: processes,
    lockDuration: LOCK_MS,
    stalledInterval: LOOK_FOR_LOST_MS,
    maxStalledCount: LOST_MAX,
    runRetryDelay: RETRY_MS,
  });
  worker.on("error", note);

  async function work({ data }: QueuedJob): Promise<RangeAnswer> {
    const job = readRangeJob(data);
    if (job.build !== build) {
      const [theirs, ours] = [job.build, build].map((one) => one.slice(0, 12));
      end(
        new Error(
          `a campaign of build ${theirs} is in the queue, and this worker is of build ${ours}: install the same packages on both`,
        ),
      );
      return { build, results: [] };
    }
    const runner = idle.pop() ?? begin();
    const results: SessionResult[] = [];
    working++;
    try {
      await runner.run({ build: own, context: job.plan, tasks: job.sessions }, (result) =>
        results.push(result),
      );
      return { build, results };
    } catch (error) {
      if (isClosed) return { build, results: [] };
      throw error;
    } finally {
      working--;
      workedMs = clock.nowMs();
      idle.push(runner);
    }
  }

  function begin(): SessionWorker {
    const runner = openWorker(SESSIONS);
    all.push(runner);
    return runner;
  }

  function lookAfter(): void {
    if (isClosed) return;
    const nowMs = clock.nowMs();
    if (awayMs !== undefined && nowMs - awayMs > AWAY_MAX_MS)
      end(new Error(`${address.text} has not answered for ${AWAY_MAX_MS / 1000} seconds`));
    if (idleMaxMs !== undefined && working === 0 && nowMs - workedMs > idleMaxMs) end();
    clock.after(LOOK_MS, lookAfter);
  }
  lookAfter();

  return {
    ended,
    async close() {
      isClosed = true;
      for (const runner of all) runner.stop();
      let disarm = (): void => undefined;
      const late = new Promise<void>((resolve) => {
        disarm = clock.after(CLOSE_MAX_MS, resolve);
      });
      await Promise.race([worker.close(), late]);
      disarm();
      redis.disconnect();
    },
  };
}
