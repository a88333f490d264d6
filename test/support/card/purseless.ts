/** A card that has its social-security applications only, as newer ones do. */
import { cardCheckCharacter } from "@duka/protocol/layout/card-number";
import { parseHex } from "@duka/protocol/layout/hexadecimal";
import type { CardChip } from "@duka/simulator/chip/chip";
import type { Profile } from "@duka/simulator/profiles/profile";

const SELECT_PURSE = parseHex("00A4040009A00000000386980701");
const NOT_FOUND = Uint8Array.of(0x6a, 0x82);

export function withoutPurse(chip: CardChip): CardChip {
  const isSelect = (apdu: Uint8Array) => SELECT_PURSE.every((byte, at) => apdu[at] === byte);
  return { ...chip, execute: (apdu) => (isSelect(apdu) ? NOT_FOUND.slice() : chip.execute(apdu)) };
}

/** Under which such a card is registered: that of EF05, its check character included. */
export function cardNumberOf({ social }: Profile): string {
  if (social === null) throw new RangeError("the profile has no social-security half");
  return social.cardNumber8 + cardCheckCharacter(social.cardNumber8);
}
