/** One slot of a PC/SC reader as a transport. The card is ours alone from `open` to `close`. */
import { live } from "@duka/protocol/data/live";
import { secretBytes } from "@duka/protocol/layout";
import type { Cancel, CardEvent, Clock, Transport } from "@duka/protocol/transport";
import { type CommandApdu, parseCommandApdu, SHORT_RESPONSE_MAX } from "@duka/protocol/wire/apdu";
import { type Deadline, deadlineAfter } from "../base/deadline.js";
import { headerText, ReaderError } from "../base/errors.js";
import { type Holder, inUse } from "../link/holder.js";
import { isResponse, sendable } from "../reader/command-apdu.js";
import { PIN_SLOT } from "../reader/pin-slot.js";
import type { WireMeter } from "../reader/wire-meter.js";
import type { CardMovement } from "./card-movement.js";
import { FEATURE_GET_TLV_PROPERTIES, PROPERTY_APDU_DATA_MAX, parseProperties } from "./part10.js";
import { createPcscCalls, firstOf } from "./pcsc-calls.js";
import { connectCard, type PcscConnection, release } from "./pcsc-connection.js";
import { createPinPad, hasPinPad } from "./pcsc-pin-pad.js";
import { LEAVE_CARD, type PcscService, UNPOWER_CARD } from "./pcsc-service.js";

/** How long `close` waits for a call that is still under way. */
const CLOSE_MS = 3000;
/** dwMaxAPDUDataSize up to this one: commands of the short form only. */
const SHORT_DATA_MAX = 256;

/** Who of our own processes has which card. */
export type CardNotes = {
  note(what: string): Cancel;
  holderOf(what: string): Holder | undefined;
};

type PcscSlotSetup = {
  readonly service: PcscService;
  readonly clock: Clock;
  readonly meter: WireMeter;
  readonly movement: CardMovement;
  readonly notes: CardNotes;
  /** PC/SC's name of the slot: "Duka 00 00". */
  readonly name: string;
  /** Among the slots of the reader. */
  readonly index: number;
  /** PC/SC's state of the slot as the reader knows it now; undefined where the service does not answer. */
  stateNow(): number | undefined;
};

export type PcscSlot = Transport & {
  /** Whether a card is powered for us. */
  isOpen(): boolean;
};

export function createPcscSlot(setup: PcscSlotSetup): PcscSlot {
  const { service, clock, name, notes } = setup;
  const noteName = `pcsc:${name}`;
  const calls = createPcscCalls(name, clock);
  let connection: PcscConnection | undefined;
  /** Takes away the note that we have the card. */
  let forget: Cancel = () => undefined;
  const pinPad = createPinPad({ clock, calls, connection: opened });

  return live<PcscSlot, "securePin">(
    {
      name,
      isOpen: () => connection !== undefined,
      open: (deadlineMs, signal) => open(deadlineAfter(clock, deadlineMs, signal)),
      exchange: (command, deadlineMs, signal) => exchange(command, deadlineAfter(clock, deadlineMs, signal)),
      close,
      line: () => connection?.line,
      onCard: (listener: (event: CardEvent) => void) => setup.movement.add(name, listener, setup.stateNow()),
    },
    {
      securePin: () => {
        const isAsked = setup.index === PIN_SLOT && connection !== undefined && hasPinPad(connection);
        return isAsked ? pinPad : undefined;
      },
    },
  );

  async function open(deadline: Deadline): Promise<Uint8Array> {
    const step = "power on";
    const work = async () => {
      letGo(LEAVE_CARD);
      connection = await connectCard(service, name);
      forget = notes.note(noteName);
    };
    // A connection that comes too late is no one's.
    const late = () => letGo(UNPOWER_CARD);
    try {
      await calls.run({ step, delivery: "not-sent", deadline, work, late });
    } catch (error) {
      if (!(error instanceof ReaderError) || error.code !== "card-in-use") throw error;
      throw inUse(`${name}: ${step}`, notes.holderOf(noteName), error);
    }
    const { atr } = opened(step);
    if (atr.length > 0) return atr;
    letGo(UNPOWER_CARD);
    throw calls.broken(step, "card-mute", "there is no answer to reset", "not-sent");
  }

  async function exchange(command: Uint8Array, deadline: Deadline): Promise<Uint8Array> {
    const step = `send ${headerText(command)}`;
    const held = opened(step);
    const apdu = sendable(command, held.line);
    const parsed = parseCommandApdu(command);
    if (parsed.extended) await checkLengths(held, step, parsed, deadline);
    const { protocol } = held.line;
    const startMs = clock.nowMs();
    // PC/SC may still read it when no one waits any more, so it has a copy of its own, and loses it at its own end.
    const sent = secretBytes(apdu.length);
    sent.set(apdu);
    const transmit = () => held.card.transmit(sent, Math.max(SHORT_RESPONSE_MAX, parsed.le + 2));
    const work = () => transmit().finally(() => sent.fill(0));
    const response = await calls.run({ step, delivery: "unknown", deadline, protocol, work });
    if (!isResponse(response, held.line)) {
      const why = `the answer is no response of a card (${response.length} bytes)`;
      throw calls.broken(step, "protocol-violation", why, "unknown");
    }
    // What the wires need is not known here: PC/SC tells neither the line's speed nor the card's clock.
    setup.meter.add(clock.nowMs() - startMs, 0);
    return response;
  }

  /** Part 10 tells how much data a reader and its driver take at once; one that does not tell is tried. */
  async function checkLengths(
    { card, features, line: { protocol } }: PcscConnection,
    step: string,
    { lc, le }: CommandApdu,
    deadline: Deadline,
  ): Promise<void> {
    const code = features.get(FEATURE_GET_TLV_PROPERTIES);
    if (code === undefined) return;
    const work = () => card.control(code, new Uint8Array(0));
    const answer = await calls.run({ step, delivery: "not-sent", deadline, protocol, work });
    const dataMax = parseProperties(answer).get(PROPERTY_APDU_DATA_MAX);
    if (dataMax === undefined || (dataMax > SHORT_DATA_MAX && Math.max(lc, le) <= dataMax)) return;
    const takes = dataMax > SHORT_DATA_MAX ? `at most ${dataMax} bytes of data` : "no extended length";
    throw new RangeError(`${name}: ${step}: the reader takes ${takes}`);
  }

  async function close(): Promise<void> {
    const underWay = calls.underWay();
    if (underWay === undefined) return letGo(UNPOWER_CARD);
    const ended = await firstOf(underWay, clock, deadlineAfter(clock, CLOSE_MS));
    if (ended === "settled") letGo(UNPOWER_CARD);
    else underWay.then(() => letGo(UNPOWER_CARD));
  }

  function opened(step: string): PcscConnection {
    if (connection !== undefined) return connection;
    throw new RangeError(`${name}: ${step}: the card has not been opened`);
  }

  /** Only while no call is under way. */
  function letGo(disposition: number): void {
    const former = connection;
    connection = undefined;
    forget();
    if (former !== undefined) release(former, disposition);
  }
}
