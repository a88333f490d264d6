/**
 * What is thrown when the conversation with a reader or a card broke. A card's refusal is no error but a value, and a
 * caller's mistake is a RangeError before any byte is sent. No message here ever carries the data bytes of a command.
 */
import { HEADER_LENGTH } from "@duka/protocol/wire/apdu";
import { type ErrorCode, READER_ERRORS } from "./error-codes.js";
import type { Bilingual } from "./explanation.js";

export type { ErrorCode } from "./error-codes.js";

/** Where the conversation broke, from the line to the reader up to the card's own commands. */
export type Layer = "link" | "ccid" | "t0" | "t1" | "apdu";

/**
 * Whether the card may have acted on the command: `not-sent` it never got it; `unknown` it may have; `answered` it did
 * answer, and only what came after is lost. A chained exchange has the delivery of its first TPDU.
 */
export type Delivery = "not-sent" | "unknown" | "answered";

type ReaderErrorDetails = {
  readonly message: string;
  readonly code: ErrorCode;
  readonly layer: Layer;
  readonly delivery: Delivery;
  /** What the person at the counter can do about it; by default what `duka explain` says of the code. */
  readonly remedy?: Bilingual | undefined;
  /** With `answered`: the status word that the card did give, such as 0x610F or 0x9000. */
  readonly statusWord?: number | undefined;
  readonly cause?: unknown;
};

export class ReaderError extends Error {
  readonly code: ErrorCode;
  readonly layer: Layer;
  readonly delivery: Delivery;
  /** What the person at the counter can do, in English. */
  readonly remedy: string;
  /** The same in English and Chinese. */
  readonly remedies: Bilingual;
  readonly statusWord: number | undefined;

  constructor(details: ReaderErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "ReaderError";
    this.code = details.code;
    this.layer = details.layer;
    this.delivery = details.delivery;
    this.remedies = details.remedy ?? READER_ERRORS[details.code].remedy;
    this.remedy = this.remedies.en;
    this.statusWord = details.statusWord;
  }
}

/**
 * True when the card may have acted and no one knows: only then recovery is due. A RangeError is a caller's mistake,
 * made before any byte was sent; any other error that is no ReaderError proves nothing, so it counts as unknown.
 */
export function mayHaveActed(error: unknown): boolean {
  if (error instanceof ReaderError) return error.delivery === "unknown";
  return !(error instanceof RangeError);
}

/** True when the caller's limits ended it, as opposed to reader, card or PSAM. */
export function isGivenUp({ code, layer }: ReaderError): boolean {
  return code === "aborted" || (code === "timeout" && layer === "apdu");
}

/** CLA INS P1 P2 in hexadecimal: all that a message may show of a command. */
export function headerText(command: Uint8Array): string {
  let text = "";
  for (let at = 0; at < HEADER_LENGTH && at < command.length; at++) {
    text += at === 0 ? HEX_PAIRS[command[at]!] : ` ${HEX_PAIRS[command[at]!]}`;
  }
  return text;
}

/** A message is put together for every command, whether it will be needed or not. */
const HEX_PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0").toUpperCase());
