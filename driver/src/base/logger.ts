/**
 * A structured log of what the driver does: off until a logger is attached, and then whatever the logger makes of the
 * records.
 */
import { rangeError } from "@duka/protocol/data/bilingual";
import { formatHex } from "@duka/protocol/layout";
import type { Cancel } from "@duka/protocol/transport";
import {
  type AccountMessage,
  type CardMessage,
  CHANNELS,
  type ExchangeMessage,
  refOfCall,
} from "./diagnostics-channel.js";

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type LogRecord = {
  readonly level: LogLevel;
  /** "exchange", "card.powered", "account.intent" */
  readonly event: string;
  /**
   * Strings, numbers, booleans and null; never a password or a key. `ref`: that of the call (a sale, a load, a visit)
   * in which it happened, where it has one.
   */
  readonly fields: { readonly [name: string]: string | number | boolean | null };
};

export type Logger = (record: LogRecord) => void;

/**
 * Gives the logger every record of this process at `level` or above until the answer is called. A logger that throws is
 * detached and named on stderr: a full disk under a log must not end a sale.
 * @throws RangeError for a level that does not exist
 */
export function attachLogger(logger: Logger, level: LogLevel = "info"): Cancel {
  const least = LOG_LEVELS.indexOf(level);
  if (least < 0)
    throw rangeError(
      `the level is one of ${LOG_LEVELS.join(", ")}, not ${String(level)}`,
      `级别为 ${LOG_LEVELS.join("、")} 之一，不能是 ${String(level)}`,
    );
  const log = (record: LogRecord): void => {
    if (LOG_LEVELS.indexOf(record.level) < least) return;
    try {
      const ref = refOfCall();
      logger(ref === undefined ? record : { ...record, fields: { ref, ...record.fields } });
    } catch (error) {
      detach();
      console.error("duka: the logger failed and was detached:", error);
    }
  };
  const onExchange = (message: unknown) => log(exchangeRecord(message as ExchangeMessage));
  const onCard = (message: unknown) => log(cardRecord(message as CardMessage));
  const onAccount = (message: unknown) => log(accountRecord(message as AccountMessage));
  const detach = (): void => {
    CHANNELS.exchange.unsubscribe(onExchange);
    CHANNELS.card.unsubscribe(onCard);
    CHANNELS.account.unsubscribe(onAccount);
  };
  // Unheard, exchanges cost nothing; none of them is an error in itself.
  if (level !== "error") CHANNELS.exchange.subscribe(onExchange);
  CHANNELS.card.subscribe(onCard);
  CHANNELS.account.subscribe(onAccount);
  return detach;
}

/** A logger that writes one JSON object a line. @param write takes a line with its end */
export function jsonLines(write: (line: string) => void, wallMs: () => number): Logger {
  return ({ level, event, fields }) => {
    const at = new Date(wallMs()).toISOString();
    write(`${JSON.stringify({ at, level, event, ...fields })}\n`);
  };
}

function exchangeRecord({ slot, command, header, statusWord, ms, error }: ExchangeMessage): LogRecord {
  return {
    level: error === undefined ? "debug" : "warn",
    event: "exchange",
    fields: {
      slot,
      command: command ?? null,
      header,
      sw: statusWord === undefined ? null : statusWord.toString(16).toUpperCase().padStart(4, "0"),
      ms: Math.round(ms * 1000) / 1000,
      ...(error === undefined ? {} : { error: error.code, delivery: error.delivery }),
    },
  };
}

function cardRecord({ slot, event, atr }: CardMessage): LogRecord {
  const level = event === "failed" ? "warn" : "info";
  return { level, event: `card.${event}`, fields: { slot, ...(atr === undefined ? {} : { atr }) } };
}

function accountRecord({ type, ...message }: AccountMessage): LogRecord {
  const fields: { [name: string]: string | number | boolean | null } = {};
  for (const [name, value] of Object.entries(message)) {
    if (value instanceof Uint8Array) fields[name] = formatHex(value);
    else if (value === null || typeof value === "string" || typeof value === "number") fields[name] = value;
    else if (typeof value === "boolean") fields[name] = value;
  }
  return { level: "info", event: `account.${type}`, fields };
}
