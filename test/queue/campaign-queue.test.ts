/** A campaign by workers of BullMQ at a real Redis comes to what processes of its own come to, whoever is killed. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadQueuePackages } from "@duka/simulator/world/queue/queue-packages";
import { QUEUE_NAME } from "@duka/simulator/world/queue/range-job";
import test, { type ExecutionContext } from "ava";
import { type Child, type Finished, run, start } from "../interop/harness/child.js";
import { until } from "../interop/harness/until.js";
import { folderOf } from "../support/values/folder.js";
import { freePort } from "../support/values/free-port.js";
import { startRedis } from "./private-redis.js";

const SIMULATOR = fileURLToPath(new URL("../../../simulator/bin/duka-sim.js", import.meta.url));
const SALES = 20;
const CAMPAIGN = ["campaign", "--sales", `${SALES}`, "--seed", "7", "--combination", "hangzhou,T=0,purse"];
const LIMIT_MS = 120_000;
const OTHER_BUILD = "0123456789ab".padEnd(64, "0");

const program = (...words: string[]) => [process.execPath, SIMULATOR, ...words];
const linesOf = (file: string) => (existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0);

type Bench = {
  readonly url: string;
  file(name: string): string;
  /** Kills Redis, and starts another one in its place. */
  replaceRedis(): Promise<void>;
  startWorker(): Promise<Child>;
  campaign(journal: string, ...words: string[]): Promise<Finished>;
  /** @returns what a queued campaign came to, when `strike` has been done once a session was counted */
  struck(journal: string, strike: () => unknown): Promise<Finished>;
};

async function benchOf(t: ExecutionContext): Promise<Bench> {
  const folder = folderOf(t);
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const file = (name: string) => join(folder, name);
  const campaign = (journal: string, ...words: string[]) =>
    run(program(...CAMPAIGN, "--journal", file(journal), "--json", ...words), LIMIT_MS);
  const stopped = <C extends Child>(child: C): C => {
    t.teardown(() => child.stop());
    return child;
  };
  let redis = stopped(await startRedis(port, folder));
  return {
    ...{ url, file, campaign },
    async replaceRedis() {
      redis.signal("SIGKILL");
      await redis.ended;
      redis = stopped(await startRedis(port, folder));
    },
    async startWorker() {
      const worker = stopped(start(program("worker", "--queue", url, "--workers", "1")));
      const isReady = () => /is ready/.test(worker.printed()) || undefined;
      await until("a worker to be ready", LIMIT_MS, isReady, worker.printed);
      return worker;
    },
    async struck(journal, strike) {
      const running = campaign(journal, ...queue(url));
      const isCounted = () => linesOf(file(journal)) > 1 || undefined;
      await until("a session to be counted", LIMIT_MS, isCounted);
      await strike();
      return running;
    },
  };
}

const queue = (url: string) => ["--queue", url, "--range", "1"];

test.serial(
  "one worker, two workers, two workers of a queue, its three shards merged, and after kill -9 of a worker and of Redis: the same counts and hash",
  async (t) => {
    const bench = await benchOf(t);
    const { campaign, file } = bench;
    const [one, two, first] = await Promise.all([
      campaign("one", "--workers", "1"),
      campaign("two", "--workers", "2"),
      bench.startWorker(),
      bench.startWorker(),
    ]);
    const same = (what: string, { code, stdout, output }: Finished) => {
      t.is(code, 0, `${what}: ${output}`);
      t.deepEqual(JSON.parse(stdout), JSON.parse(one.stdout), what);
    };
    const report = JSON.parse(one.stdout) as { readonly [member: string]: unknown };
    t.like(report, { sales: SALES, sessions: SALES / 5, missing: 0, lost: 0, doubled: 0, failures: [] });
    same("two workers", two);
    same("a queue", await campaign("queue", ...queue(bench.url)));

    for (const part of [1, 2, 3])
      await campaign(`shard-${part}`, ...queue(bench.url), "--shard", `${part}/3`);
    const shards = [1, 2, 3].map((part) => file(`shard-${part}`));
    same("three shards", await run(program("merge", ...shards, "--json"), LIMIT_MS));

    same("a worker is killed", await bench.struck("worker-killed", () => first.signal("SIGKILL")));
    t.is(first.exitCode(), null, "it was killed");
    same(
      "Redis is killed, and has forgotten its jobs",
      await bench.struck("redis-killed", () => bench.replaceRedis()),
    );
    t.is(linesOf(file("redis-killed")), 1 + SALES / 5, "each session is counted once");
    t.log(`${SALES} sales, seed 7, results ${report.hash}`);
  },
);

test.serial("a worker of another build is refused by name, by the campaign and by the worker", async (t) => {
  const bench = await benchOf(t);
  const { Queue, Worker, Redis } = await loadQueuePackages();
  const connection = () =>
    new Redis(bench.url, {
      lazyConnect: true,
      connectTimeout: 1000,
      maxRetriesPerRequest: null,
      retryStrategy: () => null,
    });
  const [forJobs, forAnswers] = [connection(), connection()];
  const jobs = new Queue(QUEUE_NAME, { connection: forJobs });
  jobs.on("error", () => undefined);
  const job = {
    build: OTHER_BUILD,
    plan: { sales: 5, seed: 1, faults: "mixed", combination: "mixed" },
    indexes: [0],
  };
  await jobs.add("sessions", job, { jobId: "of-another-build" });
  const refusing = await bench.startWorker();
  await refusing.ended;
  t.is(refusing.exitCode(), 1);
  t.regex(
    refusing.printed(),
    /campaign of build 0123456789ab is in the queue, and this worker is of build [0-9a-f]{12}/,
  );

  const strange = new Worker(QUEUE_NAME, async () => ({ build: OTHER_BUILD, results: [] }), {
    connection: forAnswers,
    concurrency: 1,
    ...{ lockDuration: 6000, stalledInterval: 3000, maxStalledCount: 10, runRetryDelay: 1000 },
  });
  strange.on("error", () => undefined);
  const running = start(program(...CAMPAIGN, "--journal", bench.file("refused"), "--queue", bench.url));
  await until(
    "the campaign to refuse it",
    LIMIT_MS,
    () => /refused a worker of build 0123456789ab/.test(running.printed()) || undefined,
    running.printed,
  );
  await strange.close();
  running.signal("SIGINT");
  await running.ended;
  t.is(running.exitCode(), 1);
  t.regex(
    running.printedOut(),
    new RegExp(`NOT RUN: ${SALES / 5} sessions`),
    "Ctrl-C leaves a partial report",
  );
  forJobs.disconnect();
  forAnswers.disconnect();
});
