/**
 * The card's side of the line around a chip that knows whole commands: answer to reset, PPS, then one of the protocols
 * (ISO/IEC 7816-3, clauses 8 and 9). Written from the standard apart from the reader's side.
 */
import { cyclesPerEtu } from "@duka/protocol/wire/timing";
import type { CardChip } from "../chip/chip.js";
import { describeAtr, TA1_DEFAULT } from "./atr-timing.js";
import type { CardPort, CardProtocol } from "./card-port.js";
import { type LineTimes, lineTimes } from "./guard-time.js";
import { answerPps, PPSS, ppsIsWhole } from "./pps-answer.js";
import { createT0Protocol } from "./t0-card.js";
import { createT1Protocol } from "./t1-card.js";

const TS_INVERSE = 0x3f;
/**
 * Clock cycles from RST high to the first character when nothing else is said; 400 to 40 000 are allowed
 * (6.2.2).
 */
const ATR_DELAY_CYCLES = 20_000;

type IsoCard = {
  reset(): void;
  /** Nothing more is done until the next reset. */
  halt(): void;
  powerOff(): void;
  receive(byte: number, parityError: boolean): void;
  /** What the card needs between characters now. */
  times(): LineTimes;
  /** One elementary time unit in milliseconds; undefined without a clock. */
  etuMs(): number | undefined;
};

export function createIsoCard(chip: CardChip, port: CardPort): IsoCard {
  let terms = describeAtr(new Uint8Array(0));
  let fiDi = TA1_DEFAULT;
  /** Undefined until the first character after the ATR, or the end of PPS, has settled it. */
  let protocol: CardProtocol | undefined;
  let selected: number | undefined;
  let ppsRequest: number[] | undefined;
  /** The ATR is out, and nothing has made the card mute. */
  let listens = false;

  function select(number: number): CardProtocol {
    const { clock, behaviour, clockHz } = port;
    const setup = { chip, clock, behaviour, clockHz, etuMs: () => etuMs() ?? 0, send };
    selected = number;
    protocol =
      number === 1 ? createT1Protocol(setup, terms) : createT0Protocol(setup, { ...terms, ta1: fiDi });
    return protocol;
  }

  function send(bytes: ArrayLike<number>, then: () => void): void {
    sendFrom(bytes, 0, 0, then);
  }

  function sendFrom(bytes: ArrayLike<number>, at: number, afterMs: number, then: () => void): void {
    if (at === bytes.length) then();
    else port.send(bytes[at]!, afterMs, () => sendFrom(bytes, at + 1, 0, then));
  }

  function halt(): void {
    protocol?.halt();
    protocol = undefined;
    selected = undefined;
    ppsRequest = undefined;
    listens = false;
    port.silence();
  }

  function receivePps(request: number[], byte: number): void {
    request.push(byte);
    if (!ppsIsWhole(request)) return;
    ppsRequest = undefined;
    const agreed = answerPps(Uint8Array.from(request), terms, port.behaviour().pps);
    if (agreed === undefined) {
      listens = false;
      return;
    }
    send(agreed.response, () => {
      fiDi = agreed.fiDi;
      if (agreed.protocol === undefined) listens = false;
      else select(agreed.protocol);
    });
  }

  /** The protocol of a first block that is still coming in. */
  function assumed(): number | undefined {
    return listens && ppsRequest === undefined ? terms.protocols[0] : undefined;
  }

  function etuMs(): number | undefined {
    const hertz = port.clockHz();
    return hertz === 0 ? undefined : (1000 * cyclesPerEtu(fiDi)) / hertz;
  }

  return {
    reset() {
      halt();
      fiDi = TA1_DEFAULT;
      const {
        atrDelayCycles,
        inverseConvention,
        classes = chip.electrical?.voltageClasses,
      } = port.behaviour();
      const supply = port.supply();
      if (supply === undefined || classes?.includes(supply) === false) return;
      const atr = chip.reset().slice();
      terms = describeAtr(atr);
      if (atr.length === 0) return;
      if (inverseConvention) atr[0] = TS_INVERSE;
      const cycles = atrDelayCycles ?? ATR_DELAY_CYCLES;
      sendFrom(atr, 0, (1000 * cycles) / port.clockHz(), () => {
        listens = true;
        if (terms.specific === undefined) return;
        fiDi = terms.ta1;
        select(terms.specific);
      });
    },
    halt,
    etuMs,
    times: () => lineTimes(terms.guardTime, selected ?? assumed()),
    powerOff() {
      halt();
      chip.powerOff();
    },
    receive(byte, parityError) {
      if (!listens) return;
      if (protocol !== undefined) {
        protocol.receive(byte, parityError);
      } else if (ppsRequest !== undefined) {
        // A request with wrong parity is no request: the card stays silent (9.4).
        if (parityError) listens = false;
        else receivePps(ppsRequest, byte);
      } else if (byte === PPSS && !parityError) {
        ppsRequest = [byte];
      } else {
        select(terms.protocols[0]!).receive(byte, parityError);
      }
    },
  };
}
