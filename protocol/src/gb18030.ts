/**
 * GB 18030-2022, of which GBK is the part of two bytes, in which names stand on the cards. The table of two bytes is
 * that of `iconv-lite`, written down by the build: the library makes its own anew in each process, a tenth of what a
 * sale's start took. A runtime's decoder differs from release to release (䶮 was of private use in some), and a runtime
 * built without them has none. What the edition of 2022 says otherwise is listed here.
 */
import { twoByteCharacters } from "./gb18030/two-byte-table.js";

const LEAD = { first: 0x81, last: 0xfe };
const DIGIT = { first: 0x30, last: 0x39 };
const TRAIL = { first: 0x40, last: 0xfe };
const DELETE = 0x7f;
/** Second bytes of two, in order. */
const TRAILS = Array.from({ length: TRAIL.last - TRAIL.first + 1 }, (_, at) => TRAIL.first + at).filter(
  (byte) => byte !== DELETE,
);
/** Four bytes: 81..FE, 30..39, 81..FE, 30..39, counted from 81 30 81 30. */
const FOUR_BYTES = [12_600, 1260, 10, 1] as const;
const FOUR_BYTES_START = [0x81, 0x30, 0x81, 0x30] as const;
/** The plane of U+0000 to U+FFFF ends at 84 31 A4 39; U+10000 is 90 30 81 30, U+10FFFF is E3 32 9A 35. */
const BASIC_PLANE_CODES = 39_420;
const SUPPLEMENTARY_START = 189_000;
const SUPPLEMENTARY_CODES = 0x10_0000;
/** What has one byte ends here, and the plane of U+0000 to U+FFFF there. */
const ASCII_END = 0x80;
const BASIC_PLANE_END = 0x1_0000;
const NO_CHARACTER = "\uFFFD";
/** U+E5E5 is that of A3 A0 by the standard, which the library's table, as most others, reads as A1 A1: U+3000. */
const WITHOUT_CODE = /[\uD800-\uDFFF\uE5E5]/;

/**
 * Codes that the library's tables, older than the edition of 2022, take for characters of private use: presentation
 * forms and components of characters (against 2005), and A8BC (against 2000). Decoded they are the new ones; both are
 * encoded alike.
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
const CODES_2022: ReadonlyMap<string, number> = new Map(
  EDITION_2022.flatMap(([code, now, was]) => [[now, code] as const, [was, code] as const]),
);
const NOW_OF_OLD: ReadonlyMap<string, string> = new Map(EDITION_2022.map(([, now, was]) => [was, now]));

/**
 * The characters of a text, one array of one, two or four bytes for each.
 * @throws RangeError for what is no character: U+FFFD, half of a surrogate pair, U+E5E5 of private use
 */
export function gb18030Characters(text: string): readonly Uint8Array[] {
  return Array.from(text, (character) => {
    const code = CODES_2022.get(character);
    if (code !== undefined) return Uint8Array.of(code >> 8, code);
    const unicode = character.codePointAt(0)!;
    const isCharacter =
      character !== NO_CHARACTER && !(unicode < BASIC_PLANE_END && WITHOUT_CODE.test(character));
    if (isCharacter) return encoded(character, unicode);
    throw new RangeError(`GB 18030 has no character U+${unicode.toString(16).toUpperCase()}`);
  });
}

/** @throws RangeError as `gb18030Characters` */
export function encodeGb18030(text: string): Uint8Array {
  return Uint8Array.from(gb18030Characters(text).flatMap((bytes) => Array.from(bytes)));
}

/** Bytes that are no GB 18030 give U+FFFD. The text ends at the first zero, which is no part of any character. */
export function decodeGb18030(bytes: Uint8Array): string {
  const zero = bytes.indexOf(0);
  const end = zero < 0 ? bytes.length : zero;
  let text = "";
  for (let at = 0; at < end; ) {
    const length = lengthAt(bytes.subarray(at, end));
    // A broken character loses its first byte alone: what stands behind it may be a whole one.
    text += length === 0 ? NO_CHARACTER : decoded(bytes.subarray(at, at + length));
    at += length === 0 ? 1 : length;
  }
  return text;
}

function encoded(character: string, unicode: number): Uint8Array {
  if (unicode < ASCII_END) return Uint8Array.of(unicode);
  const two = twoByteCharacters().indexOf(character);
  if (two >= 0)
    return Uint8Array.of(LEAD.first + Math.floor(two / TRAILS.length), TRAILS[two % TRAILS.length]!);
  const index =
    unicode < BASIC_PLANE_END
      ? fourByteCharacters().indexOf(character)
      : SUPPLEMENTARY_START + unicode - BASIC_PLANE_END;
  return Uint8Array.from(FOUR_BYTES, (weight, at) => {
    const above = at === 0 ? index : index % FOUR_BYTES[at - 1]!;
    return FOUR_BYTES_START[at]! + Math.floor(above / weight);
  });
}

/** One whole character. */
function decoded(bytes: Uint8Array): string {
  const [first = 0, second = 0] = bytes;
  if (bytes.length === 1) return String.fromCharCode(first);
  if (bytes.length === 4) {
    const index = fourByteIndex(bytes);
    if (index < BASIC_PLANE_CODES) return fourByteCharacters()[index]!;
    return String.fromCodePoint(index - SUPPLEMENTARY_START + BASIC_PLANE_END);
  }
  const character = twoByteCharacters()[(first - LEAD.first) * TRAILS.length + TRAILS.indexOf(second)]!;
  return NOW_OF_OLD.get(character) ?? character;
}

let fourBytes: string | undefined;

/** Those of the basic plane that have four bytes, in order: all that have neither one nor two. Made when one is met. */
function fourByteCharacters(): string {
  if (fourBytes !== undefined) return fourBytes;
  const shorter = new Set(twoByteCharacters());
  // A8 BC since the edition of 2005; its four bytes before are read as it still, where U+E7C7 would stand now.
  shorter.delete("\u1E3F");
  shorter.add("\uE7C7");
  const others: string[] = [];
  for (let unicode = ASCII_END; unicode < BASIC_PLANE_END; unicode++) {
    const character = String.fromCharCode(unicode);
    if (!shorter.has(character) && !WITHOUT_CODE.test(character)) others.push(character);
  }
  fourBytes = others.join("");
  return fourBytes;
}

/** Bytes of the character at the start; 0: none is there. The library itself takes codes beyond the standard's. */
function lengthAt([first = 0, second = 0, third = 0, fourth = 0]: Uint8Array): 0 | 1 | 2 | 4 {
  if (first < 0x80) return 1;
  if (!isIn(LEAD, first)) return 0;
  if (isIn(TRAIL, second) && second !== DELETE) return 2;
  if (!isIn(DIGIT, second) || !isIn(LEAD, third) || !isIn(DIGIT, fourth)) return 0;
  const index = fourByteIndex([first, second, third, fourth]);
  const supplementary = index - SUPPLEMENTARY_START;
  const isCode = index < BASIC_PLANE_CODES || (supplementary >= 0 && supplementary < SUPPLEMENTARY_CODES);
  return isCode ? 4 : 0;
}

/** Counted from 81 30 81 30. */
function fourByteIndex(code: ArrayLike<number>): number {
  return FOUR_BYTES.reduce((sum, weight, at) => sum + (code[at]! - FOUR_BYTES_START[at]!) * weight, 0);
}

function isIn({ first, last }: { readonly first: number; readonly last: number }, byte: number): boolean {
  return byte >= first && byte <= last;
}
