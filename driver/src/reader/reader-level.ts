/**
 * What of T=0 a reader does by itself: a Duka that can is told so by an Escape, and forgets it with its start and with
 * the next host. A frame that leaves something to a reader which has forgotten is refused before the card is asked.
 */
import type { ReaderHelp } from "@duka/protocol/transport";
import { PARAMETER_AT, PC_TO_RDR_XFR_BLOCK } from "@duka/protocol/wire/ccid";
import { DUKA_LEVEL, ESCAPE_DUKA_0, ESCAPE_DUKA_1, LEVEL_ALL, LEVEL_FETCH } from "@duka/protocol/wire/escape";
import type { Deadline } from "../base/deadline.js";
import type { CcidAnswer } from "./ccid-frame.js";

/** Offset of wLevelParameter in an XfrBlock. */
const LEVEL_AT = PARAMETER_AT + 1;

/** A command, what of it T=0 carries in one TPDU, and what the reader may do by itself. */
export type Asked = {
  readonly command: Uint8Array;
  readonly tpdu: Uint8Array;
  readonly help: ReaderHelp | undefined;
};

/** An XfrBlock; wLevelParameter, the second of its parameters, is LEVEL_… or 0 at TPDU level. */
type Sent = {
  readonly type: number;
  readonly parameters: readonly [bBwi: number, level: number, high: number];
  readonly data: Uint8Array;
};

export type ReaderLevel = {
  /**
   * Agrees on it, unless it is in force as far as is known. A reader that refuses stays at TPDU level.
   * @throws ReaderError when the reader does not answer
   */
  agree(deadline: Deadline): Promise<void>;
  /** The whole command for a reader that goes on by itself, else its TPDU. */
  sent(asked: Asked): Sent;
  /**
   * Whether this failure says that the reader has forgotten it, so that the card has not been asked; then it is at TPDU
   * level until it is agreed on again. What was sent twice may have reached the card by its first copy.
   */
  isForgotten(sent: Sent, answer: CcidAnswer): boolean;
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
    sent({ command, tpdu, help }) {
      const isWhole = isInForce && help !== undefined;
      const level = help === "fetch" ? LEVEL_FETCH : LEVEL_ALL;
      return {
        type: PC_TO_RDR_XFR_BLOCK,
        parameters: [0, isWhole ? level : 0, 0],
        data: isWhole ? command : tpdu,
      };
    },
    isForgotten({ parameters: [, level] }, { failed, error, card, repeats }) {
      if (level === 0 || !failed || error !== LEVEL_AT || card !== "active" || repeats > 0) return false;
      isInForce = false;
      return true;
    },
  };
}
