/** A powered card that is spoken to in declared commands. */
import type { CityProfile } from "@duka/protocol/city";
import { members, text } from "@duka/protocol/data/values";
import {
  type AnyCommand,
  type CommandResult,
  packCommand,
  type Request,
  readResponse,
} from "@duka/protocol/layout";
import type { Clock, LeftCard, Transport } from "@duka/protocol/transport";
import { statusWordOf } from "@duka/protocol/wire/status-word";
import { checkClock, checkThing } from "../base/argument.js";
import { deadlineOf, type Limits } from "../base/deadline.js";
import { headerText, ReaderError } from "../base/errors.js";
import { limits, type OptionsOf, readOptions } from "../base/option-values.js";
import { REMEDIES } from "../base/remedies.js";
import { isLoss } from "../reader/reader-loss.js";
import { type SlotHold, takeSlot } from "../reader/slot-hold.js";
import { exchangeWhole } from "./response-chaining.js";

/** For one command with everything that belongs to it: GET RESPONSE, repeats, waiting. */
const COMMAND_DEADLINE_MS = 10_000;

/** The total time counts from the call; `COMMAND_DEADLINE_MS` by default. */
type SendOptions = Limits & {
  /**
   * What the card would tell is of no use: an answer that T=0 announces by 61xx is left where it is, which is
   * "processed normally" (ISO/IEC 7816-4, table 5), and reads as an empty one. Not for a command that moves money.
   */
  readonly isAnswerLeft?: boolean;
};

/** One command at a time. */
export type CardSession = {
  readonly atr: Uint8Array;
  readonly transport: Transport;
  /** By whose rules the card is spoken to; undefined before that is known, and for a card of no city known here. */
  city?: CityProfile | undefined;
  /**
   * Sends one command: 61xx is fetched, 6Cxx repeated with the right Le unless the command moves money. One that
   * carries a secret is overwritten when it is over.
   * @returns the card's answer, a refusal included
   * @throws RangeError when the request does not fit the declaration; nothing was sent
   * @throws ReaderError with the delivery of the first TPDU; when that one was answered with 61xx and the fetching
   *   failed, or when the answer has the wrong length, `delivery` is "answered" and `statusWord` is what the card said
   */
  send<C extends AnyCommand>(
    command: C,
    request: Request<C>,
    options?: SendOptions,
  ): Promise<CommandResult<C>>;
  /** Takes the power from the card. */
  close(): Promise<void>;
};

const sessionOptions = members({
  ...limits,
  /** Whose session it is, for others who want the card meanwhile: "account", "receipt printer". */
  holder: text.default("another session"),
});

export type SessionOptions = OptionsOf<typeof sessionOptions>;

/** A card that was left powered, for `resumeCardSession`. */
export type LeftSession = { readonly atr: Uint8Array; readonly card: LeftCard };

/** A session may also end without taking the power from the card. */
export type LeavableSession = CardSession & {
  /**
   * Ends the session; the card keeps its power for `idleMs`, unless anyone else uses the slot.
   * @returns undefined where that cannot be: the session goes on, to be closed
   */
  leave(idleMs: number): LeftSession | undefined;
};

/**
 * Powers the card, or resets it. It is this session's alone until `close`, or until card or line are lost.
 * @throws ReaderError `card-in-use` naming who has it, `card-absent`, `card-mute`, `unsupported`, …
 */
export async function openCardSession(
  transport: Transport,
  clock: Clock,
  options: SessionOptions = {},
): Promise<CardSession> {
  const { atr, send, close } = await openLeavableSession(transport, clock, options);
  return { atr, transport, send, close };
}

/** The same, of a card that may be left powered. */
export async function openLeavableSession(
  transport: Transport,
  clock: Clock,
  options: SessionOptions = {},
): Promise<LeavableSession> {
  checkThing("transport", transport, "a reader's slot gives", ["open", "exchange"]);
  checkClock("clock", clock);
  const { holder, deadlineMs = COMMAND_DEADLINE_MS, signal } = readOptions(sessionOptions, options);
  const hold = takeSlot(transport, holder);
  let atr: Uint8Array;
  try {
    atr = await transport.open(deadlineMs, signal);
  } catch (error) {
    hold.release();
    throw error;
  }
  return startSession(transport, clock, hold, atr);
}

/**
 * Goes on with a card that was left powered.
 * @returns undefined where it was not left alone, or has not its power any more: it is to be opened
 * @throws ReaderError `card-in-use` naming who has it; `aborted`; `timeout` at the end of the caller's whole time
 */
export async function resumeCardSession(
  transport: Transport,
  clock: Clock,
  { atr, card }: LeftSession,
  holder: string,
): Promise<LeavableSession | undefined> {
  const hold = takeSlot(transport, holder);
  let isThere = false;
  try {
    isThere = (await transport.keep?.take(card, { deadlineMs: COMMAND_DEADLINE_MS })) ?? false;
  } finally {
    if (!isThere) hold.release();
  }
  return isThere ? startSession(transport, clock, hold, atr) : undefined;
}

function startSession(transport: Transport, clock: Clock, hold: SlotHold, atr: Uint8Array): LeavableSession {
  let isBusy = false;

  return { atr, transport, send, close, leave };

  function leave(idleMs: number): LeftSession | undefined {
    if (isBusy || hold.isOthers()) return undefined;
    const card = transport.keep?.leave(idleMs);
    if (card === undefined) return undefined;
    hold.release();
    return { atr, card };
  }

  async function close(): Promise<void> {
    try {
      if (!hold.isOthers()) await transport.close();
    } finally {
      hold.release();
    }
  }

  async function send<C extends AnyCommand>(
    command: C,
    request: Request<C>,
    sendOptions: SendOptions = {},
  ): Promise<CommandResult<C>> {
    const apdu = packCommand(command, request);
    const deadline = deadlineOf(clock, sendOptions, COMMAND_DEADLINE_MS);
    if (isBusy) {
      if (command.carriesSecret) apdu.fill(0);
      throw busy(transport, command);
    }
    isBusy = true;
    try {
      const response = await exchangeWhole(transport, apdu, {
        clock,
        deadline,
        mayRepeat: !command.movesMoney,
        isAnswerLeft: sendOptions.isAnswerLeft === true && !command.movesMoney,
      });
      return readAnswer(transport, command, apdu, response);
    } catch (error) {
      if (isOver(error)) hold.release();
      throw error;
    } finally {
      isBusy = false;
      if (command.carriesSecret) apdu.fill(0);
    }
  }
}

/** Card or line are lost: nothing is left that this session could keep for itself. */
function isOver(error: unknown): boolean {
  return isLoss(error) || (error instanceof ReaderError && error.code === "card-removed");
}

/** A card whose data has the wrong length did act: that is told, not thrown as the caller's mistake. */
function readAnswer<C extends AnyCommand>(
  transport: Transport,
  command: C,
  apdu: Uint8Array,
  response: Uint8Array,
): CommandResult<C> {
  try {
    return readResponse(command, response);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ReaderError({
      message: `${transport.name}: ${command.name} (${headerText(apdu)}): ${cause.message}`,
      code: "protocol-violation",
      layer: "apdu",
      delivery: "answered",
      statusWord: statusWordOf(response),
      remedy: REMEDIES["show-to-issuer"],
      cause,
    });
  }
}

function busy(transport: Transport, command: AnyCommand): ReaderError {
  return new ReaderError({
    message: `${transport.name}: ${command.name}: another command of this card session is still running`,
    code: "slot-busy",
    layer: "apdu",
    delivery: "not-sent",
    remedy: REMEDIES["wait-for-it"],
  });
}
