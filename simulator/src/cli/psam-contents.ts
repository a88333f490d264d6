/** What the terminal's PSAM in a card file holds, decoded: never a key. */
import { formatHex } from "@duka/protocol/layout";
import type { Chips } from "../card/open-chips.js";
import { type FileContents, filesOf } from "./card-files.js";
import { type Tries, triesOf } from "./card-locks.js";

export type PsamContents = {
  readonly atr: string;
  readonly terminalId: string;
  /** Terminal sequence of the next purchase. */
  readonly nextSequence: number;
  readonly keyIndex: number;
  readonly mac2: Tries;
  readonly files: readonly FileContents[];
};

/** The PSAM is as after a reset. */
export function psamContents({ psam }: Chips): PsamContents {
  const { master, terminalId, nextSequence, keyIndex, mac2Attempts } = psam.inside;
  return {
    atr: formatHex(psam.reset()),
    terminalId: terminalId(),
    nextSequence: nextSequence(),
    keyIndex: keyIndex(),
    mac2: triesOf("MAC2", mac2Attempts),
    files: filesOf(master),
  };
}
