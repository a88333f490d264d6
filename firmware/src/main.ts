/** The reader: what happens on its lines and at its slots is handed to whom it concerns. */

import { ERROR_HW_ERROR } from "@duka/protocol/wire/ccid";
import { complete, isOwed, isWaiting, REFUSED, runningSlot } from "./answer.js";
import { board } from "./board.js";
import { hangUp, hear } from "./card-line.js";
import { deactivate } from "./contacts.js";
import { guard, openCards, watchPresence } from "./hal.js";
import { openHostLink, recoverFromOverrun } from "./host-link.js";
import { lookForCard, presenceChanged } from "./presence.js";
import { slots } from "./slots.js";
import { count, FAILURES } from "./statistics.js";

/** Something has been thrown: the command in hand fails, and the reader goes on. */
function recoverFromFailure(): void {
  count(FAILURES);
  if (isWaiting) {
    hangUp();
    deactivate(runningSlot());
  }
  if (isOwed) complete(REFUSED - ERROR_HW_ERROR);
}

guard(recoverFromFailure, recoverFromOverrun);
openCards(hear);
watchPresence(board.slots, (index, isIn) => presenceChanged(slots[index]!, isIn));
slots.forEach(lookForCard);
openHostLink();
