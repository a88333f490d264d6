/** Card and PSAM of Hangzhou whose holder has chosen a password of his own. */
import { type Chips, openChips } from "@duka/simulator/card/open-chips";
import { bytes } from "../values/hex.js";

/** @throws Error when the card refuses */
export function cardWithPassword(password: string): Chips {
  const chips = openChips("hangzhou", undefined, 1);
  chips.card.reset();
  const data = `123456FF${password}${password.length % 2 === 0 ? "" : "F"}`;
  const length = (data.length / 2).toString(16).padStart(2, "0");
  for (const apdu of ["00A4040009A00000000386980701", `805E0100${length}${data}`]) {
    const answer = chips.card.execute(bytes(apdu));
    if (answer.at(-2) !== 0x90) throw new Error(`the card refuses its new password: ${answer.join(" ")}`);
  }
  chips.card.powerOff();
  return chips;
}
