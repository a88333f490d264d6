/** What UPDATE CAPP DATA CACHE leaves for the debit of a composite purchase (复合消费). Nothing of it is durable before. */
import { SW_RECORD_NOT_FOUND, SW_WRONG_LENGTH } from "@duka/protocol/wire/status-word";
import { SW_CACHE_LOCKED } from "../chip/purse-status-words.js";
import { recordFile, recordNumber } from "../files/file-targets.js";
import type { FileTree } from "../files/file-tree.js";
import type { RecordFile } from "../files/files.js";

/** Bytes of all cached records: with the debit's own writes they must fit into one transaction of the memory. */
const CACHE_BYTES = 128;
const SW_NOT_ENOUGH_SPACE = 0x6a84;
/** Third byte of a record of the composite file: 01 says that its application has locked it. */
const LOCK_AT = 2;

export type CachedRecord = {
  readonly file: RecordFile;
  readonly number: number;
  readonly record: Uint8Array;
};

/** A longer cache, or the status word that refuses. A record shorter than the file's keeps the rest of that. */
export function cached(
  tree: FileTree,
  cache: readonly CachedRecord[],
  { p1, p2, record }: { readonly p1: number; readonly p2: number; readonly record: Uint8Array },
): readonly CachedRecord[] | number {
  const file = recordFile(tree, p2);
  if (typeof file === "number") return file;
  const number = recordNumber(file, p1, p2);
  if (number === 0) return SW_RECORD_NOT_FOUND;
  const earlier = cache.filter((one) => one.file === file && one.number === number).at(-1);
  const whole = earlier?.record ?? file.record(number);
  if (whole[LOCK_AT] === 1) return SW_CACHE_LOCKED;
  if (record.length === 0) return SW_WRONG_LENGTH;
  if (record.length > whole.length) return SW_NOT_ENOUGH_SPACE;
  const changed = whole.slice();
  changed.set(record);
  const longer = [...cache, { file, number, record: changed }];
  const bytes = longer.reduce((sum, one) => sum + one.record.length, 0);
  return bytes > CACHE_BYTES ? SW_NOT_ENOUGH_SPACE : longer;
}
