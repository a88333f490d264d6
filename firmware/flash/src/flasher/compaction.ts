/** Compacting the flash of a board: the one step in which a power cut loses files, so it is not done unasked. */
import { BoardError } from "../base/flash-error.js";
import type { BoardConsole } from "./board-console.js";
import { compactFlash } from "./board-storage.js";

export type Compaction = {
  /**
   * Asks once, before anything is written, where the room that is needed can be had in no other way.
   * @throws BoardError `compaction` when it may not be done
   */
  allow(): Promise<void>;
  /** Does it, when it is allowed. */
  compact(console: BoardConsole): Promise<void>;
};

/**
 * @param mayCompact asked at most once; without it no one is asked
 * @param around what is told while it is under way
 */
export function compactionOf(
  mayCompact: (() => Promise<boolean>) | undefined,
  around: (compact: () => Promise<void>) => Promise<void>,
): Compaction {
  let isAllowed = mayCompact === undefined;
  const allow = async (): Promise<void> => {
    isAllowed ||= (await mayCompact?.()) === true;
    if (!isAllowed) throw notAllowed();
  };
  return {
    allow,
    async compact(console) {
      await allow();
      await around(() => compactFlash(console));
    },
  };
}

function notAllowed(): BoardError {
  return new BoardError({
    message:
      "the board has to compact its flash to make room, and if its power fails in just that moment it loses all files",
    code: "compaction",
    remedy: "see that its power stays on for half a minute, and repeat with --compact",
  });
}
