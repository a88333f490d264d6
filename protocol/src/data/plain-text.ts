/**
 * Text of others on its way to a person's screen. A control character in it could clear the screen, move the cursor or
 * turn the writing direction, and make a terminal show what the program has not said; so each is written as what it is,
 * such as `\u001b`, which is the same text in JSON.
 */

/** C0, DEL and C1, ends of lines and paragraphs, what turns the direction (Unicode: Cc, Zl, Zp, Bidi_Control). */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** For text of one line: ends of lines are written as what they are too. */
export function onOneLine(text: string): string {
  return text.replaceAll(CONTROLS, escaped);
}

/** For text of our own that has text of others inside: its lines and tabs stay. */
export function inLines(text: string): string {
  return text.replaceAll(CONTROLS, (one) => (one === "\n" || one === "\t" ? one : escaped(one)));
}

function escaped(one: string): string {
  return `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
