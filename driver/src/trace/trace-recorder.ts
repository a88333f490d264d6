/** Writes a trace as it happens. What it is given has been redacted. */
import type { Clock } from "@duka/protocol/transport";
import { formatTraceLine, type TraceKind, traceHeading } from "./trace-line.js";

export type TraceRecorder = {
  readonly clock: Clock;
  record(where: string, kind: TraceKind, text?: string): void;
};

/**
 * @param clock that of the reader; its present time is the trace's zero
 * @param write takes one line after the other, without its end
 */
export function createTraceRecorder(clock: Clock, write: (line: string) => void): TraceRecorder {
  const zeroMs = clock.nowMs();
  write(traceHeading(clock.wallMs()));
  return {
    clock,
    record(where, kind, text = "") {
      write(formatTraceLine({ ms: clock.nowMs() - zeroMs, where, kind, text }));
    },
  };
}
