/** A transaction of the purse between its two commands, and the checks with which every INITIALIZE begins. */
import {
  SW_CONDITIONS_NOT_SATISFIED,
  SW_INCORRECT_P1_P2,
  SW_SECURITY_STATUS_NOT_SATISFIED,
} from "@duka/protocol/wire/status-word";
import type { StoredKey } from "../access/key-store.js";
import { SW_COUNTER_AT_LIMIT, SW_NO_SUCH_KEY } from "../chip/purse-status-words.js";
import type { CachedRecord } from "./composite-cache.js";
import type { Purse } from "./purse.js";
import { SEQUENCE_LIMIT } from "./purse.js";
import type { PurseAccount, TransactionKind } from "./purse-account.js";
import { transactionBlock } from "./transaction-block.js";

/** What the keys of one transaction are made of. */
type SessionParts = Pick<OpenTransaction, "key" | "sequence" | "random">;

/** SESLK and SESUK: key of a load, an unload, or a new overdraft limit. */
export function onlineSession({ suite }: Purse, { key, random, sequence }: SessionParts): Uint8Array {
  return suite.sessionKey(key.key(), transactionBlock(random, sequence, 0x8000));
}

/** SESPK: key of a purchase or withdrawal. */
export function offlineSession(
  { suite }: Purse,
  { key, random, sequence }: SessionParts,
  terminalSequence: number,
): Uint8Array {
  return suite.sessionKey(key.key(), transactionBlock(random, sequence, terminalSequence & 0xffff));
}

/** What INITIALIZE leaves for DEBIT or CREDIT. */
export type OpenTransaction = {
  readonly kind: TransactionKind;
  readonly account: PurseAccount;
  readonly key: StoredKey;
  readonly amountFen: number;
  readonly terminalId: string;
  /** Online for a load, unload or overdraft limit, else offline. */
  readonly sequence: number;
  readonly random: Uint8Array;
  /** Of a composite purchase: the records that the debit will write. */
  readonly cache?: readonly CachedRecord[];
};

/** A transaction that may begin, or the status word that refuses it. Nothing is written yet, no random number used. */
export function mayBegin(
  purse: Purse,
  kind: TransactionKind,
  { p2, keyIndex }: { readonly p2: number; readonly keyIndex: number },
): { readonly account: PurseAccount; readonly key: StoredKey; readonly sequence: number } | number {
  const account = purse.account(p2);
  if (account === undefined || !account.kinds.includes(kind)) return SW_INCORRECT_P1_P2;
  if (!purse.isSelected()) return SW_CONDITIONS_NOT_SATISFIED;
  if (attemptsOf(purse, kind).left() === 0) return purse.rules.blockedStatusWord;
  if (account.needsPin[kind === "load" ? "load" : "purchase"] && !purse.pin.isVerified())
    return SW_SECURITY_STATUS_NOT_SATISFIED;
  const key = keysOf(purse, kind).find((stored) => stored.index === keyIndex);
  if (key === undefined) return SW_NO_SUCH_KEY;
  const sequence = (isOnline(kind) ? account.onlineSequence : account.offlineSequence).get();
  if (sequence === SEQUENCE_LIMIT) return SW_COUNTER_AT_LIMIT;
  return { account, key, sequence };
}

function isOnline(kind: TransactionKind): boolean {
  return kind === "load" || kind === "unload" || kind === "overdraft";
}

function attemptsOf(purse: Purse, kind: TransactionKind) {
  return isOnline(kind) ? purse.loadAttempts : purse.purchaseAttempts;
}

function keysOf(purse: Purse, kind: TransactionKind): readonly StoredKey[] {
  if (kind === "load") return purse.loadKeys;
  return isOnline(kind) ? purse.unloadKeys : purse.purchaseKeys;
}
