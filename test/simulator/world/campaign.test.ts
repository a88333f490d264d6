/** Campaigns: the same results however they are divided, and failures that are made small. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  campaignHead,
  openCampaignJournal,
  readCampaign,
} from "@duka/simulator/world/campaign/campaign-journal";
import { compare } from "@duka/simulator/world/campaign/compare";
import { isSameWay, wayOf } from "@duka/simulator/world/campaign/failure";
import { checkedPlan, sessionsOf, WHOLE } from "@duka/simulator/world/campaign/plan";
import { runSession } from "@duka/simulator/world/campaign/run-session";
import { parseSession, sessionLine } from "@duka/simulator/world/campaign/session";
import { SESSIONS } from "@duka/simulator/world/campaign/session-job";
import type { SessionResult } from "@duka/simulator/world/campaign/session-result";
import { shrinkBy } from "@duka/simulator/world/campaign/shrink";
import { tally } from "@duka/simulator/world/campaign/tally";
import { buildHash, thisBuild } from "@duka/simulator/world/workers/build-hash";
import { runPool } from "@duka/simulator/world/workers/pool";
import { openWorker } from "@duka/simulator/world/workers/worker";
import test from "ava";
import { runTool } from "../../support/programs/tools.js";
import { folderOf } from "../../support/values/folder.js";

const SALES = 30;
const SEED = 7;
const WORDS = ["--sales", `${SALES}`, "--seed", `${SEED}`, "--combination", "hangzhou,T=0,purse"];
const PLAN = checkedPlan({ sales: SALES, seed: SEED, faults: "mixed", combination: "hangzhou,T=0,purse" });

type Report = { readonly hash: string; readonly missing: number; readonly [member: string]: unknown };

const run = (...words: string[]) => runTool("duka-sim", words);

/** Words that come later count. */
async function campaign(journal: string, ...words: string[]): Promise<Report> {
  const { out } = await run("campaign", ...WORDS, "--journal", journal, "--json", ...words);
  return JSON.parse(out) as Report;
}

test("one worker, two workers, three shards merged, and two of which one is killed: the same counts and hash", async (t) => {
  const folder = folderOf(t);
  const file = (name: string) => join(folder, name);
  const one = await campaign(file("one"), "--workers", "1");
  t.like(one, { sales: SALES, missing: 0, lost: 0, doubled: 0, undecided: 0, failures: [] });
  t.true(Object.keys(one.struck as object).length > 10, JSON.stringify(one.struck));
  t.log(`seed ${SEED}, ${JSON.stringify(one.struck)}`);
  t.deepEqual(await campaign(file("two"), "--workers", "2"), one);

  const shards = ["1/3", "2/3", "3/3"].map((shard) => [shard, file(shard[0]!)] as const);
  for (const [shard, journal] of shards) await campaign(journal, "--workers", "1", "--shard", shard);
  const merged = await run("merge", ...shards.map(([, journal]) => journal), "--json");
  t.deepEqual(JSON.parse(merged.out), one);
  t.is((await run("merge", file("1"), file("3"))).code, 1, "a shard is missing");

  const results = new Map<number, SessionResult>();
  let killed = 0;
  const pids: number[] = [];
  const pool = runPool({
    ...{ job: SESSIONS, context: PLAN, tasks: sessionsOf(PLAN, WHOLE), workers: 2 },
    onWorker: (pid) => void pids.push(pid),
    onAnswer(result) {
      results.set(result.index, result);
      if (killed > 0) return;
      killed = pids[0]!;
      process.kill(killed, "SIGKILL");
    },
  });
  await pool.done;
  t.true(pids.length > 2, "another process took its place");
  t.is(tally(results.values()).hash, one.hash);
});

test("a campaign that was cut off in the middle of a line goes on from its journal, and comes to the same", async (t) => {
  const folder = folderOf(t);
  const whole = join(folder, "whole.jsonl");
  const words = ["--sales", "20", "--workers", "1"];
  const report = await campaign(whole, ...words);
  const cut = join(folder, "cut.jsonl");
  writeFileSync(cut, readFileSync(whole, "utf8").slice(0, -600));
  t.true(readCampaign(cut).results.size < readCampaign(whole).results.size);
  t.deepEqual(await campaign(cut, ...words, "--resume"), report);
  const again = await run("campaign", ...WORDS, "--journal", cut);
  t.is(again.code, 1);
  t.regex(again.told, /cut\.jsonl is there: --resume goes on with it/);
  const other = await run("campaign", "--sales", "5", "--journal", cut, "--resume");
  t.regex(other.told, /of another campaign/);
});

test("results of two builds are not put together, nor gone on with", async (t) => {
  const folder = folderOf(t);
  const head = campaignHead("00".repeat(32), PLAN, WHOLE);
  const own = join(folder, "own.jsonl");
  const strange = join(folder, "strange.jsonl");
  openCampaignJournal(own, { ...head, build: buildHash() }, undefined);
  openCampaignJournal(strange, head, undefined);
  t.true(existsSync(strange));
  t.regex((await run("merge", own, strange)).told, /shards are of one build/);
  t.regex(
    (await run("campaign", ...WORDS, "--journal", strange, "--resume")).told,
    /is of build 000000000000/,
  );
});

test("a process does no task for a pool of another build; files that were only written anew are of the same", async (t) => {
  const [task] = sessionsOf({ ...PLAN, sales: 1 }, WHOLE);
  const build = thisBuild();
  const answersTo = async (told: typeof build) => {
    const worker = openWorker(SESSIONS);
    t.teardown(() => worker.stop());
    let answers = 0;
    await worker.run({ build: told, context: PLAN, tasks: [task!] }, () => answers++);
    worker.end();
    return answers;
  };
  t.is(await answersTo(build), 1);
  t.is(await answersTo({ ...build, state: "00".repeat(32) }), 1);
  await t.throwsAsync(answersTo({ hash: "00".repeat(32), state: "00".repeat(32) }), {
    message: "the build has changed meanwhile: begin anew",
  });
});

test("a session in a line is read as it is written, and runs again to the same log", async (t) => {
  const line =
    "session;hangzhou,T=0,purse;seed=7;sale;process-killed@journal step answered, before|bytes=0;load;sale;reverse";
  t.is(sessionLine(parseSession(line)), line);
  const [first, second] = [await runSession(parseSession(line)), await runSession(parseSession(line))];
  t.deepEqual(first.broken, []);
  t.is(first.logHash, second.logHash);
  const replayed = await run("replay", line);
  t.is(replayed.code, 0);
  t.regex(replayed.out, /sale: committed recovered-from-log \(first: sale: TillKilledError\)/);
  t.is((await run("replay", `${line};card-mute@ninth VERIFY`)).code, 1);
});

test("the position of a fault counts from its move: the second sale's first VERIFY", async (t) => {
  const { struck, log } = await runSession(
    parseSession("session;hangzhou,T=0,purse;seed=7;sale;sale;card-mute@VERIFY"),
  );
  t.deepEqual(struck[1], [{ kind: "card-mute", at: "VERIFY" }]);
  const fault = log.events.find((event) => event.type === "fault");
  t.like(fault, { at: "second VERIFY" });
});

/** Two bits of one byte pass the parity; then the card is gone, or silent, before the till knows what it did. */
const READ_WRONGLY: readonly (readonly [what: string, line: string])[] = [
  [
    "its purse looks as if it were not there",
    "medical-sm4,T=0,medical;seed=2248;sale;byte-flipped@second SELECT by name, command byte 11|bits=110;card-swapped@DEBIT FOR MEDICAL PURCHASE, command byte 21",
  ],
  [
    "its serial number, where no key is made of it",
    "hangzhou,T=0,purse;seed=7;sale;byte-flipped@READ BINARY, answer byte 2|bits=110;card-swapped@DEBIT FOR PURCHASE, command byte 21",
  ],
  [
    "the factor of its keys",
    "hangzhou,T=0,purse;seed=7;sale;byte-flipped@READ BINARY, answer byte 6|bits=110;answer-withheld@DEBIT FOR PURCHASE",
  ],
  [
    "its identification code",
    "hangzhou,T=0,purse;seed=7;sale;byte-flipped@READ RECORD, answer byte 16|bits=110;answer-withheld@DEBIT FOR PURCHASE",
  ],
  [
    "its card number",
    "medical-sm4,T=0,medical;seed=7;sale;byte-flipped@READ RECORD, answer byte 60|bits=110;card-swapped@DEBIT FOR MEDICAL PURCHASE, command byte 21",
  ],
];

for (const [what, line] of READ_WRONGLY) {
  test(`a card that was read wrongly just when it paid is known again and decides its sale: ${what}`, async (t) => {
    const { broken, missed, first, undecided } = await runSession(parseSession(`session;${line}`));
    t.deepEqual([broken, missed, undecided], [[], [], 0]);
    t.regex(first.join(), /undecided/, "the fault mattered");
  });
}

test("a till that is killed while it asks the centre does not stop time: it comes up again, and the centre decides", async (t) => {
  const line =
    "session;medical-sm4,T=0,medical;seed=7;sale;card-swapped@DEBIT FOR MEDICAL PURCHASE, command byte 21;process-killed@centre purchaseTac";
  const { broken, missed, last } = await runSession(parseSession(line));
  t.deepEqual([broken, missed], [[], []]);
  t.deepEqual(last, ["sale: committed confirmed-by-centre"]);
});

test("a till that does not come up, because the cable is out once more, is started again", async (t) => {
  const line = "session;hangzhou,T=0,purse;seed=7;sale;process-killed@journal step claim, before";
  const { broken, struck } = await runSession(
    parseSession(`${line};cable-out@host frame 1 to reader, byte 4`),
  );
  t.deepEqual(broken, []);
  t.deepEqual(
    struck[0]?.map(({ kind }) => kind),
    ["process-killed", "cable-out"],
  );
});

test("a sale whose TAC the centre refuses, after bits that no parity sees, is for a person to close", async (t) => {
  const line =
    "session;plain,T=0,purse;seed=605;sale;byte-flipped@DEBIT FOR PURCHASE, command byte 7|bits=138";
  const { broken, manual, first } = await runSession(parseSession(line));
  t.deepEqual(broken, []);
  t.deepEqual([first, manual], [["sale: committed"], 1]);
});

test("a password that the card line altered past the parity of T=0 costs a try, and the machine tries no other", async (t) => {
  const line = "session;hangzhou,T=0,purse;seed=103;sale;byte-flipped@VERIFY, command byte 6|bits=223";
  const { broken, last, log } = await runSession(parseSession(line));
  t.deepEqual([broken, last], [[], ["sale: refused password-needed"]]);
  const tried = log.events.filter((event) => event.type === "apdu" && event.command === "VERIFY");
  t.deepEqual(
    tried.map((event) => event.type === "apdu" && event.answer),
    ["63 C5"],
  );
});

test("a load whose TAC the card line altered is on the card, and an open case: the centre has so much less", async (t) => {
  const line =
    "session;hangzhou,T=0,purse;seed=2875;sale;reverse;byte-flipped@CREDIT FOR LOAD, answer byte 6|bits=19";
  const { broken, last, manual } = await runSession(parseSession(line));
  t.deepEqual([broken, last, manual], [[], ["sale: committed", "reverse: credited"], 1]);
});

test("what a swapped card paid is counted by the log, and what it left open is decided when its holder comes back", async (t) => {
  const line = "session;hangzhou,T=1,purse;seed=996;sale;card-swapped@journal step claim, after sync";
  const { broken, last, manual } = await runSession(parseSession(line));
  t.deepEqual([broken, last, manual], [[], ["sale: committed"], 0]);
  const withheld = `${line};answer-withheld@DEBIT FOR PURCHASE`;
  const left = await runSession(parseSession(withheld));
  t.deepEqual([left.broken, left.undecided, left.manual], [[], 0, 0]);
  t.regex(left.first[0]!, /^sale: undecided/);
  t.regex(left.last[0]!, /^sale: committed/);
});

test("a failure is made as small as it can be, in the same way, and each candidate has to fail twice", async (t) => {
  const failing = parseSession(
    "session;hangzhou,T=0,purse;seed=7;sale;card-mute@VERIFY;load;sale;cable-out@second VERIFY;card-mute@READ RECORD;sale",
  );
  const runs: string[] = [];
  // It loses money when the cable is out in a sale behind another one, and something else when a card is mute.
  const fails = async (session: typeof failing): Promise<readonly string[]> => {
    runs.push(sessionLine(session));
    const kinds = session.moves.map((move) => move.faults.map(({ kind }) => kind));
    const place = kinds.findIndex((faults) => faults.includes("cable-out"));
    if (place > 0) return [`lost: S-${place + 1} is "refused", and the card's money moved`];
    return kinds.flat().length > 0 ? ["the journal is damaged"] : [];
  };
  const shrunk = await shrinkBy(fails, failing, wayOf(await fails(failing)));
  t.is(sessionLine(shrunk!.session), "session;hangzhou,T=0,purse;seed=7;sale;sale;cable-out@second VERIFY");
  t.true(shrunk!.isMinimal);
  t.is(runs.filter((line) => line === sessionLine(shrunk!.session)).length, 2);
  let count = 0;
  const never = await shrinkBy(
    async () => (count++ === 0 ? ["lost: once"] : []),
    failing,
    wayOf(["lost: once"]),
  );
  t.is(never, undefined, "it did not fail again");
});

test("two failures are of one way when kind, invariant and place agree, whatever the ref and the amount", (t) => {
  const way = (text: string) => wayOf([text]);
  const lost = way(`lost: S-3 is "refused not-sent", and the card's money moved`);
  t.deepEqual(lost, {
    kind: "lost",
    invariant: `lost: a sale is "refused not-sent", and the card's money moved`,
    place: "refused not-sent",
  });
  t.true(isSameWay(lost, way(`lost: S-last is "refused not-sent", and the card's money moved`)));
  t.false(isSameWay(lost, way(`lost: L-3 is "refused not-sent", and the card's money moved`)));
  t.false(isSameWay(lost, way(`lost: S-3 is "refused", and the card's money moved`)));
  const failure = (text: string) => ({ way: way(text), sessions: 1, line: "", broken: [text] });
  const [old, kept, fresh] = ["doubled: S-1", "lost: S-1", "hung: S-1"].map(failure) as [
    ReturnType<typeof failure>,
    ReturnType<typeof failure>,
    ReturnType<typeof failure>,
  ];
  const known = [old, kept].map((one) => ({ failure: one, isOpen: false }));
  t.deepEqual(compare(known, [kept, fresh]), { new: [fresh], open: [kept], resolved: [old] });
});

const MISTAKES: readonly (readonly [words: readonly string[], message: RegExp])[] = [
  [["campaign", "--sales", "0"], /--sales is a whole number from 1/],
  [["campaign", "--faults", "fire"], /"fire" is no kind of fault; mixed, none, or some of byte-lost/],
  [["campaign", "--combination", "paris"], /"paris" is none of hangzhou/],
  [["campaign", "--queue", "mysql://127.0.0.1"], /--queue is such as redis:/],
  [["campaign", "--range", "0"], /--range is a whole number from 1 to 1000/],
  [["worker", "--queue", "redis://127.0.0.1", "--idle", "x"], /--idle is a whole number/],
  [["campaign", "--workers", "0"], /--workers is a whole number from 1/],
  [["campaign", "--shard", "4/3"], /--shard is such as 1\/3/],
  [["replay", "session;hangzhou;seed=1;lunch"], /"lunch" is none of sale, load, reverse/],
  [["replay", "session;hangzhou;seed=1;reverse"], /there is none/],
];

test("mistyped words of a campaign are refused by name", async (t) => {
  for (const [words, message] of MISTAKES) {
    const { code, told } = await run(...words);
    t.is(code, 2, words.join(" "));
    t.regex(told, message);
  }
});
