/** A Redis of the test's own: in memory alone, on a port that was free. A killed one has forgotten everything. */
import { type Child, start } from "../interop/harness/child.js";
import { until } from "../interop/harness/until.js";

const READY_MS = 10_000;

/** @throws Error naming what is missing */
export async function startRedis(port: number, folder: string): Promise<Child> {
  const words = [
    "--port",
    `${port}`,
    "--bind",
    "127.0.0.1",
    "--save",
    "",
    "--appendonly",
    "no",
    "--dir",
    folder,
  ];
  const redis = start(["redis-server", ...words]);
  await until(
    "redis-server to be ready (as root: apt-get install -y --no-install-recommends redis-server)",
    READY_MS,
    () => (redis.printed().includes("Ready to accept connections") ? true : undefined),
    redis.printed,
  );
  return redis;
}
