/**
 * GB 18030-2022, of which GBK is the part of two bytes, in which names stand on the cards. The tables are those of the
 * runtime's own decoder, turned round when first needed; where runtimes differ, the standard's edition of 2022 decides.
 */

const FIRST_LEAD = 0x81;
const LAST_LEAD = 0xfe;
const FIRST_TRAIL = 0x40;
const LAST_TRAIL = 0xfe;
/** Four bytes: 81..FE, 30..39, 81..FE, 30..39, counted from 81 30 81 30. */
const FOUR_BYTES = [12_600, 1260, 10, 1] as const;
const FOUR_BYTES_START = [0x81, 0x30, 0x81, 0x30] as const;
/** The plane of U+0000 to U+FFFF ends at 84 31 A4 39; U+10000 is 90 30 81 30, and so on in order. */
const BASIC_PLANE_CODES = 39_420;
const SUPPLEMENTARY_START = 189_000;
const SUPPLEMENTARY_MIN = 0x1_0000;

/**
 * Codes that older tables take for characters of private use: presentation forms and components of characters (GB
 * 18030-2022 against 2005), and A8BC (against 2000). Decoded they are the new ones; both are encoded alike.
 */
const EDITION_2022: readonly (readonly [code: number, now: string, was: string])[] = [
  [0xa6d9, "\uFE10", "\uE78D"],
  [0xa6da, "\uFE12", "\uE78E"],
  [0xa6db, "\uFE11", "\uE78F"],
  [0xa6dc, "\uFE13", "\uE790"],
  [0xa6dd, "\uFE14", "\uE791"],
  [0xa6de, "\uFE15", "\uE792"],
  [0xa6df, "\uFE16", "\uE793"],
  [0xa6ec, "\uFE17", "\uE794"],
  [0xa6ed, "\uFE18", "\uE795"],
  [0xa6f3, "\uFE19", "\uE796"],
  [0xa8bc, "\u1E3F", "\uE7C7"],
  [0xfe59, "\u9FB4", "\uE81E"],
  [0xfe61, "\u9FB5", "\uE826"],
  [0xfe66, "\u9FB6", "\uE82B"],
  [0xfe67, "\u9FB7", "\uE82C"],
  [0xfe6d, "\u9FB8", "\uE832"],
  [0xfe7e, "\u9FB9", "\uE843"],
  [0xfe90, "\u9FBA", "\uE854"],
  [0xfea0, "\u9FBB", "\uE864"],
];
const NOW_OF_OLD: ReadonlyMap<string, string> = new Map(EDITION_2022.map(([, now, was]) => [was, now]));
const OLD = /[\uE78D-\uE796\uE7C7\uE81E-\uE864]/g;

let twoBytes: Map<string, number> | undefined;
let fourBytes: Map<string, number> | undefined;

function twoByteCodes(): Map<string, number> {
  if (twoBytes !== undefined) return twoBytes;
  twoBytes = new Map();
  for (const [code, now, was] of EDITION_2022) twoBytes.set(now, code).set(was, code);
  const decoder = new TextDecoder("gb18030");
  for (let lead = FIRST_LEAD; lead <= LAST_LEAD; lead++) {
    for (let trail = FIRST_TRAIL; trail <= LAST_TRAIL; trail++) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (character.length === 1 && character !== "\uFFFD" && !twoBytes.has(character)) {
        twoBytes.set(character, (lead << 8) | trail);
      }
    }
  }
  return twoBytes;
}

function fourByteCodes(): Map<string, number> {
  if (fourBytes !== undefined) return fourBytes;
  const all = new Uint8Array(BASIC_PLANE_CODES * FOUR_BYTES.length);
  for (let index = 0; index < BASIC_PLANE_CODES; index++)
    all.set(fourBytesOf(index), index * FOUR_BYTES.length);
  const characters = Array.from(new TextDecoder("gb18030").decode(all));
  fourBytes = new Map(characters.map((character, index) => [character, index]));
  return fourBytes;
}

function fourBytesOf(index: number): Uint8Array {
  let rest = index;
  return Uint8Array.from(FOUR_BYTES, (weight, at) => {
    const digit = Math.floor(rest / weight);
    rest %= weight;
    return FOUR_BYTES_START[at]! + digit;
  });
}

/** One character, or undefined for U+FFFD and half of a surrogate pair. */
function bytesOfCharacter(character: string): Uint8Array | undefined {
  const unicode = character.codePointAt(0)!;
  if (unicode < 0x80) return Uint8Array.of(unicode);
  if (unicode >= SUPPLEMENTARY_MIN) return fourBytesOf(unicode - SUPPLEMENTARY_MIN + SUPPLEMENTARY_START);
  const code = twoByteCodes().get(character);
  if (code !== undefined) return Uint8Array.of(code >> 8, code);
  const index = character === "\uFFFD" ? undefined : fourByteCodes().get(character);
  return index === undefined ? undefined : fourBytesOf(index);
}

/**
 * The characters of a text, one array of one, two or four bytes for each.
 * @throws RangeError for what is no character: U+FFFD, and half of a surrogate pair
 */
export function gbkCharacters(text: string): readonly Uint8Array[] {
  return Array.from(text, (character) => {
    const bytes = bytesOfCharacter(character);
    if (bytes !== undefined) return bytes;
    const unicode = character.codePointAt(0)!.toString(16).toUpperCase();
    throw new RangeError(`GB 18030 has no character U+${unicode}`);
  });
}

/** @throws RangeError as `gbkCharacters` */
export function encodeGbk(text: string): Uint8Array {
  return Uint8Array.from(gbkCharacters(text).flatMap((bytes) => Array.from(bytes)));
}

/** Bytes that are no GB 18030 give U+FFFD. The text ends at the first zero, which is no part of any character. */
export function decodeGbk(bytes: Uint8Array): string {
  const zero = bytes.indexOf(0);
  const text = new TextDecoder("gb18030").decode(zero < 0 ? bytes : bytes.subarray(0, zero));
  return text.replace(OLD, (old) => NOW_OF_OLD.get(old) ?? old);
}
