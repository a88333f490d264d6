/**
 * What happens in a world, as it happens. Every report and every assertion follows from it. Passwords and keys never
 * stand in it: a command that carries one shows its header alone, and of the memory only which step was written.
 */
import type { ChipName } from "./point.js";

/** Values of a decoded command or answer: numbers, digits, bytes in hexadecimal. */
export type DecodedFields = { readonly [field: string]: string | number };

export type WorldEvent =
  /** One character on a card line. `byte` is "··" where it is part of a secret. */
  | {
      readonly type: "character";
      readonly chip: ChipName;
      readonly to: "card" | "reader";
      readonly byte: string;
      /** Where the sender itself was wrong. */
      readonly parity?: "wrong";
    }
  /** How the characters that follow in this direction are put on the line: each began 11 bits before it is told. */
  | {
      readonly type: "line";
      readonly chip: ChipName;
      readonly to: "card" | "reader";
      /** Length of one bit, in microseconds: the sender's own clock. */
      readonly bitUs: number;
      readonly convention: "direct" | "inverse";
    }
  /** A whole message on the host line, by its CCID header; what it carries stands in the APDU. */
  | {
      readonly type: "frame";
      readonly to: "reader" | "host";
      readonly frame: number;
      readonly message: string;
      readonly slot: number;
      readonly sequence: number;
      readonly bytes: number;
    }
  /** A command that a chip has carried out, decoded by its declaration. An empty answer: the chip lost its power. */
  | {
      readonly type: "apdu";
      readonly chip: ChipName;
      readonly command: string;
      readonly apdu: string;
      readonly answer: string;
      readonly request: DecodedFields;
      readonly response: DecodedFields;
    }
  | { readonly type: "power"; readonly chip: ChipName; readonly on: boolean }
  /** One cell of a chip's memory was written; what stands in it may be a key. */
  | { readonly type: "memory"; readonly chip: ChipName; readonly command: string; readonly step: number }
  /** A transaction of the journal; `durable`: it was synced before the till went on. */
  | {
      readonly type: "journal";
      readonly step: string;
      readonly what: "written" | "failed";
      readonly durable: boolean;
    }
  | {
      readonly type: "centre";
      readonly operation: string;
      readonly ref: string;
      readonly what: "asked" | "answered" | "failed";
      /** Of what went wrong. */
      readonly code: string;
    }
  /** A balance on the card has changed. */
  | {
      readonly type: "money";
      readonly account: "purse" | "deposit" | "medical";
      readonly changeFen: number;
      readonly balanceFen: number;
    }
  | { readonly type: "fault"; readonly kind: string; readonly at: string }
  | { readonly type: "operator"; readonly what: string }
  /** The till's program: begun, killed. */
  | { readonly type: "till"; readonly what: "started" | "killed" }
  | {
      readonly type: "outcome";
      readonly ref: string;
      readonly outcome: string;
      readonly reasonCode: string;
      readonly tac: string;
      /** Found later, when the card was there again. */
      readonly recovered: boolean;
    };

/** `atMs`: milliseconds of virtual time since the world began. */
export type LoggedEvent = { readonly atMs: number } & WorldEvent;
