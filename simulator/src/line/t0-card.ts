/**
 * The card's side of T=0 (ISO/IEC 7816-3, clause 10), character by character, around a chip that knows
 * whole commands. Written from the standard apart from the reader's side.
 */
import type { Cancel } from "@duka/protocol/transport";
import { waitingTimeEtu } from "@duka/protocol/wire/timing";
import type { AtrTerms } from "./atr-timing.js";
import type { CardProtocol, ProtocolSetup } from "./card-port.js";
import { createWaitingResponse } from "./waiting-response.js";

const INS_GET_RESPONSE = 0xc0;
const NULL = 0x60;
const HEADER = 5;
const INS_AT = 1;
const P3_AT = 4;
/** CLA FF is reserved for PPS (7816-3, 9.2). */
const PPSS = 0xff;

/** @param terms with the speed in force as `ta1` */
export function createT0Protocol(
  port: ProtocolSetup,
  terms: Pick<AtrTerms, "ta1" | "waitingInteger">,
): CardProtocol {
  const { chip } = port;
  const received = new Uint8Array(HEADER + 255);
  let filled = 0;
  /** How many bytes complete the present step; 0 while the card does not listen. */
  let wanted = 0;
  let complete: () => void = () => {};
  const waiting = createWaitingResponse();
  let working: Cancel | undefined;

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
    const nullEveryMs = waitingTimeEtu(terms.ta1, terms.waitingInteger) * port.etuMs() * 0.5;
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

  function send(bytes: ArrayLike<number>, then: () => void): void {
    wanted = 0;
    port.send(bytes, then);
  }

  awaitCommand();
  return {
    halt() {
      working?.();
      working = undefined;
      wanted = 0;
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
  };
}
