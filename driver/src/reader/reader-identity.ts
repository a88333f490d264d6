/**
 * What a Duka reader says about itself: the answer to the Escape `44 4B 01`. Nothing in it is trusted to be
 * well-formed.
 */
import { type Bilingual, rangeError, withChinese } from "@duka/protocol/data/bilingual";
import { readU32 } from "@duka/protocol/wire/bytes";
import {
  DUKA_IDENTITY,
  ESCAPE_DUKA_0,
  ESCAPE_DUKA_1,
  IDENTITY_CLOCK_AT,
  IDENTITY_PERSONA_AT,
  IDENTITY_SLOTS_AT,
  IDENTITY_TEXTS_AT,
  IDENTITY_VERSION_AT,
  PERSONA_PINPAD,
  PERSONA_POS,
  PERSONA_SEC1210,
  READER_FAST_LINE,
  READER_KEYPAD,
  READER_LEVEL,
} from "@duka/protocol/wire/escape";
import { ReaderError } from "../base/errors.js";
import { REMEDIES } from "../base/remedies.js";

export type Persona = "pos" | "pinpad" | "sec1210" | "unknown";

export type ReaderIdentity = {
  /** "0.1.0" */
  readonly firmwareVersion: string;
  readonly persona: Persona;
  /** Physical slots; slot 0 is the user card's. */
  readonly slots: number;
  readonly clockHz: number;
  readonly board: string;
  /** Begins with "SIM-" when the reader is simulated. */
  readonly serialNumber: string;
  /** Bits per second that the reader takes from a card at most; 0 when it does not say. */
  readonly cardBaudMax: number;
  /** Passwords can be typed on the reader itself. */
  readonly keypad: boolean;
  /** It does GET RESPONSE and 6Cxx of T=0 by itself where it is asked to. */
  readonly shortApdu: boolean;
  /** Its host line can be faster than it begins. */
  readonly fastLine: boolean;
};

const SLOTS_MAX = 16;
const TEXT_MAX = 40;
/** ISO/IEC 7816-3, 5.2.3: a card's clock is at least 1 MHz; none goes beyond 20 MHz. */
const CLOCK_MIN_HZ = 1_000_000;
const CLOCK_MAX_HZ = 20_000_000;

export const IDENTITY_REQUEST = Uint8Array.of(ESCAPE_DUKA_0, ESCAPE_DUKA_1, DUKA_IDENTITY);

/** Undefined when the bytes are no identity: then the reader is not taken for a Duka. */
export function parseIdentity(answer: Uint8Array): ReaderIdentity | undefined {
  if (answer.length < IDENTITY_TEXTS_AT + 2) return undefined;
  if (IDENTITY_REQUEST.some((byte, at) => answer[at] !== byte)) return undefined;
  const board = textAt(answer, IDENTITY_TEXTS_AT);
  if (board === undefined) return undefined;
  const serialNumber = textAt(answer, IDENTITY_TEXTS_AT + 1 + board.length);
  const slots = answer[IDENTITY_SLOTS_AT]!;
  const clockHz = readU32(answer, IDENTITY_CLOCK_AT);
  if (serialNumber === undefined || slots < 1 || slots > SLOTS_MAX) return undefined;
  if (clockHz < CLOCK_MIN_HZ || clockHz > CLOCK_MAX_HZ) return undefined;
  const end = IDENTITY_TEXTS_AT + 2 + board.length + serialNumber.length;
  const abilities = answer[end + 4] ?? 0;
  return {
    firmwareVersion: Array.from(answer.subarray(IDENTITY_VERSION_AT, IDENTITY_PERSONA_AT)).join("."),
    persona: personaOf(answer[IDENTITY_PERSONA_AT]!),
    slots,
    clockHz,
    board,
    serialNumber,
    cardBaudMax: answer.length >= end + 4 ? readU32(answer, end) : 0,
    keypad: (abilities & READER_KEYPAD) !== 0,
    shortApdu: (abilities & READER_LEVEL) !== 0,
    fastLine: (abilities & READER_FAST_LINE) !== 0,
  };
}

/** Printable ASCII behind its length, or undefined. */
function textAt(answer: Uint8Array, at: number): string | undefined {
  const length = answer[at];
  if (length === undefined || length > TEXT_MAX || at + 1 + length > answer.length) return undefined;
  return asciiText(answer.subarray(at + 1, at + 1 + length));
}

/** Undefined when a byte is no printable ASCII. */
export function asciiText(bytes: Uint8Array): string | undefined {
  const isPrintable = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isPrintable ? String.fromCharCode(...bytes) : undefined;
}

const PERSONAS = { pos: PERSONA_POS, pinpad: PERSONA_PINPAD, sec1210: PERSONA_SEC1210 } as const;

/** @throws RangeError when there is no such persona */
export function personaNumber(persona: string): number {
  if (Object.hasOwn(PERSONAS, persona)) return PERSONAS[persona as keyof typeof PERSONAS];
  throw rangeError(
    `there is no persona "${persona}"; there are ${Object.keys(PERSONAS).join(", ")}`,
    `没有类型“${persona}”，可以是：${Object.keys(PERSONAS).join("、")}`,
  );
}

export function personaOf(number: number): Persona {
  if (number === PERSONA_POS) return "pos";
  if (number === PERSONA_PINPAD) return "pinpad";
  return number === PERSONA_SEC1210 ? "sec1210" : "unknown";
}

/** Of a reader without an identity, through PC/SC for one. @param lacks what can therefore not be done with it */
export function notADuka(name: string, lacks: Bilingual): ReaderError {
  const error = new ReaderError({
    message: `${name} is no Duka on a line of its own: ${lacks.en}`,
    code: "unsupported",
    layer: "ccid",
    delivery: "not-sent",
    remedy: REMEDIES["name-a-duka"],
  });
  return withChinese(error, `${name} 不是独占线路的 Duka：${lacks.zh}`);
}
