/**
 * The till's blacklist in a file of its own, given by the centre: whole or not at all, with its date and a checksum, so
 * that a list that was cut short or changed is not taken for a short one (wraps node:fs).
 */

import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { rangeError } from "@duka/protocol/data/bilingual";
import { OWNER_ONLY } from "@duka/protocol/data/file-mode";
import { parseJson } from "@duka/protocol/data/parse-json";
import { readRegularFile } from "@duka/protocol/data/regular-file";
import { checkText, checkThing } from "../base/argument.js";
import { EquipmentError } from "../base/equipment-error.js";
import { REMEDIES } from "../base/remedies.js";
import { type Blacklist, type BlacklistData, blacklistOf } from "../card/blacklist.js";
import type { Centre } from "./centre.js";

const PAGE = 1000;
/** Some 100 bytes each in the file. */
const ENTRIES_MAX = 1_000_000;
const BYTES_MAX = 256 * 1024 * 1024;
const FORMAT = "duka-blacklist-1";

/**
 * The list in this file, read anew when another process has replaced it.
 * @returns for `openAccount`; answers undefined while there is no file
 * @throws EquipmentError when asked, for a file that is damaged or cannot be read
 */
export function openBlacklist(path: string): () => Blacklist | undefined {
  checkText("path", path);
  let last: { readonly stamp: string; readonly list: Blacklist } | undefined;
  return () => {
    const stamp = stampOf(path);
    if (stamp === undefined) return undefined;
    if (last?.stamp !== stamp) last = { stamp, list: blacklistOf(readBlacklist(path)) };
    return last.list;
  };
}

/**
 * Fetches the centre's list, all of it, and replaces the file.
 * @throws CentreError when the centre does not answer or refuses; RangeError when its list is not whole, EquipmentError
 *   when the file cannot be written: the one of before stays
 */
export async function updateBlacklist(centre: Centre, path: string): Promise<BlacklistData> {
  checkThing("centre", centre, "openHttpCentre gives", ["call"]);
  checkText("path", path);
  const data = await fetchBlacklist(centre);
  writeBlacklist(path, data);
  return data;
}

/** Where the list of a journal's till lies; simulated sales have one of their own. */
export function blacklistFileOf(journal: string, simulated: boolean): string {
  return `${journal}-blacklist${simulated ? "-simulated" : ""}`;
}

async function fetchBlacklist({ call }: Centre): Promise<BlacklistData> {
  const first = await call("blacklist", { limit: PAGE });
  const cards = [...first.cards];
  while (cards.length < first.count && cards.length < ENTRIES_MAX) {
    const page = await call("blacklist", { limit: PAGE, after: cards.at(-1)?.cardNumber });
    if (page.cards.length === 0) break;
    cards.push(...page.cards);
  }
  if (cards.length < first.count) {
    throw rangeError(
      `the centre's blacklist has ${first.count} cards and only ${cards.length} came: the list from before stays, try again`,
      `中心黑名单有 ${first.count} 张卡，只收到 ${cards.length} 张：原名单仍有效，请重试`,
    );
  }
  const listed = cards.map(({ cardNumber, cardId }) => ({ cardNumber, cardId }));
  return { asOfMs: first.asOfMs, cards: listed, ranges: first.ranges };
}

function writeBlacklist(path: string, { asOfMs, cards, ranges }: BlacklistData): void {
  const text = JSON.stringify({ asOfMs, cards, ranges });
  const draft = `${path}.draft`;
  try {
    rmSync(draft, { force: true });
    writeSynced(draft, `${FORMAT} ${sumOf(text)}\n${text}\n`);
    renameSync(draft, path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new EquipmentError(
      `the blacklist ${path} cannot be written: ${why}`,
      REMEDIES["blacklist-room"],
      error,
    );
  }
}

function writeSynced(file: string, text: string): void {
  const descriptor = openSync(file, "wx", OWNER_ONLY);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** @throws EquipmentError */
function readBlacklist(path: string): BlacklistData {
  let content: string;
  try {
    content = new TextDecoder().decode(readRegularFile(path, BYTES_MAX));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new EquipmentError(
      `the blacklist ${path} cannot be read: ${why}`,
      REMEDIES["fetch-blacklist"],
      error,
    );
  }
  const [head = "", text = ""] = content.split("\n");
  if (head !== `${FORMAT} ${sumOf(text)}`) {
    throw new EquipmentError(
      `the blacklist ${path} is damaged: its checksum does not fit`,
      REMEDIES["fetch-blacklist"],
    );
  }
  return parseJson(text) as BlacklistData;
}

function sumOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function stampOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.ino} ${found.size} ${found.mtimeMs}`;
}
