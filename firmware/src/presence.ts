/** Cards that come and go. A removal ends at once whatever is said to the card; a swap leaves the slot inactive. */
import { ERROR_ICC_MUTE, ICC_ABSENT, ICC_INACTIVE } from "@duka/protocol/wire/ccid";
import { complete, isWaiting, REFUSED, runningSlot } from "./answer.js";
import { hangUp } from "./card-line.js";
import { deactivate } from "./contacts.js";
import { isCardIn } from "./hal.js";
import type { Slot } from "./slots.js";

/** The contact switch of a slot has moved. */
export function presenceChanged(slot: Slot, isIn: boolean): void {
  if (isIn === (slot.icc !== ICC_ABSENT)) return;
  if (isIn) {
    slot.icc = ICC_INACTIVE;
    return;
  }
  deactivate(slot);
  slot.icc = ICC_ABSENT;
  if (isWaiting && runningSlot() === slot) {
    hangUp();
    complete(REFUSED - ERROR_ICC_MUTE);
  }
}

/** Reads the switch itself, should an edge have been lost. */
export function lookForCard(slot: Slot): void {
  const wiring = slot.wiring;
  if (!wiring) return;
  const isIn = isCardIn(wiring, slot.index);
  // As it nearly always is.
  if (isIn !== (slot.icc !== ICC_ABSENT)) presenceChanged(slot, isIn);
}
