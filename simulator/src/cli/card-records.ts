/** The transactions that a card remembers, decoded; the newest first. */
import {
  logRecord,
  medicalLogRecord,
  shortMedicalLogRecord,
  TYPE_CASH_WITHDRAWAL,
  TYPE_COMPOSITE_PURCHASE,
  TYPE_DEPOSIT_LOAD,
  TYPE_DEPOSIT_PURCHASE,
  TYPE_OVERDRAFT_UPDATE,
  TYPE_PURSE_LOAD,
  TYPE_PURSE_PURCHASE,
  TYPE_UNLOAD,
} from "@duka/protocol/commands";
import { unpackRecord } from "@duka/protocol/layout";
import type { Card } from "../card/card.js";
import type { RecordFile } from "../files/files.js";

const TYPE_NAMES: { readonly [type: number]: string } = {
  [TYPE_DEPOSIT_LOAD]: "load of the deposit",
  [TYPE_PURSE_LOAD]: "load of the purse",
  [TYPE_UNLOAD]: "unload",
  [TYPE_CASH_WITHDRAWAL]: "cash withdrawal",
  [TYPE_DEPOSIT_PURCHASE]: "purchase from the deposit",
  [TYPE_PURSE_PURCHASE]: "purchase from the purse",
  [TYPE_OVERDRAFT_UPDATE]: "overdraft limit",
  [TYPE_COMPOSITE_PURCHASE]: "composite purchase",
  0x31: "load of the medical account",
  0x32: "purchase from the medical account",
};

export type RecordContents = {
  /** Record number: 1 is the newest. */
  readonly number: number;
  readonly sequence: number;
  readonly type: number;
  /** In words; empty for a type without a name. */
  readonly typeName: string;
  /** One amount in the purse, three in the medical account. */
  readonly amountsFen: readonly number[];
  readonly terminalId: string;
  /** "20240131", "120000". */
  readonly date: string;
  readonly time: string;
};

export type CardRecords = {
  readonly purse: readonly RecordContents[];
  /** Null on a card without medical account. */
  readonly medical: readonly RecordContents[] | null;
};

export function recordsOf({ inside: { purse, medical } }: Card): CardRecords {
  return {
    purse: each(purse.log, (number, bytes) => {
      const { sequence, transactionType, amountFen, terminalId, date, time } = unpackRecord(logRecord, bytes);
      return {
        number,
        sequence,
        type: transactionType,
        typeName: TYPE_NAMES[transactionType] ?? "",
        amountsFen: [amountFen],
        terminalId,
        date,
        time,
      };
    }),
    medical:
      medical === undefined
        ? null
        : each(medical.log, (number, bytes) => {
            const { amountsFen, ...record } = medicalRecordOf(bytes);
            const { sequence, settlementType, terminalId, date, time } = record;
            return {
              number,
              sequence,
              type: settlementType,
              typeName: TYPE_NAMES[settlementType] ?? "",
              amountsFen,
              terminalId,
              date,
              time,
            };
          }),
  };
}

/** Its length says how many amounts it has (P7 12). */
function medicalRecordOf(bytes: Uint8Array) {
  if (bytes.length === shortMedicalLogRecord.size) {
    const { amountFen, ...record } = unpackRecord(shortMedicalLogRecord, bytes);
    return { ...record, amountsFen: [amountFen] };
  }
  const { amount1Fen, amount2Fen, amount3Fen, ...record } = unpackRecord(medicalLogRecord, bytes);
  return { ...record, amountsFen: [amount1Fen, amount2Fen, amount3Fen] };
}

function each(
  log: RecordFile,
  decode: (number: number, bytes: Uint8Array) => RecordContents,
): RecordContents[] {
  return Array.from({ length: log.count() }, (_, index) => decode(index + 1, log.record(index + 1)));
}
