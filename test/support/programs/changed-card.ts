/** A simulated card whose holder has chosen a password of the own: 654321. */
import { writeFileSync } from "node:fs";
import { openChips } from "@duka/simulator/card/open-chips";

/** @param state the file that the card is kept in */
export function writeChangedCard(state: string): void {
  const chips = openChips("hangzhou", undefined, 1);
  chips.card.reset();
  // SELECT the purse's application, CHANGE PIN from 123456.
  for (const apdu of ["00A4040009A00000000386980701", "805E010007123456FF654321"]) {
    chips.card.execute(Uint8Array.from(Buffer.from(apdu, "hex")));
  }
  chips.card.powerOff();
  writeFileSync(state, chips.serialize());
}
