/** The file that `--trace` names. */
import { closeSync, openSync, writeSync } from "node:fs";
import type { Clock } from "@duka/protocol/transport";
import { createTraceRecorder, type TraceRecorder } from "../trace/trace-recorder.js";

/** Only the person who records a trace may read it: what stands on a card is somebody's own. */
const OWNER_ONLY = 0o600;

export type TraceFile = { readonly recorder: TraceRecorder; close(): void };

/** Begins a new trace at the end of the file. @throws RangeError when it cannot be written */
export function openTraceFile(file: string, clock: Clock): TraceFile {
  let descriptor: number;
  try {
    descriptor = openSync(file, "a", OWNER_ONLY);
  } catch (error) {
    throw new RangeError(
      `--trace: ${file} cannot be written: ${error instanceof Error ? error.message : error}`,
    );
  }
  return {
    // Line by line, so that a process that dies leaves all that happened before.
    recorder: createTraceRecorder(clock, (line) => void writeSync(descriptor, `${line}\n`)),
    close: () => closeSync(descriptor),
  };
}
