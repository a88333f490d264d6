/** Chips for tests, and commands to them as text. */
import { createCard } from "@duka/simulator/card/card";
import { openChips } from "@duka/simulator/card/open-chips";
import type { CardChip, Chip } from "@duka/simulator/chip/chip";
import { chipRandom } from "@duka/simulator/chip/chip-random";
import type { Profile } from "@duka/simulator/profiles/profile";
import { findProfile } from "@duka/simulator/profiles/profiles";
import type { CardKeys } from "@duka/simulator/purse/purse";
import type { PurseRingKeys } from "@duka/simulator/purse/purse-application";
import { bytes, hex } from "../../support/values/hex.js";

/** The answer as hexadecimal text without spaces; empty when the chip said nothing. */
export function send(chip: CardChip, command: string): string {
  return hex(chip.execute(bytes(command))).replaceAll(" ", "");
}

export const SELECT_PURSE = "00 A4 04 00 09 A00000000386980701";
export const VERIFY_123456 = "00 20 00 00 03 123456";

/** Keys of the published examples (TTSS): DPK and DLK 1122…2211, DTK 0011…EEFF. */
export const PUBLISHED_KEY = "11223344556677888877665544332211";
export const PUBLISHED_TAC_KEY = "00112233445566778899AABBCCDDEEFF";

export const publishedKeys: CardKeys = {
  purchase: [{ index: 1, version: 1, algorithm: 0, key: bytes(PUBLISHED_KEY) }],
  load: [{ index: 1, version: 2, algorithm: 0, key: bytes(PUBLISHED_KEY) }],
  unload: [{ index: 1, version: 1, algorithm: 0, key: bytes(PUBLISHED_KEY) }],
  tac: bytes(PUBLISHED_TAC_KEY),
};

const publishedRing: PurseRingKeys = {
  internal: bytes(PUBLISHED_KEY),
  maintenance: bytes(PUBLISHED_KEY),
  unblockPin: bytes(PUBLISHED_KEY),
  reloadPin: bytes(PUBLISHED_TAC_KEY),
};

/** The profile `plain`, with some members of its purse changed. */
export function plainWith(purse: Partial<Profile["purse"]>): Profile {
  const plain = findProfile("plain");
  return { ...plain, purse: { ...plain.purse, ...purse } };
}

/** A powered card with the published keys, whose random number is always the published 11223344. */
export function publishedCard(profile: Profile = findProfile("plain"), image?: Uint8Array): Chip {
  const card = createCard({
    profile,
    keys: publishedKeys,
    purseRing: publishedRing,
    random: (memory) => ({ ...chipRandom(memory, 1, 1), bytes: () => bytes("11223344") }),
    image,
  });
  card.reset();
  return card;
}

/** Powered chips, the purse selected and the terminal's application too. */
export function chipsAtWork(profile: string | Profile, state?: string) {
  const chips = openChips(profile, state, 1);
  chips.card.reset();
  chips.psam.reset();
  send(chips.card, SELECT_PURSE);
  send(chips.psam, "00 A4 00 00 02 DF01");
  return chips;
}
