/** Activation and deactivation of the contacts (ISO/IEC 7816-3, 6.2 and 6.4): the order, not the times between. */
import { ICC_ACTIVE, ICC_INACTIVE } from "@duka/protocol/wire/ccid";
import { board } from "./board.js";
import { driveClock, driveReset, pullIoDown, switchSupply } from "./hal.js";
import { applyParameters, resetParameters, type Slot } from "./slots.js";

/** RST low, VCC on, I/O in reception, CLK running (6.2.1). */
export function activate(slot: Slot, powerSelect: number): void {
  driveReset(slot.wiring!, slot.index, 0);
  switchSupply(slot.wiring!, slot.index, powerSelect, 1);
  slot.supply = powerSelect;
  prepareLine(slot);
  driveClock(slot.wiring!, slot.index, board.clockRequestHz);
}

/** RST low while everything else stays (6.2.3). */
export function resetWarm(slot: Slot): void {
  driveReset(slot.wiring!, slot.index, 0);
  prepareLine(slot);
}

/** The line as every answer to reset finds it: 372/1, even parity as direct convention has it. */
function prepareLine(slot: Slot): void {
  slot.isInverse = false;
  resetParameters(slot);
  applyParameters(slot, false);
}

export function raiseReset(slot: Slot): void {
  driveReset(slot.wiring!, slot.index, 1);
}

/** RST low, CLK low, I/O low, VCC off (6.4). The card may be gone already. */
export function deactivate(slot: Slot): void {
  if (slot.supply) {
    driveReset(slot.wiring!, slot.index, 0);
    driveClock(slot.wiring!, slot.index, 0);
    pullIoDown(slot.wiring!);
    switchSupply(slot.wiring!, slot.index, slot.supply, 0);
    slot.supply = 0;
  }
  if (slot.icc === ICC_ACTIVE) slot.icc = ICC_INACTIVE;
}
