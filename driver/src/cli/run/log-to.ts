/** The log of a command line: on stderr, one JSON object a line. */
import type { Terminal } from "@duka/protocol/command-line";
import { attachLogger, jsonLines, type LogLevel } from "../../base/logger.js";
import { realClock } from "../../base/real-clock.js";

/** @param level the least that is told @returns how to end it @throws RangeError for a level that does not exist */
export function logTo(terminal: Terminal, level: string): () => void {
  return attachLogger(jsonLines(terminal.tell, realClock.wallMs), level as LogLevel);
}
