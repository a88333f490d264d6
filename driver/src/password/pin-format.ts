/**
 * VERIFY and CHANGE PIN of a PBOC card as templates for a keypad: BCD, two digits per byte, an odd last one followed by
 * F. Where all passwords of a city are equally long the place of each is fixed, as every reader with a keypad
 * understands it.
 */

import { changePin, verify } from "@duka/protocol/commands";
import type { AnyCommand } from "@duka/protocol/layout";
import type { PinEntry, PinModification } from "@duka/protocol/transport";
import { HEADER_LENGTH } from "@duka/protocol/wire/apdu";
import { FORMAT_BCD, FORMAT_OFFSET_IN_BYTES } from "@duka/protocol/wire/secure";
import type { Language } from "./ask-password.js";
import type { PasswordRules } from "./city-profile.js";

/** A person who does not press a key for so long has gone away. */
const TIME_OUT_S = 30;
/** wLangId (USB LANGIDs): English of the United States, Chinese of the People's Republic. */
const LANG_IDS: { readonly [language in Language]: number } = { en: 0x0409, zh: 0x0804 };
const FILLER = 0xff;

type Lengths = Pick<PasswordRules, "lengthMin" | "lengthMax">;

export function verifyEntry(rules: Lengths, language: Language): PinEntry {
  return { ...formatOf(rules, language), apdu: templateOf(verify, 0x00, blockSize(rules)) };
}

/** The first password of a card that has none: the byte FF and the new one, without an old one (P5 6.3.3). */
export function firstEntry(rules: Lengths, language: Language): PinModification {
  const size = blockSize(rules);
  return {
    ...formatOf(rules, language),
    apdu: templateOf(changePin, 0x01, 1 + size),
    insertionOffsetOld: 0,
    insertionOffsetNew: 1,
    confirmNew: true,
    askOld: false,
  };
}

/** Old and new one with the byte FF between them. */
export function changeEntry(rules: Lengths, language: Language): PinModification {
  const size = blockSize(rules);
  return {
    ...formatOf(rules, language),
    apdu: templateOf(changePin, 0x01, size + 1 + size),
    insertionOffsetOld: 0,
    insertionOffsetNew: size + 1,
    confirmNew: true,
    askOld: true,
  };
}

/** Everything but the header is F: what is not overwritten with digits is filler, or the separator. */
function templateOf({ cla, ins }: AnyCommand, p1: number, lc: number): Uint8Array {
  const apdu = new Uint8Array(HEADER_LENGTH + 1 + lc).fill(FILLER);
  apdu.set([cla, ins, p1, 0x00, lc]);
  return apdu;
}

function formatOf(rules: Lengths, language: Language): Omit<PinEntry, "apdu"> {
  return {
    timeOutS: TIME_OUT_S,
    formatString: FORMAT_OFFSET_IN_BYTES | FORMAT_BCD,
    blockString: blockSize(rules),
    lengthFormat: 0,
    digitsMin: rules.lengthMin,
    digitsMax: rules.lengthMax,
    langId: LANG_IDS[language],
  };
}

/** Bytes of a password; 0 where they differ. */
function blockSize({ lengthMin, lengthMax }: Lengths): number {
  const least = (lengthMin + 1) >> 1;
  return least === (lengthMax + 1) >> 1 ? least : 0;
}
