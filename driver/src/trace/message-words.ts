/** A CCID message of a trace in words: its name, slot and number, what it carries, and how it ended. */
import { formatHex } from "@duka/protocol/layout";
import * as ccid from "@duka/protocol/wire/ccid";
import { ESCAPE_DUKA_0, ESCAPE_DUKA_1, LEVEL_FETCH, LEVEL_REPEAT } from "@duka/protocol/wire/escape";
import { atrInWords } from "../explain/atr-words.js";
import { explainBError } from "../explain/reader-codes.js";

/** CCID 1.1, tables 6.1-1 and 6.2-1. */
const NAMES: { readonly [type: number]: string } = {
  [ccid.PC_TO_RDR_SET_PARAMETERS]: "SetParameters",
  [ccid.PC_TO_RDR_ICC_POWER_ON]: "IccPowerOn",
  [ccid.PC_TO_RDR_ICC_POWER_OFF]: "IccPowerOff",
  [ccid.PC_TO_RDR_GET_SLOT_STATUS]: "GetSlotStatus",
  [ccid.PC_TO_RDR_SECURE]: "Secure",
  [ccid.PC_TO_RDR_T0_APDU]: "T0APDU",
  [ccid.PC_TO_RDR_ESCAPE]: "Escape",
  [ccid.PC_TO_RDR_GET_PARAMETERS]: "GetParameters",
  [ccid.PC_TO_RDR_RESET_PARAMETERS]: "ResetParameters",
  [ccid.PC_TO_RDR_ICC_CLOCK]: "IccClock",
  [ccid.PC_TO_RDR_XFR_BLOCK]: "XfrBlock",
  [ccid.PC_TO_RDR_MECHANICAL]: "Mechanical",
  [ccid.PC_TO_RDR_ABORT]: "Abort",
  [ccid.PC_TO_RDR_SET_DATA_RATE_AND_CLOCK_FREQUENCY]: "SetDataRateAndClockFrequency",
  [ccid.RDR_TO_PC_DATA_BLOCK]: "DataBlock",
  [ccid.RDR_TO_PC_SLOT_STATUS]: "SlotStatus",
  [ccid.RDR_TO_PC_PARAMETERS]: "Parameters",
  [ccid.RDR_TO_PC_ESCAPE]: "Escape",
};

const CARD_WORDS = ["card active", "card inactive", "no card", "no card"];
const FIRST_OF_READER = 0x80;

/** What is known of a slot from the messages before. */
type Slot = { lastAsked: number; isT1: boolean };

/** The words of an APDU and of its answer, in the order of one conversation. */
type ApduWords = {
  /** @param text as it stands in the trace */
  command(conversation: string, text: string): string;
  response(conversation: string, text: string): string;
};

/** Takes the messages of one trace in order. @returns "" for what is no message */
export function messageReader(apdu: ApduWords): (where: string, text: string) => string {
  const slots = new Map<string, Slot>();
  return (where, text) => {
    const header = headerOf(text);
    if (header === undefined) return "";
    const type = header[ccid.TYPE_AT]!;
    const conversation = `${where} ${header[ccid.SLOT_AT]}`;
    const slot = slots.get(conversation) ?? { lastAsked: 0, isT1: false };
    slots.set(conversation, slot);
    const data = text.slice(HEADER_TEXT + 1);
    const about = `${NAMES[type] ?? "unknown message"} slot ${header[ccid.SLOT_AT]} #${header[ccid.SEQ_AT]}`;
    const parts = type < FIRST_OF_READER ? asked(header, data) : answered(header, data);
    return [about, ...parts].filter((part) => part !== "").join(", ");

    function asked(message: Uint8Array, payload: string): string[] {
      slot.lastAsked = type;
      if (type === ccid.PC_TO_RDR_ICC_POWER_ON) slot.isT1 = false;
      if (type === ccid.PC_TO_RDR_SET_PARAMETERS) {
        slot.isT1 = message[ccid.PARAMETER_AT] === 1;
        return [`T=${message[ccid.PARAMETER_AT]}`];
      }
      if (type === ccid.PC_TO_RDR_ESCAPE) return [escapeWords(payload)];
      if (type !== ccid.PC_TO_RDR_XFR_BLOCK) return [];
      if (slot.isT1) return [blockWords(payload)];
      return [apdu.command(conversation, payload), levelWords(message[LEVEL_AT]!)];
    }

    function answered(message: Uint8Array, payload: string): string[] {
      const status = message[ccid.STATUS_AT]!;
      const card = CARD_WORDS[status & ccid.ICC_STATUS_MASK]!;
      const command = status & ccid.COMMAND_STATUS_MASK;
      if (command === ccid.COMMAND_TIME_EXTENSION) return ["asks for time"];
      if (command === ccid.COMMAND_FAILED) {
        return [card, `failed: ${explainBError(message[ccid.ERROR_AT]!)?.cause.en ?? "unknown error"}`];
      }
      if (type !== ccid.RDR_TO_PC_DATA_BLOCK || payload === "") return [card];
      if (slot.lastAsked === ccid.PC_TO_RDR_ICC_POWER_ON) return [card, atrInWords(bytesOf(payload))];
      return [card, slot.isT1 ? blockWords(payload) : apdu.response(conversation, payload)];
    }
  };
}

/** wLevelParameter. */
const LEVEL_AT = ccid.PARAMETER_AT + 1;
const HEADER_TEXT = ccid.MESSAGE_HEADER_LENGTH * 3 - 1;

function headerOf(text: string): Uint8Array | undefined {
  const header = text.slice(0, HEADER_TEXT);
  return /^([0-9A-F]{2} ){9}[0-9A-F]{2}$/i.test(header) ? bytesOf(header) : undefined;
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text.split(" "), (pair) => Number.parseInt(pair, 16));
}

/** ISO/IEC 7816-3, 11.3.2.2. */
function blockWords(text: string): string {
  const pcb = Number.parseInt(text.slice(3, 5), 16);
  if (Number.isNaN(pcb)) return "no block";
  if ((pcb & 0x80) === 0) return `I-block ${pcb >> 6}${(pcb & 0x20) === 0 ? "" : ", more to come"}`;
  if ((pcb & 0xc0) === 0x80) {
    const error = ["", ", asks again: EDC or parity", ", asks again"][pcb & 0x0f] ?? ", asks again";
    return `R-block ${(pcb >> 4) & 1}${error}`;
  }
  const kind = ["RESYNCH", "IFS", "ABORT", "WTX"][pcb & 0x1f] ?? "unknown";
  return `S(${kind} ${(pcb & 0x20) === 0 ? "request" : "response"})`;
}

/** What of T=0 the reader is to do by itself. */
function levelWords(level: number): string {
  if ((level & LEVEL_FETCH) === 0) return "";
  return `with GET RESPONSE${(level & LEVEL_REPEAT) === 0 ? "" : " and the right Le"}`;
}

function escapeWords(text: string): string {
  const own = formatHex(Uint8Array.of(ESCAPE_DUKA_0, ESCAPE_DUKA_1));
  return text.startsWith(own) ? `Duka ${text.slice(own.length + 1, own.length + 3)}` : "";
}
