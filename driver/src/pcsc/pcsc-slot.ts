/**
 * One slot of a PC/SC reader as a transport. The card is ours alone from `open` to `close`. PC/SC cannot be told to give up a call, so
 * a call that outlives its deadline is left to end by itself, and until then the slot is busy.
 */
import type { CardEvent, Clock, Transport } from "@duka/protocol/transport";
import { type Deadline, deadlineAfter, remainingMs } from "../deadline.js";
import { type Delivery, type ErrorCode, headerText, ReaderError } from "../errors.js";
import { commandTpdu, isResponseTpdu } from "../t0-tpdu.js";
import type { WireMeter } from "../wire-meter.js";
import type { CardMovement } from "./card-movement.js";
import { pcscFailureOf, rowOf } from "./pcsc-failure.js";
import {
  LEAVE_CARD,
  type PcscCard,
  type PcscContext,
  type PcscService,
  UNPOWER_CARD,
} from "./pcsc-service.js";

/** How long `close` waits for a call that is still under way. */
const CLOSE_MS = 3000;

export type PcscSlotSetup = {
  readonly service: PcscService;
  readonly clock: Clock;
  readonly meter: WireMeter;
  readonly movement: CardMovement;
  /** PC/SC's name of the slot: "Duka 00 00". */
  readonly name: string;
};

export type PcscSlot = Transport & {
  /** Whether a card is powered for us. */
  isOpen(): boolean;
};

/** A context holds its lock while a call runs, so each slot has one of its own. */
type Connection = { readonly context: PcscContext; readonly card: PcscCard };

export function createPcscSlot(setup: PcscSlotSetup): PcscSlot {
  const { service, clock, name } = setup;
  let connection: Connection | undefined;
  /** A call that PC/SC has not ended yet. */
  let underWay: Promise<void> | undefined;

  return {
    name,
    isOpen: () => connection !== undefined,
    open: (deadlineMs) => open(deadlineAfter(clock, deadlineMs)),
    exchange: (command, deadlineMs) => exchange(command, deadlineAfter(clock, deadlineMs)),
    close,
    line: () => undefined,
    onCard: (listener: (event: CardEvent) => void) => setup.movement.add(name, listener),
  };

  async function open(deadline: Deadline): Promise<Uint8Array> {
    const step = "power on";
    await bounded(step, "not-sent", deadline, async () => {
      letGo(LEAVE_CARD);
      connection = await connectCard(service, name);
    });
    const atr = connection?.card.atr() ?? new Uint8Array(0);
    if (atr.length > 0) return atr;
    letGo(UNPOWER_CARD);
    throw broken(step, "card-mute", "there is no answer to reset", "not-sent");
  }

  async function exchange(command: Uint8Array, deadline: Deadline): Promise<Uint8Array> {
    const tpdu = commandTpdu(command);
    const step = `send ${headerText(command)}`;
    const card = connection?.card;
    if (card === undefined) throw new RangeError(`${name}: ${step}: the card has not been opened`);
    const startMs = clock.nowMs();
    const response = await bounded(step, "unknown", deadline, () => card.transmit(tpdu));
    if (!isResponseTpdu(response)) {
      const why = `the answer is no response of a card (${response.length} bytes)`;
      throw broken(step, "protocol-violation", why, "unknown");
    }
    // What the wires need is not known here: PC/SC tells neither the line's speed nor the card's clock.
    setup.meter.add(clock.nowMs() - startMs, 0);
    return response;
  }

  async function close(): Promise<void> {
    if (underWay !== undefined) await settledWithin(underWay, CLOSE_MS);
    if (underWay === undefined) letGo(UNPOWER_CARD);
    else underWay.then(() => letGo(UNPOWER_CARD));
  }

  /** Half-duplex and with an end: `work` is one call of PC/SC, or several that belong together. */
  async function bounded<T>(
    step: string,
    delivery: Delivery,
    deadline: Deadline,
    work: () => Promise<T>,
  ): Promise<T> {
    if (underWay !== undefined) {
      throw broken(step, "slot-busy", "PC/SC still waits for the end of the former command", "not-sent");
    }
    const outcome = work().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    const settled = outcome.then(() => {
      underWay = undefined;
    });
    underWay = settled;
    if (!(await settledWithin(settled, remainingMs(clock, deadline)))) {
      // A connection that comes too late is nobody's.
      if (delivery === "not-sent") settled.then(() => letGo(UNPOWER_CARD));
      throw broken(step, "timeout", "no answer within the deadline", delivery);
    }
    const known = await outcome;
    if ("value" in known) return known.value;
    throw pcscFailureOf(known.error, `${name}: ${step}`, delivery);
  }

  /** True when it settled in time. */
  function settledWithin(work: Promise<void>, limitMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = clock.after(limitMs, () => resolve(false));
      work.then(() => {
        cancel();
        resolve(true);
      });
    });
  }

  /** Only while no call is under way. */
  function letGo(disposition: number): void {
    const former = connection;
    connection = undefined;
    if (former !== undefined) release(former, disposition);
  }

  function broken(step: string, code: ErrorCode, why: string, delivery: Delivery): ReaderError {
    return new ReaderError({
      message: `${name}: ${step}: ${why}`,
      code,
      layer: "ccid",
      delivery,
      remedy: code === "slot-busy" ? "wait for it" : "take the card out, put it in again and repeat",
    });
  }
}

/** Connects alone, and resets: whoever used the card before may have left it with a password entered. */
async function connectCard(service: PcscService, name: string): Promise<Connection> {
  const context = service.establish();
  let card: PcscCard;
  try {
    card = await context.connect(name, "exclusive");
  } catch (error) {
    context.close();
    throw error;
  }
  try {
    await card.reset();
  } catch (error) {
    release({ context, card }, LEAVE_CARD);
    throw error;
  }
  return { context, card };
}

/** A card that is gone, or a service that is, needs no power-down. */
function release({ context, card }: Connection, disposition: number): void {
  try {
    card.disconnect(disposition);
  } catch (error) {
    if (rowOf(error) === undefined) throw error;
  } finally {
    context.close();
  }
}
