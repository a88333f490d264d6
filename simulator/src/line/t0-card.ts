/**
 * The card's side of T=0 (ISO/IEC 7816-3, clause 10), character by character, around a chip that knows
 * whole commands. Written from the standard apart from the reader's side. PPS is not answered: a card here
 * keeps the speed of its ATR.
 */
import type { Cancel } from "@duka/protocol/transport";
import type { CardChip } from "../card/chip.js";
import type { SimulationClock } from "../clock.js";
import { describeAtr } from "./atr-timing.js";
import type { SupplyClass } from "./contacts.js";
import type { T0Behaviour } from "./t0-behaviour.js";
import { createWaitingResponse } from "./waiting-response.js";

const TS_INVERSE = 0x3f;
const INS_GET_RESPONSE = 0xc0;
const NULL = 0x60;
const HEADER = 5;
const INS_AT = 1;
const P3_AT = 4;
/** First character of a PPS request; CLA FF is reserved for it (7816-3, 9.2). */
const PPSS = 0xff;
/**
 * Clock cycles from RST high to the first character when nothing else is said; 400 to 40 000 are allowed
 * (6.2.2).
 */
const ATR_DELAY_CYCLES = 20_000;

/** What the card is connected to. */
export type T0Port = {
  readonly clock: SimulationClock;
  /** Sends one character, not before `afterMs` from now. */
  send(byte: number, afterMs: number, then: () => void): void;
  /** Stops sending. */
  silence(): void;
  /** The card's clock in hertz, 0 when there is none. */
  clockHz(): number;
  supply(): SupplyClass | undefined;
  behaviour(): T0Behaviour;
};

export type T0Card = {
  reset(): void;
  /** Nothing more is done until the next reset. */
  halt(): void;
  powerOff(): void;
  receive(byte: number, parityError: boolean): void;
  /** Of the ATR that was sent last. */
  readonly extraGuardTimeEtu: number;
  /** One elementary time unit in milliseconds; undefined without a clock. */
  etuMs(): number | undefined;
};

export function createT0Card(chip: CardChip, port: T0Port): T0Card {
  const received = new Uint8Array(HEADER + 255);
  let filled = 0;
  /** How many bytes complete the present step; 0 while the card does not listen. */
  let wanted = 0;
  let complete: () => void = () => {};
  const waiting = createWaitingResponse();
  let working: Cancel | undefined;
  let timing = describeAtr(new Uint8Array(0));

  function listen(count: number, then: () => void): void {
    wanted = filled + count;
    complete = then;
  }

  function awaitCommand(): void {
    filled = 0;
    listen(HEADER, headerArrived);
  }

  function headerArrived(): void {
    const header = received.slice(0, HEADER);
    const ins = header[INS_AT]!;
    const lc = header[P3_AT]!;
    if (ins === INS_GET_RESPONSE) getResponse(header);
    else if (ins >> 4 === 6 || ins >> 4 === 9) end([0x6d, 0x00]);
    else if (lc === 0 || !chip.takesData(header)) execute(header, false);
    else if (port.behaviour().acknowledge === "one") takeOne(ins, lc);
    else sendProcedure(ins, () => listen(lc, () => execute(received.slice(0, filled), true)));
  }

  /** ACK as the complement of INS asks for one byte at a time. */
  function takeOne(ins: number, left: number): void {
    if (left === 0) execute(received.slice(0, filled), true);
    else sendProcedure(ins ^ 0xff, () => listen(1, () => takeOne(ins, left - 1)));
  }

  function execute(command: Uint8Array, hadData: boolean): void {
    waiting.forget();
    const { computeMs } = port.behaviour();
    work(typeof computeMs === "function" ? computeMs(command) : (computeMs ?? 0), () => {
      const { intercept } = port.behaviour();
      const run = () => chip.execute(command);
      const response = intercept === undefined ? run() : intercept(command, run);
      if (response !== undefined && response.length >= 2) answer(command, hadData, response);
    });
  }

  /** Computes for so long, and keeps the reader waiting with NULL meanwhile (10.3.3). */
  function work(leftMs: number, then: () => void): void {
    const nullEveryMs = timing.waitingTimeEtu * (etuMs() ?? 0) * 0.5;
    if (leftMs <= 0) {
      then();
    } else if (leftMs <= nullEveryMs) {
      working = port.clock.after(leftMs, then);
    } else {
      working = port.clock.after(nullEveryMs, () => {
        const startMs = port.clock.nowMs();
        sendProcedure(NULL, () => work(leftMs - nullEveryMs - (port.clock.nowMs() - startMs), then));
      });
    }
  }

  function answer(command: Uint8Array, hadData: boolean, response: Uint8Array): void {
    const dataLength = response.length - 2;
    const le = command[P3_AT]! || 256;
    if (dataLength === 0) {
      end(response);
    } else if (hadData) {
      end(waiting.keep(response));
    } else if (le !== dataLength) {
      end([0x6c, dataLength & 0xff]);
    } else {
      sendData(command[INS_AT]!, response);
    }
  }

  function getResponse(header: Uint8Array): void {
    const response = waiting.take(header[P3_AT]! || 256);
    if (response.length === 2) end(response);
    else sendData(INS_GET_RESPONSE, response);
  }

  /** Procedure byte, data, SW1 SW2; with ACK one a procedure byte before each data byte. */
  function sendData(ins: number, response: Uint8Array): void {
    if (port.behaviour().acknowledge === "one") sendOne(ins, response, 0);
    else sendProcedure(ins, () => end(response));
  }

  function sendOne(ins: number, response: Uint8Array, at: number): void {
    if (at === response.length - 2) end(response.subarray(at));
    else sendProcedure(ins ^ 0xff, () => send([response[at]!], () => sendOne(ins, response, at + 1)));
  }

  /** Sends the last bytes of an answer; then the next command may come. */
  function end(bytes: ArrayLike<number>): void {
    send(bytes, awaitCommand);
  }

  function sendProcedure(byte: number, then: () => void): void {
    send([port.behaviour().procedureByte?.(byte) ?? byte], then);
  }

  function send(bytes: ArrayLike<number>, then: () => void, firstAfterMs = 0): void {
    wanted = 0;
    sendFrom(bytes, 0, firstAfterMs, then);
  }

  function sendFrom(bytes: ArrayLike<number>, at: number, afterMs: number, then: () => void): void {
    if (at === bytes.length) then();
    else port.send(bytes[at]!, afterMs, () => sendFrom(bytes, at + 1, 0, then));
  }

  function halt(): void {
    working?.();
    working = undefined;
    port.silence();
    wanted = 0;
    filled = 0;
    waiting.forget();
  }

  function etuMs(): number | undefined {
    const hertz = port.clockHz();
    return hertz === 0 ? undefined : (1000 * timing.cyclesPerEtu) / hertz;
  }

  return {
    reset() {
      halt();
      const { atrDelayCycles, classes, inverseConvention } = port.behaviour();
      const supply = port.supply();
      if (supply === undefined || classes?.includes(supply) === false) return;
      const atr = chip.reset().slice();
      timing = describeAtr(atr);
      if (atr.length === 0) return;
      if (inverseConvention) atr[0] = TS_INVERSE;
      const cycles = atrDelayCycles ?? ATR_DELAY_CYCLES;
      send(atr, awaitCommand, (1000 * cycles) / port.clockHz());
    },
    halt,
    etuMs,
    powerOff() {
      halt();
      chip.powerOff();
    },
    receive(byte, parityError) {
      // A card asks for a spoilt character again by its error signal, which no UART hears: it goes on
      // waiting.
      if (wanted === 0 || parityError) return;
      if (filled === 0 && byte === PPSS) {
        wanted = 0;
        return;
      }
      received[filled++] = byte;
      if (filled < wanted) return;
      wanted = 0;
      complete();
    },
    get extraGuardTimeEtu() {
      return timing.extraGuardTimeEtu;
    },
  };
}
