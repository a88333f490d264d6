/**
 * GBK, in which names stand on the cards. The table is that of the runtime's own decoder, turned round when first
 * needed.
 */

const FIRST_LEAD = 0x81;
const LAST_LEAD = 0xfe;
const FIRST_TRAIL = 0x40;
const LAST_TRAIL = 0xfe;

let table: Map<string, number> | undefined;

function codes(): Map<string, number> {
  if (table !== undefined) return table;
  table = new Map();
  const decoder = new TextDecoder("gbk");
  for (let lead = FIRST_LEAD; lead <= LAST_LEAD; lead++) {
    for (let trail = FIRST_TRAIL; trail <= LAST_TRAIL; trail++) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (character.length === 1 && character !== "\uFFFD" && !table.has(character)) {
        table.set(character, (lead << 8) | trail);
      }
    }
  }
  return table;
}

/**
 * The characters of a text, one array of one or two bytes for each. @throws RangeError when GBK has no such character
 */
export function gbkCharacters(text: string): readonly Uint8Array[] {
  return Array.from(text, (character) => {
    const unicode = character.codePointAt(0)!;
    if (unicode < 0x80) return Uint8Array.of(unicode);
    const code = codes().get(character);
    if (code === undefined)
      throw new RangeError(`GBK has no character U+${unicode.toString(16).toUpperCase()}`);
    return Uint8Array.of(code >> 8, code);
  });
}

/** @throws RangeError when GBK has no such character */
export function encodeGbk(text: string): Uint8Array {
  return Uint8Array.from(gbkCharacters(text).flatMap((bytes) => Array.from(bytes)));
}

/** Bytes that are no GBK give U+FFFD; zeros at the end are padding and dropped. */
export function decodeGbk(bytes: Uint8Array): string {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return new TextDecoder("gbk").decode(bytes.subarray(0, end));
}
