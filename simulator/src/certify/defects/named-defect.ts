/** What a defect is, and the ways in which a reader gets one. */
import { MESSAGE_HEADER_LENGTH, SEQ_AT, SLOT_AT, setPayloadLength, TYPE_AT } from "@duka/protocol/wire/ccid";
import type { CaseCard } from "../bench.js";
import { type Defect, type DefectLine, frameOf } from "../defective-link.js";

export type NamedDefect = {
  readonly name: string;
  readonly what: string;
  /** The case that finds it. */
  readonly foundBy: string;
  /** Made anew for each bench: it may remember. */
  readonly reader?: () => Defect;
  /** Of the card that is in where no case asks for one of its own. */
  readonly card?: CaseCard;
};

/** The host's messages of one type are changed on their way. */
export function asked(
  name: string,
  what: string,
  foundBy: string,
  type: number,
  change: (message: Uint8Array) => void,
) {
  const reader = (): Defect => ({
    fromHost(message, line) {
      if (message[TYPE_AT] === type) change(message);
      line.toReader(message);
    },
  });
  return { name, what, foundBy, reader };
}

/** The reader does another thing than it was asked for. */
export function takenFor(name: string, what: string, foundBy: string, type: number, other: number) {
  const reader = (): Defect => ({
    fromHost: (message, line) => line.toReader(message[TYPE_AT] === type ? bare(message, other) : message),
  });
  return { name, what, foundBy, reader };
}

export function bare(message: Uint8Array, type: number): Uint8Array {
  const other = new Uint8Array(MESSAGE_HEADER_LENGTH);
  other[TYPE_AT] = type;
  other[SLOT_AT] = message[SLOT_AT]!;
  other[SEQ_AT] = message[SEQ_AT]!;
  return other;
}

/** The reader's answers of one type are told otherwise. */
export function told(
  name: string,
  what: string,
  foundBy: string,
  type: number,
  tell: (message: Uint8Array, line: DefectLine) => void,
) {
  const reader = (): Defect => ({
    fromReader(message, line) {
      if (message[TYPE_AT] === type) tell(message, line);
      else line.toHost(frameOf(message));
    },
  });
  return { name, what, foundBy, reader };
}

export function changed(change: (message: Uint8Array) => void) {
  return (message: Uint8Array, line: DefectLine): void => {
    change(message);
    line.toHost(frameOf(message));
  };
}

/** As long as it can, the data alone. */
export function withData(message: Uint8Array, data: Uint8Array): Uint8Array {
  const other = Uint8Array.of(...message.subarray(0, MESSAGE_HEADER_LENGTH), ...data);
  setPayloadLength(other, data.length);
  return other;
}

export function dataOf(message: Uint8Array): Uint8Array {
  return message.subarray(MESSAGE_HEADER_LENGTH);
}
