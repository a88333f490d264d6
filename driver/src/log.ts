/** A structured log of what the driver does, and the `node:diagnostics_channel` channels underneath. */
export {
  type AccountMessage,
  type CardMessage,
  CHANNELS,
  type ExchangeMessage,
} from "./base/diagnostics-channel.js";
export {
  attachLogger,
  jsonLines,
  LOG_LEVELS,
  type Logger,
  type LogLevel,
  type LogRecord,
} from "./base/logger.js";
