/**
 * A campaign on the disk, as JSON Lines: build, plan and shard, then a line for each result, as they come. Each line is
 * whole or, the last one, cut off by whatever ended the process: that session is run again.
 */
import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { type Plan, type Shard, sessionsOf } from "./plan.js";
import type { SessionResult } from "./session-result.js";

const FORMAT = 1;

type CampaignHead = {
  readonly campaign: typeof FORMAT;
  readonly build: string;
  readonly plan: Plan;
  readonly shard: Shard;
};

export type CampaignRecord = CampaignHead & {
  /** By session. */
  readonly results: ReadonlyMap<number, SessionResult>;
  /** Bytes of whole lines. */
  readonly bytes: number;
};

export function campaignHead(build: string, plan: Plan, shard: Shard): CampaignHead {
  return { campaign: FORMAT, build, plan, shard };
}

/** @throws Error saying what is wrong with the file */
export function readCampaign(file: string): CampaignRecord {
  const text = readFileSync(file, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const lines = whole.split("\n").filter((line) => line !== "");
  const head = parsed(file, 1, lines[0] ?? "") as CampaignHead;
  if (head.campaign !== FORMAT) throw new Error(`${file} is no journal of a campaign (line 1)`);
  const expected = new Set(sessionsOf(head.plan, head.shard).map(({ index }) => index));
  const results = new Map<number, SessionResult>();
  for (const [at, line] of lines.slice(1).entries()) {
    const result = parsed(file, at + 2, line) as SessionResult;
    if (!expected.has(result.index))
      throw new Error(`${file}, line ${at + 2}: session ${result.index} is not of this campaign`);
    results.set(result.index, result);
  }
  return { ...head, results, bytes: Buffer.byteLength(whole) };
}

function parsed(file: string, at: number, line: string): object {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Said below.
  }
  throw new Error(`${file} is no journal of a campaign, or it is damaged (line ${at})`);
}

/** Begins a journal, or goes on with one. @returns what takes each further result */
export function openCampaignJournal(
  file: string,
  head: CampaignHead,
  resumed: CampaignRecord | undefined,
): (result: SessionResult) => void {
  if (resumed === undefined) {
    if (existsSync(file))
      throw new Error(
        `${file} is there: --resume goes on with it, --journal FILE begins another, --against ${file} compares with it`,
      );
    writeFileSync(file, `${JSON.stringify(head)}\n`);
  } else truncateSync(file, resumed.bytes);
  return (result) => appendFileSync(file, `${JSON.stringify(result)}\n`);
}
