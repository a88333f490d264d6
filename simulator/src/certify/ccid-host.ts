/**
 * A host of few words: CCID messages in serial frames over any link, one after the other, and everything that comes
 * back.
 */
import { strict as assert } from "node:assert";
import type { Clock, Link } from "@duka/protocol/transport";
import {
  COMMAND_FAILED,
  COMMAND_STATUS_MASK,
  ERROR_AT,
  ICC_STATUS_MASK,
  MESSAGE_HEADER_LENGTH,
  PC_TO_RDR_ESCAPE,
  payloadLength,
  RDR_TO_PC_DATA_BLOCK,
  SEQ_AT,
  SLOT_AT,
  SPECIFIC_AT,
  STATUS_AT,
  TYPE_AT,
  writeCommandHeader,
} from "@duka/protocol/wire/ccid";
import {
  ACK,
  createFrameReceiver,
  EVENT_BAD_LRC,
  EVENT_FRAME,
  EVENT_NAK,
  EVENT_NONE,
  EVENT_TIME_REQUEST,
  frameLrc,
  receive,
  SYNC,
} from "@duka/protocol/wire/serial-frame";

export type Message = {
  readonly type: number;
  readonly slot?: number;
  readonly parameters?: readonly [number, number, number];
  readonly data?: Uint8Array;
};

export type Answer = {
  readonly type: number;
  readonly slot: number;
  readonly seq: number;
  /** bmICCStatus: 0 active, 1 inactive, 2 no card. */
  readonly icc: number;
  readonly failed: boolean;
  readonly error: number;
  readonly specific: number;
  readonly data: Uint8Array;
  /** Since the command was written. */
  readonly elapsedMs: number;
  /** Time requests that came before it. */
  readonly timeRequests: number;
  /** Empty frames with the command's own header that came before it. */
  readonly echoes: number;
};

export type CcidHost = {
  /** Writes a message and waits for its answer, which must have its bSlot and bSeq. */
  ask(message: Message): Promise<Answer>;
  /** Writes without waiting. @returns the frame */
  write(message: Message): Uint8Array;
  /** Raw bytes. */
  writeRaw(bytes: Uint8Array): void;
  frame(message: Message): Uint8Array;
  /** The next frame that comes, or has come. */
  next(): Promise<Answer>;
  /** NAKs until now. */
  naks(): number;
  /** Whether anything came within so long. */
  isSilentFor(durationMs: number): Promise<boolean>;
};

/** Longer than the longest that a conforming reader may take in any case: a card that computes for five seconds. */
const ANSWER_MS = 20_000;
/** How the message of an error begins that says it. */
export const NO_ANSWER = "no answer";
const BUFFER_LENGTH = 272;

/** @param echoes in front of each answer, as the reader's type has them */
export function createCcidHost(link: Link, clock: Clock, echoes = 0): CcidHost {
  const receiver = createFrameReceiver(new Uint8Array(BUFFER_LENGTH));
  const answers: Answer[] = [];
  let waiting: { tell(answer: Answer): void; fail(error: Error): void } | undefined;
  let seq = 0;
  let writtenMs = 0;
  let naks = 0;
  let timeRequests = 0;
  let chunks = 0;
  let echoesHeard = 0;
  const strays: number[] = [];
  link.listen({ data: hear, closed() {}, bytesNeeded: () => receiver.needed });

  return {
    async ask(message) {
      const sent = write(message);
      const answer = await next();
      assert.equal(answer.slot, sent[2 + SLOT_AT], "bSlot is repeated (6.2)");
      assert.equal(answer.seq, sent[2 + SEQ_AT], "bSeq is repeated (6.2)");
      assert.deepEqual(strays, [], "no byte outside of a frame");
      assert.equal(answer.echoes, echoes, "echoes in front of an answer");
      return answer;
    },
    write,
    writeRaw: (bytes) => {
      writtenMs = clock.nowMs();
      link.write(bytes);
    },
    frame,
    next,
    naks: () => naks,
    isSilentFor: (durationMs) => {
      const before = chunks;
      return new Promise((resolve) => clock.after(durationMs, () => resolve(chunks === before)));
    },
  };

  function frame({ type, slot = 0, parameters = [0, 0, 0], data = new Uint8Array(0) }: Message): Uint8Array {
    const bytes = new Uint8Array(2 + MESSAGE_HEADER_LENGTH + data.length + 1);
    bytes[0] = SYNC;
    bytes[1] = ACK;
    const body = bytes.subarray(2, -1);
    writeCommandHeader(body, type, data.length, slot, seq, ...parameters);
    seq = (seq + 1) & 0xff;
    body.set(data, MESSAGE_HEADER_LENGTH);
    bytes[bytes.length - 1] = frameLrc(body);
    return bytes;
  }

  function write(message: Message): Uint8Array {
    const bytes = frame(message);
    timeRequests = 0;
    writtenMs = clock.nowMs();
    link.write(bytes);
    return bytes;
  }

  function hear(bytes: Uint8Array): void {
    chunks++;
    for (let at = 0; at < bytes.length; ) {
      const from = at;
      at = receive(receiver, bytes, at);
      if (receiver.event === EVENT_FRAME) hearFrame(receiver.buffer);
      else if (receiver.event === EVENT_NAK) naks++;
      else if (receiver.event === EVENT_TIME_REQUEST) timeRequests++;
      else if (receiver.event === EVENT_BAD_LRC) hearDamaged();
      else if (receiver.event !== EVENT_NONE) strays.push(bytes[from]!);
    }
  }

  function hearFrame(message: Uint8Array): void {
    if (message[TYPE_AT]! >= RDR_TO_PC_DATA_BLOCK) {
      tell(answerIn(message));
      echoesHeard = 0;
      return;
    }
    assert.equal(payloadLength(message), 0, "an echo is empty: stock drivers have no room for more");
    echoesHeard++;
  }

  function tell(answer: Answer): void {
    const then = waiting;
    waiting = undefined;
    if (then === undefined) answers.push(answer);
    else then.tell(answer);
  }

  /** No one waits for an answer that has come and cannot be read. */
  function hearDamaged(): void {
    const then = waiting;
    waiting = undefined;
    then?.fail(new Error("an answer came with a wrong LRC"));
  }

  function next(): Promise<Answer> {
    const come = answers.shift();
    if (come !== undefined) return Promise.resolve(come);
    return new Promise((resolve, reject) => {
      const cancel = clock.after(ANSWER_MS, () => reject(new Error(`${NO_ANSWER} within ${ANSWER_MS} ms`)));
      const ended =
        <T>(then: (value: T) => void) =>
        (value: T) => {
          cancel();
          then(value);
        };
      waiting = { tell: ended(resolve), fail: ended(reject) };
    });
  }

  function answerIn(message: Uint8Array): Answer {
    const status = message[STATUS_AT]!;
    return {
      type: message[TYPE_AT]!,
      slot: message[SLOT_AT]!,
      seq: message[SEQ_AT]!,
      icc: status & ICC_STATUS_MASK,
      failed: (status & COMMAND_STATUS_MASK) === COMMAND_FAILED,
      error: message[ERROR_AT]!,
      specific: message[SPECIFIC_AT]!,
      data: message.slice(MESSAGE_HEADER_LENGTH, MESSAGE_HEADER_LENGTH + payloadLength(message)),
      elapsedMs: clock.nowMs() - writtenMs,
      timeRequests,
      echoes: echoesHeard,
    };
  }
}

/** The first word of a host: get firmware text, with bSeq 0. A reader that has just started waits for it. */
export async function openReader(host: CcidHost): Promise<void> {
  const answer = await host.ask({ type: PC_TO_RDR_ESCAPE, data: Uint8Array.of(0x02) });
  assert.equal(answer.failed, false, "the reader can be opened");
}
