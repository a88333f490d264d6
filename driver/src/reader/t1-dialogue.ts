/**
 * Command APDUs over T=1: the machine's blocks through a reader, one after the other. After a failure both sides are
 * brought back into step by S(RESYNCH), so that the next command finds a card that listens; the failed one is never
 * sent again.
 */
import { type ErrorCode, headerText, ReaderError } from "../base/errors.js";
import {
  beginExchange,
  beginIfs,
  beginResynch,
  createSession,
  nextStep,
  type T1Failure,
  type T1Silence,
  type T1Step,
} from "./t1-machine.js";

/**
 * One block to the card and one back.
 * @param waitingTimes bBWI: how many block waiting times the card has
 * @param isFirst of its exchange: no turn of the line is before it
 * @throws ReaderError when the reader, or the way to it, failed
 */
export type SendBlock = (
  block: Uint8Array,
  waitingTimes: number,
  isFirst: boolean,
) => Promise<Uint8Array | T1Silence>;

export type T1Dialogue = {
  /** Offers the card blocks of the longest kind. A card that does not take the offer is spoken to all the same. */
  start(sendBlock: SendBlock): Promise<void>;
  /**
   * @returns data and SW1 SW2
   * @throws ReaderError with `delivery` "not-sent" as long as the card cannot have the whole command, else "unknown"
   */
  exchange(command: Uint8Array, sendBlock: SendBlock): Promise<Uint8Array>;
};

const IFSD = 254;
/** The shortest response: SW1 SW2. */
const RESPONSE_MIN = 2;

const FAILURES: { readonly [why in T1Failure]: readonly [ErrorCode, string] } = {
  mute: ["card-mute", "the card does not answer"],
  garbled: ["parity", "the card's blocks arrive garbled"],
  protocol: ["protocol-violation", "the card breaks the T=1 protocol"],
  aborted: ["aborted", "the card aborted the command"],
};

/** @param name for messages: reader and slot */
export function createT1Dialogue(name: string, parameters: { ifsc: number; edc: number }): T1Dialogue {
  let session = createSession(parameters);
  let isInStep = true;

  return {
    async start(sendBlock) {
      const end = await run(beginIfs(session, IFSD), sendBlock);
      session = end.state;
      if (end.do === "fail") await resynchronise("open", sendBlock);
    },
    exchange,
  };

  async function exchange(command: Uint8Array, sendBlock: SendBlock): Promise<Uint8Array> {
    const step = `send ${headerText(command)}`;
    if (!isInStep) await resynchronise(step, sendBlock);
    let isBegun = false;
    let isWhole = false;
    isInStep = false;
    let end: Ended;
    try {
      end = await run(beginExchange(session, command), sendBlock, (endsCommand) => {
        isBegun = true;
        isWhole ||= endsCommand;
      });
    } catch (error) {
      // Both sides still expect the block that was not sent.
      isInStep = !isBegun;
      throw redelivered(error, isWhole);
    }
    session = end.state;
    if (end.do === "end" && end.response.length >= RESPONSE_MIN) {
      isInStep = true;
      return end.response;
    }
    const why = end.do === "fail" ? end.why : "protocol";
    if (why === "aborted") isInStep = true;
    else await resynchronise(step, sendBlock, true);
    throw failure(step, why, isWhole);
  }

  /** @param isQuiet it was an attempt for the sake of the next command */
  async function resynchronise(step: string, sendBlock: SendBlock, isQuiet = false): Promise<void> {
    isInStep = false;
    try {
      const end = await run(beginResynch(session), sendBlock);
      session = end.state;
      isInStep = end.do === "end";
      if (end.do === "fail" && !isQuiet) throw failure(step, end.why, false);
    } catch (error) {
      if (!isQuiet) throw redelivered(error, false);
      if (!(error instanceof ReaderError)) throw error;
    }
  }

  function failure(step: string, why: T1Failure, isWhole: boolean): ReaderError {
    const [code, says] = FAILURES[why];
    return new ReaderError({
      message: `${name}: ${step}: ${says}`,
      code,
      layer: "t1",
      delivery: isWhole ? "unknown" : "not-sent",
    });
  }
}

type Ended = Exclude<T1Step, { readonly do: "send" }>;

/** Told of each block that went out, and whether the card has the whole command with it. */
type OnSent = (endsCommand: boolean) => void;

async function run(first: T1Step, sendBlock: SendBlock, onSent: OnSent = () => {}): Promise<Ended> {
  let step = first;
  for (let count = 0; step.do === "send"; count++) {
    const arrived = await sent(step, sendBlock, count === 0, onSent);
    step = nextStep(step.state, arrived);
  }
  return step;
}

async function sent(
  { block, waitingTimes, endsCommand }: Extract<T1Step, { readonly do: "send" }>,
  sendBlock: SendBlock,
  isFirst: boolean,
  onSent: OnSent,
): Promise<Uint8Array | T1Silence> {
  let isSent = true;
  try {
    return await sendBlock(block, waitingTimes, isFirst);
  } catch (error) {
    // A block that the reader refused did not reach the card.
    isSent = !(error instanceof ReaderError) || error.delivery !== "not-sent";
    throw error;
  } finally {
    // It may be any part of a VERIFY; to be sent anew it is built anew.
    block.fill(0);
    if (isSent) onSent(endsCommand);
  }
}

/** The delivery of the command, not of the block that failed. */
function redelivered(error: unknown, isWhole: boolean): unknown {
  if (!(error instanceof ReaderError)) return error;
  const { message, code, layer, remedies: remedy, cause } = error;
  const delivery = isWhole ? "unknown" : "not-sent";
  if (delivery === error.delivery) return error;
  return new ReaderError({ message, code, layer, delivery, remedy, cause: cause ?? error });
}
