/**
 * What T=0 leaves to the host (ISO/IEC 7816-3, 12.2; 7816-4, 5.3.4): fetching an answer announced by 61xx, and asking
 * again with the length that 6Cxx names. A command is parsed into its case first; nothing is patched by array length.
 */
import { secretBytes } from "@duka/protocol/layout";
import type { Clock, ReaderHelp, ResponseApdu, Transport } from "@duka/protocol/transport";
import { parseCommandApdu } from "@duka/protocol/wire/apdu";
import {
  isMoreData,
  isWrongLe,
  lengthInStatusWord,
  SW_OK,
  statusWordOf,
} from "@duka/protocol/wire/status-word";
import { type Deadline, remainingMs } from "../base/deadline.js";
import { headerText, ReaderError } from "../base/errors.js";
import { REMEDIES } from "../base/remedies.js";
import { swText } from "./refusal.js";

/** GET RESPONSE rounds of one command. */
export const ROUNDS_MAX = 256;
/** Bytes of one answer: the largest Ne there is. */
const RESPONSE_DATA_MAX = 65536;
const INS_GET_RESPONSE = 0xc0;

type ChainingOptions = {
  readonly clock: Clock;
  readonly deadline: Deadline;
  /** Whether 6Cxx may be answered by sending the command again. */
  readonly mayRepeat: boolean;
  /** 61xx is the end: nothing is fetched, and 9000 is the answer. */
  readonly isAnswerLeft?: boolean;
};

/**
 * One command with everything that belongs to it. With 61xx it is done (12.2.3): what GET RESPONSE then says is GET
 * RESPONSE's own answer, and a refusal of that is never taken for one of the command.
 * @returns all data, and the last status word
 * @throws ReaderError of the first TPDU as it is; of a later one, or when a later one is refused, with `delivery`
 *   "answered" and the first status word; `unknown` when a command that may not be repeated was sent again underneath,
 *   and then refused
 */
export async function exchangeWhole(
  transport: Transport,
  command: Uint8Array,
  options: ChainingOptions,
): Promise<Uint8Array> {
  let response = await exchangeOne(transport, command, options, helpFor(options));
  const repeat = options.mayRepeat ? withRightLe(command, statusWordOf(response)) : undefined;
  if (repeat !== undefined) {
    try {
      response = await exchangeOne(transport, repeat, options, helpFor(options));
    } finally {
      repeat.fill(0);
    }
  }
  const sw = statusWordOf(response);
  if (!isMoreData(sw)) {
    if (!options.mayRepeat && response.repeated && sw !== SW_OK) throw refusedRepeat(transport, command, sw);
    return response;
  }
  if (options.isAnswerLeft === true) return Uint8Array.of(SW_OK >> 8, SW_OK & 0xff);
  let whole: Uint8Array;
  try {
    whole = await fetchRest(transport, command, response, options);
  } catch (cause) {
    throw fetchFailed(transport, command, sw, cause);
  }
  const last = statusWordOf(whole);
  if (isFetched(last, options)) return whole;
  const why = `the card answered GET RESPONSE with ${swText(last)}`;
  throw fetchFailed(transport, command, sw, unfetched(transport, why));
}

/** What a reader may do by itself of what is done here. */
function helpFor({ mayRepeat, isAnswerLeft }: ChainingOptions): ReaderHelp | undefined {
  if (isAnswerLeft === true) return undefined;
  return mayRepeat ? "fetch-and-repeat" : "fetch";
}

/**
 * Done; or all was fetched that was asked for, and more waits; or, where no money moves, done with a warning (7816-4,
 * table 5).
 */
function isFetched(sw: number, { mayRepeat }: ChainingOptions): boolean {
  const isWarning = sw >> 8 === 0x62 || sw >> 8 === 0x63;
  return sw === SW_OK || isMoreData(sw) || (mayRepeat && isWarning);
}

/** The command with the Le that 6Cxx names; undefined when there was no 6Cxx, or no Le to correct. */
export function withRightLe(command: Uint8Array, sw: number): Uint8Array | undefined {
  const { apduCase, extended } = parseCommandApdu(command);
  if (!isWrongLe(sw) || extended || apduCase === 1 || apduCase === 3) return undefined;
  const repeat = secretBytes(command.length);
  repeat.set(command);
  // In both cases Le is the last byte: case 2 is header and Le, case 4 has been checked to end with it.
  repeat[repeat.length - 1] = sw & 0xff;
  return repeat;
}

/**
 * CLA of a GET RESPONSE for this command: the interindustry class on the same logical channel (7816-4, 5.4.1), without
 * chaining and secure messaging.
 */
export function classOfGetResponse(cla: number): number {
  const isFurtherChannel = (cla & 0x40) !== 0;
  return isFurtherChannel ? 0x40 | (cla & 0x0f) : cla & 0x03;
}

async function fetchRest(
  transport: Transport,
  command: Uint8Array,
  first: Uint8Array,
  options: ChainingOptions,
): Promise<Uint8Array> {
  const expected = parseCommandApdu(command).le || RESPONSE_DATA_MAX;
  const cla = classOfGetResponse(command[0]!);
  const parts = [first.subarray(0, first.length - 2)];
  let received = first.length - 2;
  let sw = statusWordOf(first);
  for (let round = 0; isMoreData(sw) && received < expected; round++) {
    if (round >= ROUNDS_MAX) throw endless(transport, command);
    const length = Math.min(lengthInStatusWord(sw), expected - received);
    const part = await getResponse(transport, cla, length, options);
    parts.push(part.subarray(0, part.length - 2));
    received += part.length - 2;
    sw = statusWordOf(part);
  }
  return joined(parts, received, sw);
}

/** One GET RESPONSE; the card may name another length once. */
async function getResponse(
  transport: Transport,
  cla: number,
  length: number,
  options: ChainingOptions,
): Promise<Uint8Array> {
  const command = Uint8Array.of(cla, INS_GET_RESPONSE, 0, 0, length & 0xff);
  const response = await exchangeOne(transport, command, options);
  const repeat = withRightLe(command, statusWordOf(response));
  return repeat === undefined ? response : exchangeOne(transport, repeat, options);
}

async function exchangeOne(
  transport: Transport,
  command: Uint8Array,
  options: ChainingOptions,
  help?: ReaderHelp,
): Promise<ResponseApdu> {
  const leftMs = remainingMs(options.clock, options.deadline);
  if (leftMs === 0) {
    throw new ReaderError({
      message: `${transport.name}: send ${headerText(command)}: the time was over before it could be sent`,
      code: "timeout",
      layer: "apdu",
      delivery: "not-sent",
      remedy: REMEDIES["longer-deadline"],
    });
  }
  return transport.exchange(command, leftMs, options.deadline.signal, help);
}

/** An answer that stopped growing because Ne bytes are there ends with 61xx: the command itself is done. */
function joined(parts: readonly Uint8Array[], length: number, sw: number): Uint8Array {
  const whole = new Uint8Array(length + 2);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  whole[at] = sw >> 8;
  whole[at + 1] = sw;
  return whole;
}

function endless(transport: Transport, command: Uint8Array): ReaderError {
  return new ReaderError({
    message: `${transport.name}: ${headerText(command)}: the card announces more data without end`,
    code: "protocol-violation",
    layer: "apdu",
    delivery: "answered",
  });
}

function unfetched(transport: Transport, why: string): ReaderError {
  return new ReaderError({
    message: `${transport.name}: ${why}`,
    code: "protocol-violation",
    layer: "apdu",
    delivery: "answered",
  });
}

/** Whatever went wrong, the command itself is done; a RangeError would say that nothing had been sent. */
function fetchFailed(transport: Transport, command: Uint8Array, sw: number, cause: unknown): unknown {
  if (!(cause instanceof ReaderError || cause instanceof RangeError)) return cause;
  const {
    message,
    code,
    layer,
    remedies: remedy,
  } = cause instanceof ReaderError ? cause : unfetched(transport, cause.message);
  return new ReaderError({
    message: `${transport.name}: ${headerText(command)} was answered with ${swText(sw)}, but the rest could not be fetched: ${message}`,
    code,
    layer,
    delivery: "answered",
    statusWord: sw,
    remedy,
    cause,
  });
}

/** The first copy may have been carried out; its second one comes at the wrong time, and is refused for that. */
function refusedRepeat(transport: Transport, command: Uint8Array, sw: number): ReaderError {
  return new ReaderError({
    message: `${transport.name}: ${headerText(command)} had to be sent to the reader again and was answered with ${swText(sw)}: that may be the answer to the second copy`,
    code: "protocol-violation",
    layer: "apdu",
    delivery: "unknown",
    remedy: REMEDIES["same-ref"],
  });
}
