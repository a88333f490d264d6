/** Puts the shards of one campaign together. */
import type { CampaignRecord } from "./campaign-journal.js";
import { planKey, sessionsOf, WHOLE } from "./plan.js";
import type { SessionResult } from "./session-result.js";

type Merged = {
  readonly results: readonly SessionResult[];
  /** Sessions that no shard has. */
  readonly missing: number;
};

/** @throws Error when they are of different builds or campaigns, or differ on one session */
export function mergeShards(shards: readonly (readonly [file: string, record: CampaignRecord])[]): Merged {
  const [first] = shards;
  if (first === undefined) throw new Error("name the journals of the shards");
  const [firstFile, { build, plan }] = first;
  const results = new Map<number, SessionResult>();
  for (const [file, record] of shards) {
    if (record.build !== build)
      throw new Error(
        `${file} is of build ${record.build.slice(0, 12)}, ${firstFile} of build ${build.slice(0, 12)}: shards are of one build`,
      );
    if (planKey(build, record.plan) !== planKey(build, plan))
      throw new Error(
        `${file} is of another campaign than ${firstFile}: sales, seed, faults or combination differ`,
      );
    for (const [index, result] of record.results) {
      const known = results.get(index);
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(result))
        throw new Error(`${file}: session ${index} came to something else than in another shard`);
      results.set(index, result);
    }
  }
  const missing = sessionsOf(plan, WHOLE).length - results.size;
  return { results: [...results.values()], missing };
}
