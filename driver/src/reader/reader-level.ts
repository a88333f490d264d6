/**
 * What of T=0 a reader does by itself: a Duka that can is told so by an Escape, and forgets it with its start and with
 * the next host. A frame that leaves something to a reader which has forgotten is refused before the card is asked.
 */
import type { ReaderHelp } from "@duka/protocol/transport";
import { PARAMETER_AT } from "@duka/protocol/wire/ccid";
import { DUKA_LEVEL, ESCAPE_DUKA_0, ESCAPE_DUKA_1, LEVEL_ALL, LEVEL_FETCH } from "@duka/protocol/wire/escape";
import type { Deadline } from "../base/deadline.js";
import type { CcidAnswer } from "./ccid-frame.js";

/** Offset of wLevelParameter in an XfrBlock. */
const LEVEL_AT = PARAMETER_AT + 1;

export type ReaderLevel = {
  /**
   * Agrees on it, unless it is in force as far as is known. A reader that refuses stays at TPDU level.
   * @throws ReaderError when the reader does not answer
   */
  agree(deadline: Deadline): Promise<void>;
  /** wLevelParameter of a command: LEVEL_…, 0 at TPDU level. */
  parameter(help: ReaderHelp | undefined): number;
  /**
   * Whether this failure says that the reader has forgotten it, so that the card has not been asked; then it is at TPDU
   * level until it is agreed on again. What was sent twice may have reached the card by its first copy.
   */
  isForgotten(answer: CcidAnswer): boolean;
};

const REQUEST = Uint8Array.of(ESCAPE_DUKA_0, ESCAPE_DUKA_1, DUKA_LEVEL, LEVEL_ALL);

/** @param ask sends an Escape's payload; undefined when the reader refuses it. Absent for a reader that cannot. */
export function createReaderLevel(
  ask?: (payload: Uint8Array, deadline: Deadline) => Promise<Uint8Array | undefined>,
): ReaderLevel {
  let isInForce = false;
  return {
    async agree(deadline) {
      if (isInForce || ask === undefined) return;
      const answer = await ask(REQUEST, deadline);
      isInForce = answer?.length === REQUEST.length && REQUEST.every((byte, at) => answer[at] === byte);
    },
    parameter(help) {
      if (!isInForce || help === undefined) return 0;
      return help === "fetch" ? LEVEL_FETCH : LEVEL_ALL;
    },
    isForgotten({ failed, error, card, repeats }) {
      if (!failed || error !== LEVEL_AT || card !== "active" || repeats > 0) return false;
      isInForce = false;
      return true;
    },
  };
}

/** A command, what of it T=0 carries in one TPDU, and what the reader may do by itself. */
export type Asked = {
  readonly command: Uint8Array;
  readonly tpdu: Uint8Array;
  readonly help: ReaderHelp | undefined;
};

/**
 * The whole command to a reader that goes on by itself, else its TPDU; that too where the reader has forgotten the
 * level.
 * @param send carries the data of an XfrBlock with this wLevelParameter
 * @returns what was answered last, and to what
 */
export async function sendAtLevel(
  level: ReaderLevel,
  { command, tpdu, help }: Asked,
  send: (data: Uint8Array, parameter: number) => Promise<CcidAnswer>,
): Promise<{ readonly answer: CcidAnswer; readonly sent: Uint8Array }> {
  const parameter = level.parameter(help);
  if (parameter !== 0) {
    const answer = await send(command, parameter);
    if (!level.isForgotten(answer)) return { answer, sent: command };
  }
  return { answer: await send(tpdu, 0), sent: tpdu };
}
