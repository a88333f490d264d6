/** A card in the slot of a vpcd: put in, and put in again when pcscd was restarted or has lost it. */
import type { Cancel, Clock } from "@duka/protocol/transport";
import type { CardChip } from "../chip/chip.js";
import { shownAddress, type TcpAddress } from "../reader/serve-tcp.js";
import { watchPace } from "./vpcd-pace.js";
import { talkToVpcd } from "./vpcd-talk.js";
import { type Conversation, dial, type TalkEnd } from "./vpcd-tcp.js";

/** The pause before the next attempt doubles from the first to the longest: in all, somewhat more than a minute. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4000;
const ATTEMPTS_MAX = 20;
/** After so long in the reader a loss is the first one again. */
const STEADY_MS = 10_000;
/** A vpcd that has the card looks at it several times a second. */
const SILENCE_MS = 5000;

type VpcdOptions = {
  readonly address: TcpAddress;
  readonly chip: CardChip;
  readonly clock: Clock;
  /** Told in words what a person should know. */
  readonly say: (message: string) => void;
};

type VpcdConnection = {
  /** Why the card is out for good, when it was not pulled. */
  readonly lost: Promise<Error>;
  /** Pulls the card. */
  pull(): Promise<void>;
};

/** @throws Error saying what to do when no vpcd is there */
export async function connectToVpcd(options: VpcdOptions): Promise<VpcdConnection> {
  const { address, chip, clock, say } = options;
  const where = shownAddress(address);
  const pace = watchPace(say);
  let isPulled = false;
  let stopPause: () => void = () => undefined;
  const first = await putIn();
  if (first instanceof Error) throw notThere(where, first);
  let conversation: Conversation = first;
  const run = stay().catch((error) => (error instanceof Error ? error : new Error(String(error))));

  return {
    lost: run.then((error) => error ?? new Promise<never>(() => {})),
    async pull() {
      isPulled = true;
      stopPause();
      conversation.hangUp();
      await run;
    },
  };

  /** Answers why no one took the card. @throws what the card itself fails with */
  async function putIn(): Promise<Conversation | Error> {
    const talk = talkToVpcd(chip, clock, pace);
    let put: Conversation;
    try {
      put = await dial(address, talk);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
    const stop = clock.after(SILENCE_MS, () => {
      if (!talk.hasHeard()) {
        say(
          `${where} has taken the connection but asks nothing: another card is in that slot, or it is no vpcd`,
        );
      }
    });
    void put.ended.then(stop);
    return put;
  }

  /** Until it is pulled (undefined), or out for good. */
  async function stay(): Promise<Error | undefined> {
    let attempts = 0;
    for (;;) {
      const beganMs = clock.nowMs();
      const { why, failure }: TalkEnd = await conversation.ended;
      if (isPulled || failure !== undefined) return failure;
      if (clock.nowMs() - beganMs >= STEADY_MS) attempts = 0;
      say(`vpcd at ${where} has let the card go (${why}); it is put in again as soon as that works`);
      let last = new Error(why);
      let next: Conversation | undefined;
      while (next === undefined) {
        if (attempts === ATTEMPTS_MAX) return doesNotKeep(where, last);
        await pause(Math.min(FIRST_PAUSE_MS * 2 ** attempts++, LONGEST_PAUSE_MS));
        if (isPulled) return undefined;
        const put = await putIn();
        if (put instanceof Error) last = put;
        else next = put;
      }
      conversation = next;
      // Pulled while it was being put in: there was nothing to hang up then.
      if (isPulled) conversation.hangUp();
      else say(`the card is in the reader of vpcd at ${where} again`);
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel: Cancel = clock.after(ms, resolve);
      stopPause = () => {
        cancel();
        resolve();
      };
    });
  }
}

function doesNotKeep(where: string, cause: Error): Error {
  const message = `vpcd at ${where} does not keep the card: given up after ${ATTEMPTS_MAX} attempts (${cause.message})`;
  return new Error(message, { cause });
}

function notThere(where: string, cause: Error): Error {
  const isRefused = "code" in cause && cause.code === "ECONNREFUSED";
  const message = isRefused
    ? `no one listens at ${where}: install the package vsmartcard-vpcd and start pcscd, which opens that port ` +
      "(35963, unless /etc/reader.conf.d/vpcd names another one)"
    : `cannot connect to vpcd at ${where}: ${cause.message}`;
  return new Error(message, { cause });
}
