/**
 * The medical account of DF04: balance, sequences, keys, log and annual totals, and what its two kinds of transaction
 * share. What public texts leave open is asked of the profile.
 */
import { medicalLogRecord, shortMedicalLogRecord } from "@duka/protocol/commands";
import { type CipherSuite, type MedicalAmounts, TYPE_MEDICAL_PURCHASE } from "@duka/protocol/crypto";
import { packRecord, unpackRecord } from "@duka/protocol/layout";
import type { Attempts } from "../access/attempts.js";
import { attempts } from "../access/attempts.js";
import type { StoredKey } from "../access/key-store.js";
import { KEY_LENGTH, storeKeys } from "../access/key-store.js";
import type { ChipRandom } from "../chip/chip-random.js";
import type { RecordFile } from "../files/files.js";
import type { DeferredCell, NumberCell } from "../memory/cells.js";
import { bytesCell, deferredCell, numberCell } from "../memory/cells.js";
import type { Nvm } from "../memory/nvm.js";
import type { MedicalRules } from "../profiles/profile.js";
import { lastTransaction } from "../purse/last-transaction.js";
import { type AnnualTotals, annualTotals } from "./annual-totals.js";
import type { FinishedMedical } from "./finished-medical.js";
import type { SocialCardKeys } from "./social-keys.js";

/** What the account is built into. */
type MedicalSurroundings = {
  readonly memory: Nvm;
  readonly random: ChipRandom;
  readonly suite: CipherSuite;
  readonly log: RecordFile;
  readonly macAttempts: number;
  readonly blockedStatusWord: number;
  isVerified(): boolean;
  isSelected(): boolean;
  /** DSK was authenticated in DF04: the day on which the year begins may be set. */
  isStartingDayOpen(): boolean;
};

export type MedicalAccount = MedicalSurroundings & {
  readonly isAskedByProve: boolean;
  readonly rules: MedicalRules;
  readonly purchaseKeys: readonly StoredKey[];
  readonly loadKeys: readonly StoredKey[];
  readonly tacKey: DeferredCell;
  readonly purchaseAttempts: Attempts;
  readonly loadAttempts: Attempts;
  readonly balanceFen: NumberCell;
  readonly onlineSequence: NumberCell;
  readonly offlineSequence: NumberCell;
  readonly totals: AnnualTotals;
  /** What a purchase with these amounts takes from the balance. */
  debitedFen(amounts: MedicalAmounts): number;
  /** Writes log, totals and proof; within the transaction that moves the money. */
  record(finished: FinishedMedical): void;
  proof(type: number, sequence: number): { readonly mac: Uint8Array; readonly tac: Uint8Array } | undefined;
  personalise(): void;
};

export function createMedicalAccount(
  surroundings: MedicalSurroundings,
  rules: MedicalRules,
  keys: SocialCardKeys,
): MedicalAccount {
  const { memory, log, macAttempts } = surroundings;
  const balanceFen = numberCell(memory, "medical balance", 4);
  const purchaseKeys = storeKeys(memory, "medical DPK", keys.purchase);
  const loadKeys = storeKeys(memory, "medical DLK", keys.load);
  const tacKey = deferredCell(memory, "medical DTK", KEY_LENGTH);
  const purchaseAttempts = attempts(memory, "medical MAC1 attempts", macAttempts);
  const loadAttempts = attempts(memory, "medical MAC2 attempts", macAttempts);
  const last = bytesCell(memory, "last medical transaction", lastTransaction.size);
  const totals = annualTotals(memory);

  return {
    ...surroundings,
    rules,
    isAskedByProve: rules.provenBy !== "B02E",
    purchaseKeys: purchaseKeys.keys,
    loadKeys: loadKeys.keys,
    tacKey,
    purchaseAttempts,
    loadAttempts,
    balanceFen,
    onlineSequence: numberCell(memory, "medical online sequence", 2),
    offlineSequence: numberCell(memory, "medical offline sequence", 2),
    totals,
    debitedFen: (amounts) =>
      rules.balanceAt === "centre" ? 0 : accountFenOf({ ...amounts, type: TYPE_MEDICAL_PURCHASE }, rules),
    record(finished) {
      const sequence = finished.sequence + (rules.transactionSequence === "initialized-plus-one" ? 1 : 0);
      const { type, mac, tac } = finished;
      const entry = { ...finished, sequence, settlementType: type };
      const amountFen = accountFenOf(finished, rules);
      log.append(
        rules.logRecordLength === shortMedicalLogRecord.size
          ? packRecord(shortMedicalLogRecord, { ...entry, amountFen })
          : packRecord(medicalLogRecord, entry),
      );
      if (rules.provable) last.set(packRecord(lastTransaction, { type, sequence, mac, tac }));
      if (type === TYPE_MEDICAL_PURCHASE) totals.add(finished);
    },
    proof(type, sequence) {
      const latest = unpackRecord(lastTransaction, last.get());
      return type !== 0 && latest.type === type && latest.sequence === sequence ? latest : undefined;
    },
    personalise() {
      balanceFen.set(rules.openingBalanceFen);
      totals.personalise(rules.annualStart);
      purchaseKeys.personalise();
      loadKeys.personalise();
      tacKey.personalise(keys.tac);
      purchaseAttempts.restore();
      loadAttempts.restore();
    },
  };
}

/** What a transaction moves on the account: of a purchase the city's amount, of a load its only one. */
function accountFenOf(
  { type, amount1Fen, amount2Fen, amount3Fen }: MedicalAmounts & { readonly type: number },
  { accountAmount }: MedicalRules,
): number {
  const amounts = [amount1Fen, amount2Fen, amount3Fen];
  return type === TYPE_MEDICAL_PURCHASE
    ? amounts[accountAmount]!
    : amounts.reduce((sum, one) => sum + one, 0);
}
