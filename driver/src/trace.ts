/** Traces of what passed between a reader and its cards: recorded, read and shown in words. */
export { recordLink } from "./trace/record-link.js";
export { recorded } from "./trace/recording.js";
export { createTraceReader, type ShownLine } from "./trace/show-trace.js";
export {
  formatTraceLine,
  isTraceHeading,
  parseTraceLine,
  TRACE_KINDS,
  type TraceKind,
  type TraceLine,
  traceHeading,
} from "./trace/trace-line.js";
export { createTraceRecorder, type TraceRecorder } from "./trace/trace-recorder.js";
