/**
 * CCID commands over a link, one at a time: sequence numbers, a short queue, deadlines, and the loss of the link. How
 * one of them gets its answer over a bad line is in ccid-exchange.ts.
 */
import type { Cancel, CardEvent, Clock, Link } from "@duka/protocol/transport";
import { MESSAGE_MAX, PC_TO_RDR_ABORT, SEQ_AT, SLOT_AT } from "@duka/protocol/wire/ccid";
import {
  createFrameReceiver,
  EVENT_FRAME,
  EVENT_INSERTED,
  EVENT_NONE,
  EVENT_REMOVED,
  type FrameReceiver,
  isBetweenFrames,
  receive,
  resetFrameReceiver,
} from "@duka/protocol/wire/serial-frame";
import { type Deadline, deadlineAfter, onEnd } from "../base/deadline.js";
import { type ErrorCode, ReaderError } from "../base/errors.js";
import { REMEDIES } from "../base/remedies.js";
import { type CcidExchange, createExchange, type LineStatistics } from "./ccid-exchange.js";
import { type CcidAnswer, type CcidMessage, checkMessage, packFrame, reachesCard } from "./ccid-frame.js";
import { type LateAnswer, takeLateAnswer } from "./late-answer.js";
import { createLineSpeed, type LineSpeed } from "./line-speed.js";

/** Commands that may wait for the line at the same time. */
const QUEUE_MAX = 32;
const ABORT_DEADLINE_MS = 3000;

export type CcidCommand = CcidMessage & {
  /** What is tried, for messages: "Duka slot 0: power on". */
  readonly attempt: string;
  readonly deadline: Deadline;
  /** Carried out twice it changes nothing, so any reader may get it again. */
  readonly harmless?: boolean;
  /**
   * Given up while it runs, it is ended by PC_to_RDR_Abort (CCID 6.1.13); an answer that it still gets is its answer.
   */
  readonly abortable?: boolean;
  /** Goes out while all others are held. */
  readonly whileHeld?: boolean;
};

export type CcidClient = {
  readonly link: Link;
  readonly speed: LineSpeed;
  readonly statistics: Readonly<LineStatistics>;
  /**
   * Sends a command and waits for its answer.
   * @returns the answer, a failed one included
   * @throws ReaderError when there is none; RangeError when the data is too long for a message
   */
  command(command: CcidCommand): Promise<CcidAnswer>;
  /** The next command has bSeq 0: with the right Escape it tells the reader that a host opens it anew. */
  restartSequence(): void;
  /** From now on a frame may be repeated whatever it does: this reader answers a repeat from what it kept (a Duka). */
  trustKeptAnswers(): void;
  /** While this work lasts only its own commands go out, and all others wait; what is under way ends before them. */
  hold<T>(work: () => Promise<T>): Promise<T>;
  /** The reader announces movement for no particular slot. */
  onMovement(listener: (event: CardEvent) => void): Cancel;
  close(): Promise<void>;
};

type Job = {
  readonly command: CcidCommand;
  exchange: CcidExchange | undefined;
  stopDeadline: Cancel;
  resolve(answer: CcidAnswer): void;
  reject(error: ReaderError): void;
};

export function createCcidClient(link: Link, clock: Clock): CcidClient {
  const receiver: FrameReceiver = createFrameReceiver(new Uint8Array(MESSAGE_MAX + 1));
  const statistics: LineStatistics = { strays: 0, naks: 0, garbled: 0, repeats: 0, late: 0 };
  const movementListeners = new Set<(event: CardEvent) => void>();
  const queue: Job[] = [];
  let current: Job | undefined;
  /** Of a command that the reader was told to end. */
  let lateAnswer: LateAnswer | undefined;
  let nextSeq = 0;
  let keptAnswers = false;
  /** Frames that went out, until an answer shows that they have left the link: what they carry is overwritten then. */
  const sentFrames: Uint8Array[] = [];
  let lost: { readonly reason: unknown } | undefined;
  const speed = createLineSpeed(link, clock);
  let isHeld = false;

  link.listen({ data: onData, closed: onClosed, bytesNeeded: () => receiver.needed });
  return {
    link,
    speed,
    statistics,
    command: enqueue,
    restartSequence() {
      nextSeq = 0;
    },
    trustKeptAnswers() {
      keptAnswers = true;
    },
    async hold(work) {
      isHeld = true;
      try {
        return await work();
      } finally {
        isHeld = false;
        if (current === undefined) startNext();
      }
    },
    onMovement(listener) {
      movementListeners.add(listener);
      return () => movementListeners.delete(listener);
    },
    async close() {
      onClosed();
      await link.close();
      overwriteSent(0);
    },
  };

  function enqueue(command: CcidCommand): Promise<CcidAnswer> {
    return new Promise((resolve, reject) => {
      checkMessage(command);
      const job: Job = { command, exchange: undefined, stopDeadline: () => {}, resolve, reject };
      if (lost !== undefined) throw linkLost(job, lost.reason);
      if (queue.length >= QUEUE_MAX) throw failure(job, "slot-busy", "too many commands wait already");
      if (command.deadline.signal?.aborted) throw failure(job, "aborted", "given up before it was sent");
      job.stopDeadline = limit(job);
      queue.push(job);
      if (current === undefined) startNext();
    });
  }

  function startNext(): void {
    const next = isHeld ? queue.findIndex(({ command }) => command.whileHeld === true) : 0;
    const job = next < 0 ? undefined : queue.splice(next, 1)[0];
    current = job;
    if (job === undefined) return;
    // What was left half-received before is of no use to this command.
    resetFrameReceiver(receiver);
    const seq = nextSeq;
    nextSeq = (nextSeq + 1) & 0xff;
    const frame = packFrame(job.command, seq);
    sentFrames.push(frame);
    overwriteSent(QUEUE_MAX);
    job.exchange = createExchange({
      clock,
      link,
      speed,
      frame,
      commandType: job.command.type,
      mayRepeat: keptAnswers || job.command.harmless === true,
      statistics,
      bytesMissing: () => (isBetweenFrames(receiver) ? 0 : receiver.needed),
      dropFrame: () => resetFrameReceiver(receiver),
      done: (answer) => {
        overwriteSent(0);
        settle(job, () => job.resolve(answer));
      },
      failed: (code, why) => settle(job, () => job.reject(failure(job, code, why))),
      slot: job.command.slot,
      seq,
    });
    job.exchange.start();
  }

  /** All but the newest ones. */
  function overwriteSent(kept: number): void {
    while (sentFrames.length > kept) sentFrames.shift()?.fill(0);
  }

  function settle(job: Job, tell: () => void): void {
    job.stopDeadline();
    job.exchange?.stop();
    tell();
    if (current !== job) return;
    current = undefined;
    startNext();
  }

  function limit(job: Job): Cancel {
    return onEnd(clock, job.command.deadline, (code) => {
      const isSent = job.exchange !== undefined;
      const late = isSent ? "no answer by the deadline" : "the line was busy until the deadline";
      end(job, code, code === "aborted" ? "given up by the caller" : late);
    });
  }

  function end(job: Job, code: ErrorCode, why: string): void {
    if (job === current && job.command.abortable === true) {
      abort(job, code, why);
      return;
    }
    const waiting = queue.indexOf(job);
    if (waiting >= 0) queue.splice(waiting, 1);
    settle(job, () => job.reject(failure(job, code, why)));
  }

  /** The reader answers the command first, as ended or as done, and then the Abort. */
  function abort(job: Job, code: ErrorCode, why: string): void {
    const { slot, attempt } = job.command;
    const lose = (): void => {
      lateAnswer = undefined;
      // After its own answer this changes nothing.
      job.reject(failure(job, code, why));
    };
    const question: Job = {
      command: {
        type: PC_TO_RDR_ABORT,
        slot,
        attempt,
        deadline: deadlineAfter(clock, ABORT_DEADLINE_MS),
        harmless: true,
        whileHeld: true,
      },
      exchange: undefined,
      stopDeadline: () => {},
      resolve: lose,
      reject: lose,
    };
    question.stopDeadline = limit(question);
    job.stopDeadline();
    job.exchange?.stop();
    lateAnswer = { exchange: job.exchange, type: job.command.type, resolve: job.resolve };
    queue.unshift(question);
    startNext();
  }

  function onData(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      at = receive(receiver, bytes, at);
      const event = receiver.event;
      if (event === EVENT_NONE) continue;
      if (event === EVENT_REMOVED || event === EVENT_INSERTED) {
        for (const listener of movementListeners) listener(event === EVENT_REMOVED ? "removed" : "inserted");
      } else if (event === EVENT_FRAME && !isForCurrent()) {
        if (!takeLateAnswer(lateAnswer, receiver.buffer)) statistics.late++;
      } else {
        current?.exchange?.event(event, receiver.buffer);
      }
    }
    current?.exchange?.heard();
  }

  /** An answer that comes too late has another bSeq, and is no one's. */
  function isForCurrent(): boolean {
    const exchange = current?.exchange;
    if (exchange === undefined) return false;
    return receiver.buffer[SEQ_AT] === exchange.seq && receiver.buffer[SLOT_AT] === exchange.slot;
  }

  function onClosed(reason?: Error): void {
    if (lost !== undefined) return;
    lost = { reason };
    const waiting = queue.splice(0);
    const running = current;
    current = undefined;
    if (running !== undefined) settle(running, () => running.reject(linkLost(running, reason)));
    for (const job of waiting) settle(job, () => job.reject(linkLost(job, reason)));
  }

  function linkLost(job: Job, reason: unknown): ReaderError {
    return failure(
      job,
      "link-lost",
      reason === undefined ? "the reader was closed" : "the reader went away",
      reason,
    );
  }

  function failure(job: Job, code: ErrorCode, why: string, cause?: unknown): ReaderError {
    return new ReaderError({
      message: `${job.command.attempt}: ${why} (${link.name})`,
      code,
      layer: "link",
      delivery: job.exchange !== undefined && reachesCard(job.command.type) ? "unknown" : "not-sent",
      remedy: code === "slot-busy" ? REMEDIES["one-at-a-time"] : REMEDIES["check-cable"],
      cause,
    });
  }
}
