/**
 * Listens to the host line and to both card lines of a reader, and lets faults strike at a byte. Which command a
 * character belongs to is known from the message that brought it to the reader: that stays true whatever is lost on
 * the card line.
 */
import { declarationOf } from "@duka/protocol/commands";
import {
  LENGTH_AT,
  MESSAGE_HEADER_LENGTH,
  MESSAGE_MAX,
  PARAMETER_AT,
  PC_TO_RDR_ICC_POWER_ON,
  PC_TO_RDR_SET_PARAMETERS,
  PC_TO_RDR_XFR_BLOCK,
  SEQ_AT,
  SLOT_AT,
  TYPE_AT,
} from "@duka/protocol/wire/ccid";
import {
  createFrameReceiver,
  createHostFrameReceiver,
  EVENT_FRAME,
  EVENT_NONE,
  type FrameReceiver,
  receive,
  resetFrameReceiver,
} from "@duka/protocol/wire/serial-frame";
import type { Direction } from "../line/cable.js";
import type { CharacterDirection, CharacterFault, CharacterForm } from "../line/card-line.js";
import { crc32 } from "../memory/crc32.js";
import type { SimulatedReader } from "../reader/simulated-reader.js";
import { commandName } from "./chip-watch.js";
import type { Fault } from "./faults/fault.js";
import { type ChipName, POWER_ON } from "./point.js";
import { counter, type Watch } from "./watch.js";
import type { WorldEvent } from "./world-event.js";

const INS_AT = 1;
const INS_GET_RESPONSE = 0xc0;
const T1_PROLOGUE = 3;
const T1_PCB_AT = 1;
const T1_NO_INFORMATION = 0x80;
const LATE_MS = 500;
/** More than the interpreter's input queue has room for. */
const BURST_BYTES = 3000;
const NOISE = 0x55;
const NS_PER_US = 1000;
const NS_PER_MS = 1_000_000;
const HIDDEN = "··";
const CHIPS: readonly ChipName[] = ["card", "psam"];
const MESSAGES: { readonly [type: number]: string } = {
  0x61: "PC_to_RDR_SetParameters",
  0x62: "PC_to_RDR_IccPowerOn",
  0x63: "PC_to_RDR_IccPowerOff",
  0x65: "PC_to_RDR_GetSlotStatus",
  0x69: "PC_to_RDR_Secure",
  0x6b: "PC_to_RDR_Escape",
  0x6c: "PC_to_RDR_GetParameters",
  0x6d: "PC_to_RDR_ResetParameters",
  0x6f: "PC_to_RDR_XfrBlock",
  0x72: "PC_to_RDR_Abort",
  0x73: "PC_to_RDR_SetDataRateAndClockFrequency",
  0x80: "RDR_to_PC_DataBlock",
  0x81: "RDR_to_PC_SlotStatus",
  0x82: "RDR_to_PC_Parameters",
  0x83: "RDR_to_PC_Escape",
};

/** What is under way on one card line. */
type Exchange = {
  command: string;
  nth: number;
  isSecret: boolean;
  isT1: boolean;
  commandBytes: number;
  answerBytes: number;
  /** Checksum of the message that brought it, by which a repetition is known. */
  block: number;
};

/** Of a CCID message by its first byte; that byte in hexadecimal where it has no name. */
export function messageName(type: number): string {
  return MESSAGES[type] ?? type.toString(16).toUpperCase();
}

/** @returns forgets half a frame: the line was interrupted */
export function watchLines(reader: SimulatedReader, watch: Watch, tellsCharacters: boolean): () => void {
  const count = counter();
  const exchanges = CHIPS.map(
    (): Exchange => ({
      command: POWER_ON,
      nth: 1,
      isSecret: false,
      isT1: false,
      commandBytes: 0,
      answerBytes: 0,
      block: 0,
    }),
  );
  const receivers: { readonly [direction in Direction]: FrameReceiver } = {
    "to-reader": createHostFrameReceiver(new Uint8Array(MESSAGE_MAX + 1)),
    "to-host": createFrameReceiver(new Uint8Array(MESSAGE_MAX + 1)),
  };
  const frames = { "to-reader": 1, "to-host": 1 };
  const bytes = { "to-reader": 0, "to-host": 0 };
  const one = new Uint8Array(1);

  reader.cable.onByte((direction, byte) => {
    const to = direction === "to-reader" ? "reader" : "host";
    const frame = frames[direction];
    const faults = watch.reach({ of: "frame", frame, to, byte: ++bytes[direction] });
    const receiver = receivers[direction];
    one[0] = byte;
    receive(receiver, one, 0);
    if (receiver.event !== EVENT_NONE) {
      if (receiver.event === EVENT_FRAME) {
        frameArrived(direction, frame, receiver.buffer);
        receiver.buffer.fill(0);
      }
      frames[direction]++;
      bytes[direction] = 0;
    }
    const burst = faults.find(({ kind }) => kind === "noise-burst");
    if (burst !== undefined) {
      reader.cable.noise(Array.from({ length: burst.bytes ?? BURST_BYTES }, () => NOISE));
      return byte ^ NOISE;
    }
    const delayed = faults.find(({ kind }) => kind === "byte-delayed");
    if (delayed === undefined) return damagedByte(byte, faults);
    reader.cable.delay(direction, byte, delayed.ms ?? LATE_MS);
    return [];
  });

  CHIPS.forEach((chip, slot) => {
    if (slot >= reader.slotCount) return;
    const tellLine = formWatch(chip, watch);
    reader.slot(slot).onCharacter((direction, byte, _index, form) => {
      if (tellsCharacters) tellLine(direction, form);
      return character(chip, exchanges[slot]!, direction, byte, form);
    });
  });

  return () => {
    for (const direction of ["to-reader", "to-host"] as const) {
      if (bytes[direction] > 0) frames[direction]++;
      bytes[direction] = 0;
      resetFrameReceiver(receivers[direction]);
    }
  };

  function frameArrived(direction: Direction, frame: number, buffer: Uint8Array): void {
    const type = buffer[TYPE_AT]!;
    const slot = buffer[SLOT_AT]!;
    const length = buffer[LENGTH_AT]! | (buffer[LENGTH_AT + 1]! << 8);
    watch.tell({
      type: "frame",
      to: direction === "to-reader" ? "reader" : "host",
      frame,
      message: messageName(type),
      slot,
      sequence: buffer[SEQ_AT]!,
      bytes: MESSAGE_HEADER_LENGTH + length,
    });
    const exchange = exchanges[slot];
    if (direction === "to-host" || exchange === undefined) return;
    if (type === PC_TO_RDR_SET_PARAMETERS) exchange.isT1 = buffer[PARAMETER_AT] === 1;
    if (type === PC_TO_RDR_ICC_POWER_ON) begin(exchange, POWER_ON, slot, false);
    if (type === PC_TO_RDR_XFR_BLOCK) {
      blockArrived(exchange, slot, buffer.subarray(SEQ_AT, MESSAGE_HEADER_LENGTH + length));
    }
  }

  /** @param message from its sequence number on */
  function blockArrived(exchange: Exchange, slot: number, message: Uint8Array): void {
    const block = crc32(message);
    if (block === exchange.block) return;
    exchange.block = block;
    const data = message.subarray(MESSAGE_HEADER_LENGTH - SEQ_AT);
    if (exchange.isT1 && ((data[T1_PCB_AT] ?? 0) & T1_NO_INFORMATION) !== 0) return;
    const apdu = exchange.isT1 ? data.subarray(T1_PROLOGUE) : data;
    // What a card has ready is fetched: it is part of the command before.
    if (!exchange.isT1 && apdu[INS_AT] === INS_GET_RESPONSE) return;
    const declared = declarationOf(apdu);
    begin(exchange, commandName(apdu), slot, declared === undefined || declared.carriesSecret);
  }

  function begin(exchange: Exchange, command: string, slot: number, isSecret: boolean): void {
    if (command === POWER_ON) exchange.isT1 = false;
    exchange.command = command;
    exchange.nth = count(`${slot} ${command}`);
    exchange.isSecret = isSecret;
    exchange.commandBytes = 0;
    exchange.answerBytes = 0;
  }

  function character(
    chip: ChipName,
    exchange: Exchange,
    direction: CharacterDirection,
    byte: number,
    { parityError }: CharacterForm,
  ): CharacterFault | undefined {
    const isCommand = direction === "to-card";
    const place = isCommand ? ++exchange.commandBytes : ++exchange.answerBytes;
    const { command, nth } = exchange;
    const part = isCommand ? "command" : "answer";
    if (tellsCharacters) {
      const shown = exchange.isSecret ? HIDDEN : byte.toString(16).toUpperCase().padStart(2, "0");
      const parity = parityError ? ({ parity: "wrong" } as const) : {};
      watch.tell({ type: "character", chip, to: isCommand ? "card" : "reader", byte: shown, ...parity });
    }
    return damagedCharacter(byte, watch.reach({ of: "character", chip, command, nth, part, byte: place }));
  }
}

/** Tells how characters are put on the line, when that is not as before. */
function formWatch(chip: ChipName, watch: Watch) {
  const told: { [direction in CharacterDirection]?: string } = {};
  return (direction: CharacterDirection, { bitMs, isInverse }: CharacterForm): void => {
    const line: WorldEvent = {
      type: "line",
      chip,
      to: direction === "to-card" ? "card" : "reader",
      bitUs: Math.round(bitMs * NS_PER_MS) / NS_PER_US,
      convention: isInverse ? "inverse" : "direct",
    };
    const now = JSON.stringify(line);
    if (told[direction] === now) return;
    told[direction] = now;
    watch.tell(line);
  };
}

function damagedByte(byte: number, faults: readonly Fault[]): number | readonly number[] | undefined {
  let arriving: number | readonly number[] | undefined;
  for (const { kind, bits = 1 } of faults) {
    if (kind === "byte-lost") arriving = [];
    if (kind === "byte-flipped") arriving = byte ^ bits;
    if (kind === "byte-doubled") arriving = [byte, byte];
  }
  return arriving;
}

function damagedCharacter(byte: number, faults: readonly Fault[]): CharacterFault | undefined {
  let fault: CharacterFault | undefined;
  for (const { kind, bits = 1 } of faults) {
    if (kind === "byte-lost") fault = "drop";
    if (kind === "byte-flipped") fault = byte ^ bits;
    if (kind === "parity-error") fault = "garble";
  }
  return fault;
}
