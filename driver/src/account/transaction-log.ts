/** The card's transaction log (交易明细): the record that tells whose purchase a sequence number was. */
import { readRecord, recordOfSfi } from "@duka/protocol/commands/iso7816";
import { logRecord } from "@duka/protocol/commands/purse-log";
import { unpackRecord } from "@duka/protocol/commands/read-fields";
import type { Intent, Sale } from "../journal/sale.js";
import type { Purse } from "./card.js";

/** A purse keeps at least 10; no card met keeps more than this. */
const RECORDS_MAX = 30;
const RECORD_LENGTH = 23;
const SW_SECURITY = 0x6982;

export type LogEntry = {
  readonly sequence: number;
  readonly amountFen: number;
  readonly transactionType: number;
  readonly terminalId: string;
  readonly date: string;
  readonly time: string;
};

/**
 * `ours`: the record of our sale. `other`: another purchase has the number that ours would have. `absent`: neither, or no log to be
 * had. `locked`: the card shows its log only after the password.
 */
export type LogSearch =
  | { readonly what: "ours" | "other"; readonly entry: LogEntry }
  | { readonly what: "absent" | "locked"; readonly entry: undefined };

/**
 * Looks for our purchase by everything that the log says of it. Whether a card counts from INITIALIZE's sequence or from the next
 * one is a matter of its maker, so ours is known at either; only a stranger's record is taken at its word.
 * @param expected the number that this city's cards give it
 * @throws ReaderError
 */
export async function findInLog(
  purse: Purse,
  sale: Sale,
  intent: Intent,
  expected: number,
): Promise<LogSearch> {
  let other: LogEntry | undefined;
  for (let number = 1; number <= RECORDS_MAX; number++) {
    const answer = await purse.session.send(readRecord, {
      p1: number,
      p2: recordOfSfi(purse.profile.logFile),
      le: RECORD_LENGTH,
    });
    if (!answer.ok && number === 1 && answer.sw === SW_SECURITY) return { what: "locked", entry: undefined };
    if (!answer.ok) break;
    const entry = entryOf(answer.response.record);
    if (entry === undefined || entry.transactionType !== intent.transactionType) continue;
    if (isOurs(entry, sale, intent)) return { what: "ours", entry };
    if (entry.sequence === expected) other = entry;
  }
  return other === undefined ? { what: "absent", entry: undefined } : { what: "other", entry: other };
}

function isOurs(entry: LogEntry, sale: Sale, intent: Intent): boolean {
  const isInPlace =
    entry.sequence === intent.cardSequence || entry.sequence === ((intent.cardSequence + 1) & 0xffff);
  return (
    isInPlace &&
    entry.terminalId === intent.terminalId &&
    entry.amountFen === sale.amountFen &&
    entry.date === intent.date &&
    entry.time === intent.time
  );
}

/** Undefined for a record that was never written, or holds what no purse writes. */
function entryOf(record: Uint8Array): LogEntry | undefined {
  try {
    return unpackRecord(logRecord, record);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
