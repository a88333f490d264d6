/**
 * A command is declared once, as a plain object; driver, card simulator, trace and documentation all read that object.
 * Short commands only (ISO/IEC 7816-3, 12.1): at most 255 bytes of data in, 256 out.
 */
import { shortApduCase } from "../wire/apdu.js";
import { SW_OK, statusWordOf, triesLeftOf } from "../wire/status-word.js";
import type { Layout, Values } from "./field.js";
import { KIND_EXPECTED_LENGTH } from "./field.js";
import type { CompiledLayout } from "./layout.js";
import { compileLayout, compileRequest } from "./layout.js";
import { checkLength, readFields } from "./read-fields.js";
import { secretBytes } from "./secret-bytes.js";
import { packedSize, packRecord, writeFields } from "./write-fields.js";

/** One literal exchange. Hexadecimal with spaces; `answer` ends with SW1 SW2. */
export type Example<Q, S> = {
  readonly request: Q;
  readonly apdu: string;
  readonly answer: string;
  /** Absent when the answer is a refusal. */
  readonly response?: S;
  /** What the bytes are worth: a published worked example, or computed from the rule. */
  readonly origin: "published" | "computed";
};

/** Status word → its meaning for this command, in plain English. 0x63C0 stands for all of 63C0 to 63CF. */
export type Refusals = { readonly [sw: number]: string };

export type CommandDeclaration<Q extends Layout, S extends Layout> = {
  readonly name: string;
  /** Where a standard says it. */
  readonly clause: string;
  readonly cla: number;
  readonly ins: number;
  /** The first two fields are P1 and P2. */
  readonly request: Q;
  readonly response: S;
  readonly refusals: Refusals;
  /** True when running it twice could move money twice: nothing ever sends it again by itself. */
  readonly movesMoney?: boolean;
  readonly examples: readonly Example<NoInfer<Values<Q>>, NoInfer<Values<S>>>[];
};

/** A declaration made ready for packing. */
export type Command<Q extends Layout, S extends Layout> = CommandDeclaration<Q, S> & {
  readonly movesMoney: boolean;
  /** A field of request or response is `secret`: what was packed is to be overwritten when it was answered. */
  readonly carriesSecret: boolean;
  readonly requestLayout: CompiledLayout<Q>;
  readonly responseLayout: CompiledLayout<S>;
  /** Le that the layouts tell: 0 for none, 256 for an answer of open length, -1 when the request names it. */
  readonly le: number;
};

export type AnyCommand = Command<Layout, Layout>;
/** The plain object that `packCommand` takes. */
export type Request<C> = C extends Command<infer Q, infer _S> ? Values<Q> : never;
/** The plain object that `unpackResponse` gives. */
export type Response<C> = C extends Command<infer _Q, infer S> ? Values<S> : never;

/** Makes a declaration ready. @throws RangeError when its layouts cannot be read back */
export function command<const Q extends Layout, const S extends Layout>(
  declaration: CommandDeclaration<Q, S>,
): Command<Q, S> {
  const requestLayout = compileRequest(declaration.name, declaration.request);
  const responseLayout = compileLayout(declaration.name, declaration.response);
  const namesLe = requestLayout.kinds.includes(KIND_EXPECTED_LENGTH);
  const le = namesLe ? -1 : responseLayout.varies ? 256 : responseLayout.size;
  return {
    ...declaration,
    movesMoney: declaration.movesMoney ?? false,
    carriesSecret: [...requestLayout.fields, ...responseLayout.fields].some((field) => field.secret),
    requestLayout,
    responseLayout,
    le,
  };
}

/**
 * The whole command APDU with Lc and Le, in a buffer of its own where it carries a secret.
 * @throws RangeError naming the field whose value does not fit
 */
export function packCommand<C extends AnyCommand>(command: C, request: Request<C>): Uint8Array {
  const layout = command.requestLayout;
  const lc = packedSize(layout, request);
  if (lc > 255) throw new RangeError(`${command.name}: at most 255 bytes of data, got ${lc}`);
  const length = 4 + (lc === 0 ? 0 : 1 + lc) + (command.le === 0 ? 0 : 1);
  const apdu = command.carriesSecret ? secretBytes(length) : new Uint8Array(length);
  apdu[0] = command.cla;
  apdu[1] = command.ins;
  if (lc !== 0) apdu[4] = lc;
  if (command.le > 0) apdu[apdu.length - 1] = command.le;
  writeFields(layout, request, apdu, 5 + lc);
  return apdu;
}

/**
 * What a card reads from a command. With T=0 a card does not get Le after data, so it may be absent.
 * @throws RangeError when the bytes are no APDU, not this command, or a field does not fit
 */
export function unpackCommand<C extends AnyCommand>(command: C, apdu: Uint8Array): Request<C> {
  const apduCase = shortApduCase(apdu, apdu.length);
  if (apduCase === 0) throw new RangeError(`${command.name}: ${apdu.length} bytes are no short command APDU`);
  if (apdu[0] !== command.cla || apdu[1] !== command.ins) {
    throw new RangeError(`${command.name}: CLA and INS are those of another command`);
  }
  const lc = apduCase > 2 ? apdu[4]! : 0;
  checkLength(command.requestLayout, lc, "the data");
  const le = apduCase === 2 || apduCase === 4 ? apdu[apdu.length - 1]! || 256 : 0;
  if (command.le < 0 && le === 0) throw new RangeError(`${command.name}: Le is missing`);
  return readFields(command.requestLayout, apdu, 5 + lc, le) as Request<C>;
}

/** The data of an answer, without SW1 SW2. @throws RangeError naming the field whose value does not fit */
export function packResponse<C extends AnyCommand>(command: C, response: Response<C>): Uint8Array {
  return packRecord(command.responseLayout, response);
}

/**
 * Reads the data of an answer, without SW1 SW2. @throws RangeError when the card's data has the wrong length or content
 */
export function unpackResponse<C extends AnyCommand>(command: C, data: Uint8Array): Response<C> {
  checkLength(command.responseLayout, data.length, "the answer");
  return readFields(command.responseLayout, data, data.length, 0) as Response<C>;
}

/** True when CLA, INS and the fixed ones of P1 P2 agree; also for a header of 4 or 5 bytes alone. */
export function matches(command: AnyCommand, apdu: Uint8Array): boolean {
  if (apdu.length < 4 || apdu[0] !== command.cla || apdu[1] !== command.ins) return false;
  const { fixedAt, fixedBytes } = command.requestLayout;
  for (let i = 0; i < fixedAt.length; i++) {
    if (fixedAt[i]! < 4 && apdu[fixedAt[i]!] !== fixedBytes[i]) return false;
  }
  return true;
}

/** What a card answered. A refusal is a value: the card is fine and says no. */
export type CommandResult<C> =
  | { readonly ok: true; readonly sw: number; readonly response: Response<C> }
  | {
      readonly ok: false;
      readonly sw: number;
      /** False when the declaration does not know this status word: what the card did is then uncertain. */
      readonly declared: boolean;
      readonly meaning: string;
      /** x of 63Cx, else -1. */
      readonly triesLeft: number;
    };

/**
 * Reads a whole response APDU: 9000 with the data, or a refusal.
 * @throws RangeError when there is no SW1 SW2, or 9000 comes with data that the declaration does not allow
 */
export function readResponse<C extends AnyCommand>(command: C, responseApdu: Uint8Array): CommandResult<C> {
  if (responseApdu.length < 2) throw new RangeError(`${command.name}: the answer has no SW1 SW2`);
  const sw = statusWordOf(responseApdu);
  if (sw === SW_OK) {
    const length = responseApdu.length - 2;
    checkLength(command.responseLayout, length, "the answer");
    const response = readFields(command.responseLayout, responseApdu, length, 0) as Response<C>;
    return { ok: true, sw, response };
  }
  const triesLeft = triesLeftOf(sw);
  const meaning = command.refusals[sw] ?? (triesLeft < 0 ? undefined : command.refusals[0x63c0]);
  return {
    ok: false,
    sw,
    declared: meaning !== undefined,
    meaning: meaning ?? "not declared for this command",
    triesLeft,
  };
}
