/** A profile's card for a certain holder: what the issuer writes differently on each card. */
import { gb18030Characters } from "@duka/protocol/gb18030";
import { formatHex } from "@duka/protocol/layout";
import { fitsCard, NAME_BYTES, nameBytesMax } from "../profiles/holder-name.js";
import { type Profile, readProfile } from "../profiles/profile.js";
import type { SocialMembers } from "../profiles/social-shape.js";

/** In GB 18030, of EF 16 of the purse. */
const PURSE_NAME_BYTES = 20;

/**
 * @param holderName in EF06 of a social-security card in full; in EF 16 of the purse as many whole characters as it
 *   takes
 * @param seed 1 is the profile's own card; each other one has serial and card numbers of its own, and so keys of its
 *   own
 * @throws RangeError when the name does not fit the card
 */
export function cardFor(profile: Profile, holderName: string, seed: number): Profile {
  const holderNameGbk = nameForPurse(profile.social, holderName);
  const { card, social } = profile;
  return readProfile({
    ...profile,
    card: {
      ...card,
      holderNameGbk,
      applicationSerialNumber: counted(card.applicationSerialNumber, seed, 10),
    },
    social: social === null ? null : { ...social, ...socialNumbers(social, seed), holderName },
  });
}

function socialNumbers({ cardSerial, cardNumber8 }: SocialMembers, seed: number) {
  return { cardSerial: counted(cardSerial, seed, 10), cardNumber8: counted(cardNumber8, seed, 36) };
}

/** The number that lies `seed` - 1 further on, in as many digits. */
function counted(digits: string, seed: number, radix: 10 | 36): string {
  let number = 0n;
  for (const digit of digits) number = number * BigInt(radix) + BigInt(Number.parseInt(digit, radix));
  const limit = BigInt(radix) ** BigInt(digits.length);
  const next = (number + BigInt(seed) - 1n + limit) % limit;
  return next.toString(radix).toUpperCase().padStart(digits.length, "0");
}

function nameForPurse(social: SocialMembers | null, name: string): string {
  if (name.trim() === "") throw new RangeError("--holder needs a name");
  const characters = charactersOf(name);
  const length = characters.reduce((sum, { length }) => sum + length, 0);
  const longest = social === null ? PURSE_NAME_BYTES : nameBytesMax(social.layout);
  if (length > longest) {
    throw new RangeError(
      `--holder: this card takes a name of at most ${longest} bytes in GB 18030, and it has ${length}`,
    );
  }
  if (social !== null && !fitsCard(name, social.layout)) {
    throw new RangeError(
      `--holder: this card takes ${NAME_BYTES} bytes of a name in GB 18030 and the rest apart, and a character would be cut in two: shorten the name`,
    );
  }
  let hex = "";
  let filled = 0;
  for (const character of characters) {
    filled += character.length;
    if (filled > PURSE_NAME_BYTES) break;
    hex += formatHex(character).replaceAll(" ", "");
  }
  return hex;
}

function charactersOf(name: string): readonly Uint8Array[] {
  // A control character on a card is no one's name, and would spoil every receipt.
  if (/\p{Cc}/u.test(name)) throw new RangeError("--holder must not hold control characters");
  try {
    return gb18030Characters(name);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`--holder: ${error.message}`, { cause: error });
  }
}
