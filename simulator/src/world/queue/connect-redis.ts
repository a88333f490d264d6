/** A connection to Redis, which has answered. */
import { RealClock } from "../../time/real-clock.js";
import type { QueueAddress } from "./queue-address.js";
import type { QueuePackages, RedisConnection, RedisOptions } from "./queue-packages.js";

const CONNECT_MAX_MS = 5_000;
const ANSWER_MAX_MS = 10_000;
/** Pauses before the next try, once it was there. */
const RETRY_MS = { step: 100, most: 1_000 };

type Wanted = {
  readonly address: QueueAddress;
  /** Instead of the one in the address. */
  readonly password: string | undefined;
  /** Of a worker: its commands wait for Redis to come back. Others fail, and are asked again. */
  readonly isPatient: boolean;
  /** Told of what goes wrong later. */
  readonly note: (error: Error) => void;
};

/** @throws Error when Redis does not answer */
export async function connectRedis(
  { Redis }: Pick<QueuePackages, "Redis">,
  { address, password, isPatient, note }: Wanted,
): Promise<RedisConnection> {
  let isThere = false;
  let why = "it is silent";
  const options: RedisOptions = {
    lazyConnect: true,
    connectTimeout: CONNECT_MAX_MS,
    // Blocking commands, which a worker waits with, take longer than an answer may.
    ...(isPatient
      ? { maxRetriesPerRequest: null }
      : { maxRetriesPerRequest: 1, commandTimeout: ANSWER_MAX_MS }),
    ...(password === undefined ? {} : { password }),
    retryStrategy: (times) => (isThere ? Math.min(times * RETRY_MS.step, RETRY_MS.most) : null),
  };
  const redis = new Redis(address.url, options);
  redis.on("error", (error) => {
    why = error.message;
    if (isThere) note(error);
  });
  const clock = new RealClock();
  let disarm = (): void => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    disarm = clock.after(ANSWER_MAX_MS, () => reject(new Error(why)));
  });
  try {
    await Promise.race([redis.connect().then(() => redis.ping()), late]);
  } catch (error) {
    redis.disconnect();
    const reason = why === "it is silent" && error instanceof Error ? error.message : why;
    throw new Error(
      `no Redis answers at ${address.text} (${reason}): start one (redis-server), or correct --queue and its password`,
      { cause: error },
    );
  } finally {
    disarm();
    late.catch(() => undefined);
  }
  isThere = true;
  return redis;
}
