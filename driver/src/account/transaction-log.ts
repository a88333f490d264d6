/** The card's transaction log (交易明细): the record that tells whose purchase a sequence number was. */
import { readRecord, recordOfSfi } from "@duka/protocol/commands";
import { type Refusal, refusalOf } from "../card/refusal.js";
import type { CityProfile } from "../password/city-profile.js";
import type { IssuedCard } from "./issued-card.js";
import type { AccountLog, Amounts, CardAccount } from "./kinds/card-account.js";
import type { LogEntry } from "./kinds/log-entry.js";
import { isNumberedAfter, isOvertaken, ownRecord, type Rival } from "./log-rivals.js";

/** A purse keeps at least 10; no card met keeps more than this. */
const RECORDS_MAX = 30;
const SW_SECURITY = 0x6982;
const SW_NO_RECORD = 0x6a83;
/** There is no such log, or no such record in it, and there will be none (P5 6.10: 6981 6A81 6A82 6A83 6A86 9303). */
const END_OF_LOG: readonly number[] = [
  SW_NO_RECORD,
  0x6700,
  0x6981,
  0x6a81,
  0x6a82,
  0x6a86,
  0x6b00,
  0x6d00,
  0x6e00,
  0x9303,
];

/** What our record says, if it is there. */
type LoggedTransaction = Amounts & {
  /** What INITIALIZE answered. */
  readonly cardSequence: number;
  readonly transactionType: number;
  readonly terminalId: string;
  readonly date: string;
  readonly time: string;
  /** Others of this journal whose records read as ours does. Asked when there is such a record. */
  readonly rivals: () => Promise<readonly Rival[]>;
};

/**
 * `ours`: the record of our sale. `other`: another purchase has the number that ours would have. `absent`: neither, or
 * no log to be had. `locked`: the card shows its log only after the password. `unreadable`: it failed to show all of it
 * this time.
 */
type LogSearch =
  | { readonly what: "ours" | "other"; readonly entry: LogEntry }
  | { readonly what: "absent" | "locked" | "unreadable"; readonly entry: undefined };

/**
 * Looks for our purchase by everything that the log says of it. Whether a card counts from INITIALIZE's sequence or
 * from the next one is a matter of its maker, so ours is known at either; only a stranger's record is taken at its
 * word.
 * @param log of the account from which, or onto which, it went
 * @param expected the number that this city's cards give it
 * @throws ReaderError
 */
export async function findInLog(
  issued: IssuedCard,
  { log }: CardAccount,
  ours: LoggedTransaction,
  expected: number,
): Promise<LogSearch> {
  const alike: LogEntry[] = [];
  let other: LogEntry | undefined;
  let rivals: readonly Rival[] | undefined;
  let end: "absent" | "locked" | "unreadable" = "absent";
  for (let number = 1; number <= RECORDS_MAX; number++) {
    const answer = await issued.session.send(readRecord, {
      p1: number,
      p2: recordOfSfi(log.file(issued.profile)),
      le: log.recordLength,
    });
    if (!answer.ok) {
      if (answer.sw === SW_SECURITY) end = "locked";
      else if (!END_OF_LOG.includes(answer.sw)) end = "unreadable";
      break;
    }
    const entry = entryOf(log, answer.response.record, issued.profile);
    if (entry === undefined || entry.transactionType !== ours.transactionType) continue;
    if (readsAsOurs(log, entry, ours)) {
      rivals ??= await ours.rivals();
      alike.push(entry);
      if (rivals.length === 0 && isNumberedAfter(entry, ours.cardSequence)) return { what: "ours", entry };
    } else if (entry.sequence === expected) other = entry;
  }
  const own = ownRecord(alike, ours.cardSequence, rivals ?? []);
  if (own !== undefined) return { what: "ours", entry: own };
  if (isOvertaken(ours.cardSequence, rivals ?? [])) return { what: "other", entry: alike[0]! };
  if (end !== "absent" || other === undefined) return { what: end, entry: undefined };
  return { what: "other", entry: other };
}

/** All that a record says, but for its number. */
function readsAsOurs(log: AccountLog, entry: LogEntry, ours: LoggedTransaction): boolean {
  return (
    entry.terminalId === ours.terminalId &&
    log.hasAmount(entry, ours) &&
    entry.date === ours.date &&
    entry.time === ours.time
  );
}

/** All records, the newest first; a refusal when the card shows none. */
export async function readLog(issued: IssuedCard, { log }: CardAccount): Promise<LogEntry[] | Refusal> {
  const entries: LogEntry[] = [];
  for (let number = 1; number <= RECORDS_MAX; number++) {
    const answer = await issued.session.send(readRecord, {
      p1: number,
      p2: recordOfSfi(log.file(issued.profile)),
      le: log.recordLength,
    });
    if (!answer.ok && number === 1 && answer.sw !== SW_NO_RECORD) return refusalOf("reading the log", answer);
    if (!answer.ok) break;
    const entry = entryOf(log, answer.response.record, issued.profile);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

/** Undefined for a record that was never written, or holds what no card writes. */
function entryOf(log: AccountLog, record: Uint8Array, profile: CityProfile): LogEntry | undefined {
  try {
    return log.read(record, profile);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
