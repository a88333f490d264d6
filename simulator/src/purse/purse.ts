/**
 * The PBOC purse application: two accounts, electronic deposit (ED, 电子存折) and electronic purse (EP, 电子钱包), their
 * keys, the log, and the last transaction for GET TRANSACTION PROVE. This file holds the state and what load and
 * purchase share; the commands stand in files of their own.
 */

import { ACCOUNT_DEPOSIT, ACCOUNT_PURSE, logRecord } from "@duka/protocol/commands";
import type { CipherSuite, Load, Purchase } from "@duka/protocol/crypto";
import { packRecord, unpackRecord } from "@duka/protocol/layout";
import type { Attempts } from "../access/attempts.js";
import { attempts } from "../access/attempts.js";
import type { KeyEntry, KeySource, StoredKey } from "../access/key-store.js";
import { KEY_LENGTH, storeKeys } from "../access/key-store.js";
import type { Pin } from "../access/pin.js";
import type { ChipRandom } from "../chip/chip-random.js";
import type { RecordFile } from "../files/files.js";
import { bytesCell, deferredCell } from "../memory/cells.js";
import type { Nvm } from "../memory/nvm.js";
import type { PurseRules } from "../profiles/profile.js";
import { lastTransaction } from "./last-transaction.js";
import type { PurseAccount } from "./purse-account.js";
import { depositAccount, purseAccount } from "./purse-account.js";

/** No transaction begins at this sequence (9402). */
export const SEQUENCE_LIMIT = 0xffff;

/** The keys of one card, already diversified. */
export type CardKeys = {
  readonly purchase: readonly KeyEntry[];
  readonly load: readonly KeyEntry[];
  /** DUK: of unload and overdraft limit. */
  readonly unload: readonly KeyEntry[];
  readonly tac: KeySource;
};

/** A finished transaction, on its way into log and proof. */
type FinishedTransaction = {
  /** The sequence that INITIALIZE answered. */
  readonly sequence: number;
  readonly overdraftLimitFen: number;
  readonly entry: Purchase | Load;
  readonly mac: Uint8Array;
  readonly tac: Uint8Array;
};

/** What the purse is built into. */
type PurseSurroundings = {
  readonly memory: Nvm;
  readonly pin: Pin;
  readonly random: ChipRandom;
  readonly suite: CipherSuite;
  readonly log: RecordFile;
  /** Is the application selected? */
  isSelected(): boolean;
};

export type Purse = PurseSurroundings & {
  readonly rules: PurseRules;
  readonly purchaseKeys: readonly StoredKey[];
  readonly loadKeys: readonly StoredKey[];
  readonly unloadKeys: readonly StoredKey[];
  tacKey(): Uint8Array;
  /** Transaction certificate over these data. */
  tac(data: Uint8Array): Uint8Array;
  /** Wrong MAC1 of terminals. */
  readonly purchaseAttempts: Attempts;
  /** Wrong MAC2 of the centre. */
  readonly loadAttempts: Attempts;
  /** By P2 of a command; undefined when there is no such account. */
  account(p2: number): PurseAccount | undefined;
  /** Writes log and proof; within the transaction that moves the money. */
  record(finished: FinishedTransaction): void;
  /** The last transaction, when it has this type and sequence. */
  proof(type: number, sequence: number): { readonly mac: Uint8Array; readonly tac: Uint8Array } | undefined;
  /** Some cards forget the last transaction when an INITIALIZE succeeds. */
  forgetProof(): void;
  /** Writes keys and opening balances; while personalising. */
  personalise(openingBalanceFen: { readonly deposit: number; readonly purse: number }): void;
};

export function createPurse(surroundings: PurseSurroundings, rules: PurseRules, keys: CardKeys): Purse {
  const { memory, log } = surroundings;
  const deposit = depositAccount(memory);
  const purse = purseAccount(memory, rules);
  const last = bytesCell(memory, "last transaction", lastTransaction.size);
  const purchaseKeys = storeKeys(memory, "DPK", keys.purchase);
  const loadKeys = storeKeys(memory, "DLK", keys.load);
  const unloadKeys = storeKeys(memory, "DUK", keys.unload);
  const tacKey = deferredCell(memory, "DTK", KEY_LENGTH);
  const purchaseAttempts = attempts(memory, "MAC1 attempts", rules.macAttempts);
  const loadAttempts = attempts(memory, "MAC2 attempts", rules.macAttempts);

  return {
    ...surroundings,
    rules,
    purchaseKeys: purchaseKeys.keys,
    loadKeys: loadKeys.keys,
    unloadKeys: unloadKeys.keys,
    tacKey: () => tacKey.get(),
    tac: (data) => surroundings.suite.tac(tacKey.get(), data),
    purchaseAttempts,
    loadAttempts,
    account: (p2) => (p2 === ACCOUNT_DEPOSIT ? deposit : p2 === ACCOUNT_PURSE ? purse : undefined),
    record(finished) {
      const sequence = finished.sequence + (rules.transactionSequence === "initialized-plus-one" ? 1 : 0);
      const { overdraftLimitFen, entry, mac, tac } = finished;
      log.append(packRecord(logRecord, { sequence, overdraftLimitFen, ...entry }));
      last.set(packRecord(lastTransaction, { type: entry.transactionType, sequence, mac, tac }));
    },
    proof(type, sequence) {
      const latest = unpackRecord(lastTransaction, last.get());
      return type !== 0 && latest.type === type && latest.sequence === sequence ? latest : undefined;
    },
    forgetProof() {
      if (rules.initializeForgetsProof)
        memory.transaction(() => last.set(new Uint8Array(lastTransaction.size)));
    },
    personalise(openingBalanceFen) {
      deposit.balanceFen.set(openingBalanceFen.deposit);
      purse.balanceFen.set(openingBalanceFen.purse);
      purchaseKeys.personalise();
      loadKeys.personalise();
      unloadKeys.personalise();
      tacKey.personalise(keys.tac);
      purchaseAttempts.restore();
      loadAttempts.restore();
    },
  };
}
