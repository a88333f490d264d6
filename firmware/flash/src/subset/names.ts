/** What the interpreter has under global names: data of the rules in `builtins.ts`. */

/** Globals of the language, with the members of each that exist; `undefined` where its members are not looked at. */
export const LANGUAGE_GLOBALS: { readonly [name: string]: readonly string[] | undefined } = {
  Object: words(
    "keys values entries assign create defineProperty defineProperties fromEntries getOwnPropertyNames setPrototypeOf",
  ),
  Math: words("abs acos asin atan atan2 ceil cos exp floor log max min pow random round sin sqrt tan PI E"),
  Number: words("MAX_VALUE MIN_VALUE NaN NEGATIVE_INFINITY POSITIVE_INFINITY"),
  Array: words("isArray"),
  String: words("fromCharCode"),
  JSON: words("parse stringify"),
  Promise: words("resolve reject all"),
  Boolean: [],
  ArrayBuffer: [],
  DataView: [],
  Uint8Array: [],
  Int8Array: [],
  Uint16Array: [],
  Int16Array: [],
  Uint32Array: [],
  Int32Array: [],
  Float32Array: [],
  Float64Array: [],
  Error: [],
  TypeError: [],
  SyntaxError: [],
  ReferenceError: [],
};

/** Errors, of which neither `instanceof` nor `extends` can be relied on. */
export const ERROR_CLASSES = words("Error TypeError SyntaxError ReferenceError");

const PLAIN_GLOBALS = words(
  `undefined NaN Infinity parseInt parseFloat isNaN isFinite setTimeout clearTimeout setInterval clearInterval
  changeInterval global globalThis arguments
  E process getTime getSerial setWatch clearWatch digitalRead digitalWrite digitalPulse analogRead analogWrite pinMode
  Pin SPI USB LoopbackA LoopbackB`,
);

/** Peripherals and pins by number. */
const NUMBERED_GLOBALS = /^(Serial[1-6]|SPI[1-3]|I2C[1-3]|LED[1-3]|BTN[1-4]?|[A-I]\d{1,2}|D\d{1,2})$/;

export function isKnownGlobal(name: string): boolean {
  return Object.hasOwn(LANGUAGE_GLOBALS, name) || PLAIN_GLOBALS.includes(name) || NUMBERED_GLOBALS.test(name);
}

/** Members that are missing, or differ, whatever object they are asked of. */
export const MEMBER_OFFENCES: { readonly [name: string]: string | undefined } = {
  slice: "of a Uint8Array answers a plain Array: copy with new Uint8Array(u.subarray(a, b))",
  ...missing(
    `flat flatMap at lastIndexOf copyWithin entries keys values toSorted toReversed toSpliced with findLast findLastIndex
    finally allSettled race BYTES_PER_ELEMENT matchAll codePointAt normalize description`,
    "is missing: write the loop",
  ),
};

/** Members that functions of the language have on other builtins, so that `Object.keys` is no offence. */
export function isStaticMember(object: string, member: string): boolean {
  return LANGUAGE_GLOBALS[object]?.includes(member) ?? false;
}

function missing(names: string, why: string): { [name: string]: string } {
  return Object.fromEntries(words(names).map((name) => [name, why]));
}

function words(text: string): string[] {
  return text.split(/\s+/);
}
