/** What a campaign's queue is given and gives back; the workers at a real Redis are in `test/queue`. */
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { checkedPlan, WHOLE } from "@duka/simulator/world/campaign/plan";
import { parseQueueAddress } from "@duka/simulator/world/queue/queue-address";
import { loadQueuePackages } from "@duka/simulator/world/queue/queue-packages";
import { rangesOf, readRangeAnswer, readRangeJob } from "@duka/simulator/world/queue/range-job";
import test from "ava";
import { runTool } from "../../support/programs/tools.js";
import { folderOf } from "../../support/values/folder.js";
import { freePort } from "../../support/values/free-port.js";

const BUILD = "ab".repeat(32);
const PLAN = checkedPlan({ sales: 32, seed: 7, faults: "mixed", combination: "mixed" });
const ALL = new Set([0, 1, 2, 3, 4, 5, 6]);

const ADDRESSES: readonly (readonly [typed: string, told: string | undefined])[] = [
  ["redis://127.0.0.1:6379", "redis://127.0.0.1:6379"],
  ["redis://127.0.0.1", "redis://127.0.0.1"],
  ["rediss://night:word-of-pass@queue.example:6380/1", "rediss://queue.example:6380/1"],
  ["redis://:word-of-pass@[::1]:6379", "redis://[::1]:6379"],
  ["127.0.0.1:6379", undefined],
  ["http://127.0.0.1:6379", undefined],
  ["redis://", undefined],
  ["redis://127.0.0.1/queue", undefined],
  ["redis://127.0.0.1/0?password=word-of-pass@1", undefined],
  ["redis:/night:word-of-pass@queue.example", undefined],
];

test("an address of a queue is told without its password, whatever is wrong with it", (t) => {
  for (const [typed, told] of ADDRESSES) {
    if (told !== undefined) t.deepEqual(parseQueueAddress(typed), { url: typed, text: told });
    else {
      const error = t.throws(() => parseQueueAddress(typed), { instanceOf: RangeError }, typed);
      t.regex(error?.message ?? "", /^--queue is such as redis:\/\/127\.0\.0\.1:6379/);
      t.false(error?.message.includes("word-of-pass"));
    }
  }
});

test("without bullmq or ioredis it is said what to install", async (t) => {
  for (const names of [
    ["no-such-bullmq", "ioredis"],
    ["bullmq", "no-such-ioredis"],
  ] as const)
    await t.throwsAsync(loadQueuePackages(...names), {
      message: /packages bullmq and ioredis.*npm install bullmq/,
    });
});

test("ranges are those of the whole campaign, whatever is left of it: the same range is the same job", (t) => {
  const ranges = rangesOf(BUILD, PLAN, WHOLE, { size: 3, wanted: ALL });
  t.deepEqual(
    ranges.map(({ job }) => job.indexes),
    [[0, 1, 2], [3, 4, 5], [6]],
  );
  const left = rangesOf(BUILD, PLAN, WHOLE, { size: 3, wanted: new Set([4]) });
  t.deepEqual(left, [ranges[1]!]);
  const shard = rangesOf(BUILD, PLAN, { part: 2, of: 3 }, { size: 3, wanted: ALL });
  t.deepEqual(
    shard.map(({ job }) => job.indexes),
    [[1, 4]],
  );
  const others = rangesOf("cd".repeat(32), PLAN, WHOLE, { size: 3, wanted: ALL });
  t.is(new Set([...ranges, ...shard, ...others].map(({ id }) => id)).size, 7, "each has a name of its own");
});

test("a worker runs the sessions that the plan has, and nothing that someone else put into the queue", (t) => {
  const job = { build: BUILD, plan: PLAN, indexes: [6] };
  t.deepEqual(readRangeJob(job).sessions, [{ index: 6, seed: 13, sales: 2 }]);
  for (const [wrong, message] of [
    [{ ...job, indexes: [7] }, /a campaign of 32 sales has no session 7/],
    [{ ...job, indexes: [] }, /job\.indexes/],
    [{ ...job, plan: { ...PLAN, faults: "fire" } }, /"fire" is no kind of fault/],
    [{ ...job, plan: { ...PLAN, combination: "paris" } }, /"paris" is none of/],
    [{ ...job, command: "sh" }, /job has no member "command"/],
    ["sh", /job must be an object/],
  ] as const)
    t.throws(() => readRangeJob(wrong), { instanceOf: RangeError, message });
});

test("results of sessions that a worker was not asked for are not counted", (t) => {
  const [range] = rangesOf(BUILD, PLAN, WHOLE, { size: 3, wanted: ALL });
  const answer = (build: string, ...indexes: number[]) => ({
    build,
    results: indexes.map((index) => ({ index })),
  });
  t.is(readRangeAnswer(answer(BUILD, 2, 0, 1), range!).results.length, 3);
  t.is(readRangeAnswer(answer(BUILD), range!).results.length, 0, "the worker was ended");
  for (const indexes of [
    [0, 1],
    [0, 1, 3],
    [0, 1, 2, 2],
  ])
    t.throws(() => readRangeAnswer(answer(BUILD, ...indexes), range!), {
      message: /not those that it was asked for/,
    });
  t.throws(() => readRangeAnswer({ build: BUILD, results: ["?"] }, range!), { instanceOf: RangeError });
  t.throws(() => readRangeAnswer(undefined, range!), { instanceOf: RangeError });
});

test("a queue that does not answer, or is no Redis, is named without its password, and no journal is begun", async (t) => {
  const folder = folderOf(t);
  const server = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => void server.close());
  const { port } = server.address() as { readonly port: number };
  for (const one of [port, await freePort()]) {
    const queue = ["--queue", `redis://night:word-of-pass@127.0.0.1:${one}`];
    const journal = join(folder, `${one}.jsonl`);
    for (const words of [["campaign", "--journal", journal], ["worker"]]) {
      const { code, told } = await runTool("duka-sim", [...words, ...queue]);
      t.is(code, 1);
      t.true(told.startsWith(`duka-sim: no Redis answers at redis://127.0.0.1:${one} (`), told);
      t.false(told.includes("word-of-pass"));
    }
    t.false(existsSync(journal));
  }
});
