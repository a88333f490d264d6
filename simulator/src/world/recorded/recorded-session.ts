/** What a driver's trace (`duka … --trace FILE`) recorded of each card: its ATR, and every command with its answer. */
import { declarationOf, getResponse } from "@duka/protocol/commands";
import { parseHex } from "@duka/protocol/layout";
import { loadTrace } from "../load-driver.js";

/** One command and its whole answer: what GET RESPONSE fetched stands with the command that it belongs to. */
export type RecordedExchange = {
  /** Since the trace began. */
  readonly atMs: number;
  readonly slot: number;
  /** By its declaration. */
  readonly name: string;
  /** Its bytes as far as they are shown. */
  readonly command: Uint8Array;
  readonly answer: Uint8Array;
  /** Why it cannot be done again; undefined: it can. */
  readonly not: string | undefined;
};

export type RecordedSession = {
  readonly exchanges: readonly RecordedExchange[];
  /** By slot: the last ATR. */
  readonly atrs: ReadonlyMap<number, Uint8Array>;
};

const HIDDEN = "··";
const NO_SECRETS = "a password or key is in it, and the trace has none";
const OF_ITS_MOMENT = "it has a MAC or a random number, which are right once";
const UNKNOWN = "no declaration knows it";
/** Their answers depend on what stands on the card alone. */
const READS: readonly string[] = [
  "SELECT by file identifier",
  "SELECT of an elementary file",
  "SELECT by name",
  "SELECT next by name",
  "READ BINARY",
  "READ RECORD",
  "GET BALANCE",
  "GET TRANSACTION PROVE",
  "GET MEDICAL BALANCE",
  "GET ANNUAL SELF-PAY",
  "GET ANNUAL POOL PAYMENT",
  "GET STARTING DAY",
];
const MORE_DATA = 0x61;
const WRONG_LE = 0x6c;
const STATUS_WORD = 2;

/**
 * @param file for messages
 * @throws RangeError when it is no trace, or nothing was recorded in it
 */
export async function readRecordedSession(text: string, file: string): Promise<RecordedSession> {
  const { isTraceHeading, parseTraceLine } = await loadTrace();
  const [heading = "", ...lines] = text.split(/\r?\n/);
  if (!isTraceHeading(heading))
    throw new RangeError(`${file}: it is no trace; duka … --trace FILE writes one`);
  const slots = new Map<string, number>();
  const atrs = new Map<number, Uint8Array>();
  const asked = new Map<number, { readonly atMs: number; readonly text: string }>();
  const found: Exchange[] = [];
  for (const line of lines) {
    const told = parseTraceLine(line);
    if (told === undefined) continue;
    const slot = slotOf(told.where, slots);
    if (told.kind === "atr") atrs.set(slot, bytesOf(told.text));
    else if (told.kind === ">") asked.set(slot, { atMs: told.ms, text: told.text });
    else if (told.kind === "<") {
      const command = asked.get(slot);
      asked.delete(slot);
      if (command !== undefined) addTo(found, slot, command, told.text);
    }
  }
  if (found.length === 0) throw new RangeError(`${file}: there is no command with its answer in it`);
  return { exchanges: found, atrs };
}

type Exchange = { -readonly [name in keyof RecordedExchange]: RecordedExchange[name] };

function addTo(
  found: Exchange[],
  slot: number,
  { atMs, text }: { readonly atMs: number; readonly text: string },
  answerText: string,
): void {
  const command = bytesOf(text);
  const answer = bytesOf(answerText);
  const declared = declarationOf(command);
  const isHidden = text.includes(HIDDEN) || answerText.includes(HIDDEN);
  const before = found.filter((exchange) => exchange.slot === slot).at(-1);
  if (declared === getResponse && before !== undefined && sw1Of(before.answer) === MORE_DATA) {
    before.answer = Uint8Array.from([...before.answer.subarray(0, -STATUS_WORD), ...answer]);
    if (isHidden) before.not ??= NO_SECRETS;
    return;
  }
  // Asked again with the length that the card has named.
  if (before !== undefined && sw1Of(before.answer) === WRONG_LE && sameHeader(before.command, command))
    found.splice(found.indexOf(before), 1);
  const name = declared?.name ?? "unknown command";
  found.push({ atMs, slot, name, command, answer, not: reasonOf(name, declared === undefined, isHidden) });
}

function reasonOf(name: string, isUnknown: boolean, isHidden: boolean): string | undefined {
  if (isHidden) return NO_SECRETS;
  if (isUnknown) return UNKNOWN;
  return READS.includes(name) ? undefined : OF_ITS_MOMENT;
}

/** As the reader numbers them; behind PC/SC each is a reader of its own, and comes in its turn. */
function slotOf(where: string, slots: Map<string, number>): number {
  const known = slots.get(where);
  if (known !== undefined) return known;
  const slot = Number(/ slot (\d)$/.exec(where)?.[1] ?? slots.size);
  slots.set(where, slot);
  return slot;
}

function sw1Of(answer: Uint8Array): number {
  return answer[answer.length - STATUS_WORD] ?? 0;
}

function sameHeader(one: Uint8Array, other: Uint8Array): boolean {
  return [0, 1, 2, 3].every((at) => one[at] === other[at]);
}

/** Hidden bytes are left out: they stand behind what is shown. */
function bytesOf(text: string): Uint8Array {
  const shown = text.replaceAll(HIDDEN, "").trim();
  return shown === "" ? new Uint8Array(0) : parseHex(shown);
}
