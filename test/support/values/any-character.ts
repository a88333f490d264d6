/**
 * Any code point but the halves of a pair, one character of a text. It is what fast-check calls "binary"; but that one
 * makes a table of all million of them first, which takes as long as hundreds of tests.
 */
import fc from "fast-check";

const SURROGATES_FROM = 0xd800;
const SURROGATES = 0x800;
const CODE_POINT_MAX = 0x10ffff;

export const anyCharacter: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: CODE_POINT_MAX - SURROGATES })
  .map(characterOf, numberOf);

function characterOf(number: number): string {
  return String.fromCodePoint(number < SURROGATES_FROM ? number : number + SURROGATES);
}

/** By this fast-check finds texts that are known to break programs, and makes what failed smaller. */
function numberOf(character: unknown): number {
  const code = typeof character === "string" ? character.codePointAt(0) : undefined;
  if (code === undefined || String.fromCodePoint(code) !== character || isHalf(code))
    throw new Error("no character");
  return code < SURROGATES_FROM ? code : code - SURROGATES;
}

function isHalf(code: number): boolean {
  return code >= SURROGATES_FROM && code < SURROGATES_FROM + SURROGATES;
}
