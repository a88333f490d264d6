/**
 * VCC, RST, CLK and the presence switch of one socket (ISO/IEC 7816-3, 6.2 to 6.4): in what order the
 * reader drives them decides whether a card wakes up. Levels are logical: VCC 1 is power on, presence 1 is
 * a card in the socket. There is a switch for each class of supply.
 */

import type { PinWire } from "../espruino/wiring.js";
import type { SimulationClock } from "../time/clock.js";

/** RST is low for at least so many clock cycles before it goes high (6.2.2, 6.2.3). */
const RESET_CYCLES_MIN = 400;
/** Class A, B and C cards run at 1 to 5 MHz (5.2.3). */
const CLOCK_MIN_HZ = 1_000_000;
const CLOCK_MAX_HZ = 5_000_000;

/** Class of operating conditions: 5 V, 3 V, 1.8 V (5.1.3). */
export type SupplyClass = "A" | "B" | "C";

/** What the contacts tell the card in the socket. */
type ContactsListener = {
  /** RST went high after a proper reset: the ATR is due. */
  reset(): void;
  /** RST went low or the clock stopped: the card does nothing any more until the next reset. */
  halt(): void;
  /** VCC is gone. */
  powerOff(): void;
};

export type Contacts = {
  readonly vcc: { readonly [supply in SupplyClass]: PinWire };
  readonly rst: PinWire;
  readonly clk: PinWire;
  readonly present: PinWire;
  /** Puts a card in, or takes it out with undefined. */
  occupy(card: ContactsListener | undefined): void;
  /** Which supply is on. */
  supply(): SupplyClass | undefined;
  /** Card clock in hertz while the card has power, else 0. */
  clockHz(): number;
  /** All outputs of the reader fall to 0 at once. */
  readerOff(): void;
};

/** @param complain told when the reader breaks a rule of the standard */
export function createContacts(clock: SimulationClock, complain: (what: string) => void): Contacts {
  let card: ContactsListener | undefined;
  let supply: SupplyClass | undefined;
  let rst = 0;
  let frequencyHz = 0;
  /** Since when the card has had power and clock, and RST low; undefined while that is not so. */
  let resetSinceMs: number | undefined;
  let edge: (level: 0 | 1) => void = () => {};

  function isClocked(): boolean {
    return card !== undefined && supply !== undefined && frequencyHz > 0;
  }

  function beginReset(): void {
    resetSinceMs = isClocked() && rst === 0 ? clock.nowMs() : undefined;
  }

  function switchSupply(of: SupplyClass, level: 0 | 1): void {
    if ((supply === of) === (level === 1)) return;
    if (level === 1) {
      if (supply !== undefined) complain(`supply: class ${of} switched on while class ${supply} is on`);
      if (rst === 1) complain("activation: VCC on while RST is high");
      supply = of;
      beginReset();
    } else if (supply === of) {
      if ((rst === 1 || frequencyHz > 0) && card !== undefined) {
        complain("deactivation: RST low and CLK stopped come before VCC off");
      }
      supply = undefined;
      beginReset();
      card?.powerOff();
    }
  }

  function driveRst(level: 0 | 1): void {
    if (level === rst) return;
    rst = level;
    if (level === 0) {
      if (isClocked()) card?.halt();
      beginReset();
      return;
    }
    const cycles = resetSinceMs === undefined ? 0 : ((clock.nowMs() - resetSinceMs) * frequencyHz) / 1000;
    resetSinceMs = undefined;
    if (!isClocked()) return;
    if (cycles >= RESET_CYCLES_MIN) card?.reset();
    else complain(`reset: RST was low for ${Math.floor(cycles)} clock cycles, ${RESET_CYCLES_MIN} needed`);
  }

  function driveClk(hertz: number): void {
    if (hertz === frequencyHz) return;
    if (hertz > 0 && (hertz < CLOCK_MIN_HZ || hertz > CLOCK_MAX_HZ)) {
      complain(`clock: ${hertz} Hz, between ${CLOCK_MIN_HZ} and ${CLOCK_MAX_HZ} needed`);
    }
    if (hertz > 0 && supply === undefined) complain("activation: CLK before VCC");
    const wasClocked = isClocked();
    frequencyHz = hertz;
    beginReset();
    if (wasClocked && hertz === 0) card?.halt();
  }

  function supplyPin(of: SupplyClass): PinWire {
    return output(
      (level) => switchSupply(of, level),
      () => (supply === of ? 1 : 0),
    );
  }

  return {
    vcc: { A: supplyPin("A"), B: supplyPin("B"), C: supplyPin("C") },
    rst: output(driveRst, () => rst),
    clk: {
      ...output(
        (level) => level === 0 && driveClk(0),
        () => 0,
      ),
      clock: driveClk,
    },
    present: {
      drive() {},
      clock() {},
      read: () => (card === undefined ? 0 : 1),
      onEdge(listener) {
        edge = listener;
      },
    },
    occupy(to) {
      const level = to === undefined ? 0 : 1;
      const changed = level !== (card === undefined ? 0 : 1);
      if (supply !== undefined) card?.powerOff();
      card = to;
      beginReset();
      if (changed) edge(level);
    },
    supply: () => supply,
    clockHz: () => (isClocked() ? frequencyHz : 0),
    readerOff() {
      const hadPower = supply !== undefined;
      supply = undefined;
      rst = 0;
      frequencyHz = 0;
      resetSinceMs = undefined;
      edge = () => {};
      if (hadPower) card?.powerOff();
    },
  };
}

/** A pin that the reader drives. */
function output(drive: (level: 0 | 1) => unknown, level: () => number): PinWire {
  return {
    drive,
    clock() {},
    read: () => (level() === 1 ? 1 : 0),
    onEdge() {},
  };
}
