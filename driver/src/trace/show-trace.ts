/** A trace in words: which command, with which values, and what the card said, by the declarations of the commands. */
import { declarationOf, getResponse } from "@duka/protocol/commands";
import {
  type AnyCommand,
  type CommandResult,
  formatHex,
  parseHex,
  readResponse,
  unpackCommand,
} from "@duka/protocol/layout";
import { isMoreData, statusWordOf } from "@duka/protocol/wire/status-word";
import { atrInWords } from "../explain/atr-words.js";
import { explainStatusWord } from "../explain/explain.js";
import { messageReader } from "./message-words.js";
import { parseTraceLine, type TraceLine } from "./trace-line.js";

export type ShownLine = TraceLine & {
  /** What the line means; empty where its own text says it. */
  readonly words: string;
};

/** Where a card's answer belongs: the last command to it that was no GET RESPONSE. */
type Conversations = Map<string, AnyCommand | undefined>;

/** Takes the lines of one trace in order; undefined for what is no line of a trace. Never throws. */
export function createTraceReader(): (line: string) => ShownLine | undefined {
  const conversations: Conversations = new Map();
  const messageWords = messageReader({
    command: (where, text) => apduWords(">", where, text, conversations),
    response: (where, text) => apduWords("<", where, text, conversations),
  });
  return (text) => {
    const line = parseTraceLine(text);
    if (line === undefined) return undefined;
    const { kind, where } = line;
    const isMessage = kind === "host" || kind === "reader";
    const words = isMessage ? messageWords(where, line.text) : wordsOf(line, conversations);
    return { ...line, words };
  };
}

function wordsOf({ kind, where, text }: TraceLine, conversations: Conversations): string {
  if (kind === ">" || kind === "<") return apduWords(kind, where, text, conversations);
  if (kind !== "atr") return "";
  const bytes = bytesOf(text);
  return bytes === undefined ? "no bytes" : atrInWords(bytes);
}

function apduWords(kind: ">" | "<", where: string, text: string, conversations: Conversations): string {
  const isHidden = text.includes("··");
  const bytes = bytesOf(text);
  if (bytes === undefined) return "no bytes";
  if (kind === "<") return isHidden ? statusWords(bytes) : responseWords(bytes, conversations.get(where));
  const command = declarationOf(bytes);
  if (command !== getResponse) conversations.set(where, command);
  if (command === undefined) return "a command that is not declared";
  if (isHidden) return `${command.name} (hidden)`;
  return orWhyNot(() => `${command.name}${valuesText(unpackCommand(command, bytes))}`);
}

/** Hidden bytes count as nothing: header and status word stand at the ends. */
function bytesOf(text: string): Uint8Array | undefined {
  const shown = text.replaceAll("··", "").trim();
  return /^(?:[0-9a-f]{2}\s*)+$/i.test(shown) ? parseHex(shown) : undefined;
}

function responseWords(bytes: Uint8Array, command: AnyCommand | undefined): string {
  if (bytes.length < 2 || bytes.length === 2 || command === undefined) return statusWords(bytes, command);
  return orWhyNot(() => {
    const answer: CommandResult<AnyCommand> = readResponse(command, bytes);
    return answer.ok ? `done${valuesText(answer.response)}` : statusWords(bytes, command);
  });
}

function statusWords(bytes: Uint8Array, command?: AnyCommand): string {
  if (bytes.length < 2) return "no SW1 SW2";
  const sw = statusWordOf(bytes);
  const declared =
    command?.refusals[sw] ?? ((sw & 0xfff0) === 0x63c0 ? command?.refusals[0x63c0] : undefined);
  const tries = (sw & 0xfff0) === 0x63c0 ? `, ${sw & 0x0f} left` : "";
  if (declared !== undefined) return `${declared}${tries}`;
  if (isMoreData(sw)) return `${sw & 0xff || 256} bytes to fetch`;
  return explainStatusWord(sw)?.cause.en ?? "unknown status word";
}

function valuesText(values: object): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}=${valueText(value)}`)
    .join("");
}

function valueText(value: unknown): string {
  return value instanceof Uint8Array ? formatHex(value).replaceAll(" ", "") || "-" : String(value);
}

function orWhyNot(work: () => string): string {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}
