/** A holder's name as EF06 of a card has it: in GB 18030, in a field and its extension; no character is cut in two. */
import { gb18030Characters } from "@duka/protocol/gb18030";
import type { SocialMembers } from "./social-shape.js";

export const NAME_BYTES = 30;
const EXTENSION_BYTES = 20;

type Layout = SocialMembers["layout"];

/** Layout 1.0 knows no name extension. */
function extensionBytes(layout: Layout): number {
  return layout === "1.0" ? 0 : EXTENSION_BYTES;
}

/** At most; fewer where a character would begin in the field and end in its extension. */
export function nameBytesMax(layout: Layout): number {
  return NAME_BYTES + extensionBytes(layout);
}

/** @throws RangeError when the name does not fit, or has what is no character */
export function splitName(text: string, layout: Layout): { name: Uint8Array; extension: Uint8Array } {
  const name = new Uint8Array(NAME_BYTES);
  const extension = new Uint8Array(extensionBytes(layout));
  let filled = 0;
  let more = 0;
  for (const character of gb18030Characters(text)) {
    if (more === 0 && filled + character.length <= name.length) {
      name.set(character, filled);
      filled += character.length;
    } else if (more + character.length <= extension.length) {
      extension.set(character, more);
      more += character.length;
    } else {
      throw new RangeError(
        `the holder's name must have at most ${nameBytesMax(layout)} bytes in GB 18030, and no character cut in two`,
      );
    }
  }
  return { name, extension };
}

export function fitsCard(text: string, layout: Layout): boolean {
  try {
    splitName(text, layout);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
