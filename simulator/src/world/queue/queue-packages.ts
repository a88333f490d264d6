/**
 * BullMQ and ioredis, which speak to Redis: optional packages, in the one file that knows them, loaded for a queue
 * alone.
 */

/** What is used of BullMQ's API, version 6, and of ioredis. */
export type QueuedJob = {
  readonly data: unknown;
  readonly returnvalue: unknown;
  readonly failedReason?: string;
  getState(): Promise<string>;
  remove(): Promise<unknown>;
};
export type JobQueue = {
  add(name: string, data: object, options: { readonly jobId: string }): Promise<unknown>;
  getJob(id: string): Promise<QueuedJob | undefined>;
  on(event: "error", listener: (error: Error) => void): unknown;
};
type JobWorker = {
  on(event: "error", listener: (error: Error) => void): unknown;
  close(): Promise<void>;
};
export type RedisConnection = {
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "ready" | "close", listener: () => void): unknown;
  connect(): Promise<void>;
  ping(): Promise<string>;
  disconnect(): void;
};

type WorkerOptions = {
  readonly connection: RedisConnection;
  readonly concurrency: number;
  readonly lockDuration: number;
  readonly stalledInterval: number;
  readonly maxStalledCount: number;
  readonly runRetryDelay: number;
};
export type RedisOptions = {
  readonly lazyConnect: true;
  readonly connectTimeout: number;
  /** Null: a command waits until the connection is there again. */
  readonly maxRetriesPerRequest: number | null;
  readonly commandTimeout?: number;
  readonly password?: string;
  /** Milliseconds until the next try to connect; null: no other. */
  readonly retryStrategy: (times: number) => number | null;
};
type BullMq = {
  readonly Queue: new (name: string, options: { readonly connection: RedisConnection }) => JobQueue;
  readonly Worker: new (
    name: string,
    work: (job: QueuedJob) => Promise<unknown>,
    options: WorkerOptions,
  ) => JobWorker;
};
type IoRedis = { readonly Redis: new (url: string, options: RedisOptions) => RedisConnection };

export type QueuePackages = BullMq & IoRedis;

const BULLMQ = "bullmq";
const IOREDIS = "ioredis";

/** @throws Error that says what to install */
export async function loadQueuePackages(bullmq = BULLMQ, ioredis = IOREDIS): Promise<QueuePackages> {
  try {
    const [{ Queue, Worker }, { Redis }]: [BullMq, IoRedis] = await Promise.all([
      import(bullmq),
      import(ioredis),
    ]);
    return { Queue, Worker, Redis };
  } catch (cause) {
    throw new Error(
      "--queue needs the packages bullmq and ioredis, which are optional: npm install bullmq ioredis, or install without --omit=optional",
      { cause },
    );
  }
}
