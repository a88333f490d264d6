/**
 * A reader on a cable, as far as a driver can see it: frames, slots, a card that is a function, and a place to spoil
 * every answer. It keeps its last answer and does not execute a repeated frame again, as a Duka promises;
 * `isDuka: false` makes it a stock reader.
 */
import type { Link, LinkListener } from "@duka/protocol/transport";
import { payloadLength } from "@duka/protocol/wire/ccid";
import {
  createFrameReceiver,
  EVENT_BAD_LENGTH,
  EVENT_BAD_LRC,
  EVENT_FRAME,
  frameLrc,
  isBetweenFrames,
  receive,
  resetFrameReceiver,
} from "@duka/protocol/wire/serial-frame";
import type { VirtualClock } from "@duka/simulator/time/virtual-clock";
import { bytes } from "../values/hex.js";

export type Heard = {
  readonly type: number;
  readonly slot: number;
  readonly seq: number;
  readonly data: Uint8Array;
  /** The three bytes that the type names. */
  readonly parameters: Uint8Array;
  /** Frames of this type so far, this one included; from 1. */
  readonly count: number;
};

/** Bytes on their way to the host, each after a pause. */
type Reply = readonly (readonly [afterMs: number, sent: Uint8Array])[];

export type FakeReaderOptions = {
  readonly clock: VirtualClock;
  readonly isDuka?: boolean;
  readonly slots?: number;
  readonly serialNumber?: string;
  readonly firmwareText?: string;
  readonly atr?: Uint8Array;
  /** One for each power-on, the last for all that follow; instead of `atr`. */
  readonly atrs?: readonly Uint8Array[];
  /** The card of every slot; answers data and SW1 SW2. */
  readonly card?: (tpdu: Uint8Array, slot: number) => Uint8Array;
  /** The message (type to data) instead of the usual one. */
  readonly message?: (heard: Heard, usual: Uint8Array) => Uint8Array | undefined;
  /** What goes over the wire instead of the usual frame. */
  readonly reply?: (heard: Heard, usual: Uint8Array) => Reply | undefined;
  /** What arrives of a frame that the host sent; from 1. */
  readonly toReader?: (frame: Uint8Array, count: number) => Uint8Array;
  /** Where what the reader sends is cut. */
  readonly cut?: (sent: Uint8Array) => readonly Uint8Array[];
};

export const NAK_FRAME = bytes("03 15 16");
export const TIME_REQUEST_BYTE = bytes("80");
const DEFAULT_ATR = bytes("3B 02 14 50");

/** A pause that breaks a frame. */
const END_OF_FRAME_MS = 100;

/** Card states of a slot, as in bmICCStatus. */
const ACTIVE = 0;
const INACTIVE = 1;
const ABSENT = 2;

export class FakeReader {
  readonly link: Link;
  /** Frames that arrived whole, repeats included. */
  readonly heard: Heard[] = [];
  /** TPDUs that the card executed. */
  readonly executed: Uint8Array[] = [];
  /** How often a card was powered or reset. */
  resets = 0;
  readonly cards: number[];
  readonly #options: FakeReaderOptions;
  readonly #receiver = createFrameReceiver(new Uint8Array(272));
  #listener: LinkListener | undefined;
  #isPlugged = true;
  #frames = 0;
  #kept: { readonly frame: string; readonly answer: Uint8Array } | undefined;

  constructor(options: FakeReaderOptions) {
    this.#options = options;
    this.cards = new Array<number>(options.slots ?? 1).fill(INACTIVE);
    this.link = {
      name: "cable",
      baud: 115200,
      bitsPerByte: 11,
      listen: (listener) => {
        this.#listener = listener;
      },
      write: (frame) => this.#write(frame.slice()),
      close: async () => this.unplug(),
    };
  }

  /** Pulls the cable. */
  unplug(reason?: Error): void {
    if (!this.#isPlugged) return;
    this.#isPlugged = false;
    this.#options.clock.crossed();
    this.#listener?.closed(reason);
  }

  insert(slot = 0): void {
    this.cards[slot] = INACTIVE;
  }

  remove(slot = 0): void {
    this.cards[slot] = ABSENT;
  }

  /** Sends bytes that nobody asked for. */
  say(sent: Uint8Array): void {
    const chunks = this.#options.cut?.(sent) ?? [sent];
    for (const chunk of chunks) {
      if (!this.#isPlugged || chunk.length === 0) continue;
      this.#options.clock.crossed();
      this.#listener?.data(chunk);
    }
  }

  #write(frame: Uint8Array): void {
    if (!this.#isPlugged) return;
    this.#frames++;
    const arriving = this.#options.toReader?.(frame, this.#frames) ?? frame;
    for (let at = 0; at < arriving.length; ) {
      at = receive(this.#receiver, arriving, at);
      const event = this.#receiver.event;
      if (event === EVENT_FRAME) this.#onFrame(this.#receiver.buffer);
      if (event === EVENT_BAD_LRC || event === EVENT_BAD_LENGTH) this.#send([[1, NAK_FRAME]]);
    }
    const frames = this.#frames;
    this.#options.clock.after(END_OF_FRAME_MS, () => {
      if (frames !== this.#frames || isBetweenFrames(this.#receiver)) return;
      resetFrameReceiver(this.#receiver);
      this.say(NAK_FRAME);
    });
  }

  #onFrame(buffer: Uint8Array): void {
    const message = buffer.slice(0, 10 + payloadLength(buffer));
    const type = message[0]!;
    const heard: Heard = {
      type,
      slot: message[5]!,
      seq: message[6]!,
      parameters: message.slice(7, 10),
      data: message.slice(10),
      count: 1 + this.heard.filter((each) => each.type === type).length,
    };
    this.heard.push(heard);
    const usual = this.#answer(message, heard);
    const isAnew = type === 0x6b && heard.seq === 0;
    this.#kept = isAnew ? undefined : { frame: message.join(), answer: usual };
    this.#send(this.#options.reply?.(heard, usual) ?? [[1, usual]]);
  }

  #answer(message: Uint8Array, heard: Heard): Uint8Array {
    const isRepeat = this.#options.isDuka !== false && this.#kept?.frame === message.join();
    if (isRepeat) return this.#kept!.answer;
    const usual = this.#execute(heard);
    return framed(this.#options.message?.(heard, usual) ?? usual);
  }

  #send(reply: Reply): void {
    let atMs = 0;
    for (const [afterMs, sent] of reply) {
      atMs += afterMs;
      this.#options.clock.after(atMs, () => this.say(sent));
    }
  }

  #execute(heard: Heard): Uint8Array {
    const { type, slot, data } = heard;
    if (slot >= this.cards.length) return answer(heard, 0x81, 0x42, 0x05);
    if (type === 0x6b) return this.#escape(heard);
    if (type === 0x65) return answer(heard, 0x81, this.cards[slot]!, 0);
    if (this.cards[slot] === ABSENT) return answer(heard, type === 0x63 ? 0x81 : 0x80, 0x42, 0xfe);
    if (type === 0x62) {
      const { atrs, atr = DEFAULT_ATR } = this.#options;
      this.cards[slot] = ACTIVE;
      this.resets++;
      return answer(heard, 0x80, ACTIVE, 0, atrs?.[this.resets - 1] ?? atrs?.at(-1) ?? atr);
    }
    if (type === 0x63) {
      this.cards[slot] = INACTIVE;
      return answer(heard, 0x81, INACTIVE, 0);
    }
    if (type === 0x61) return answer(heard, 0x82, ACTIVE, 0, data);
    if (type !== 0x6f) return answer(heard, 0x81, 0x40 | this.cards[slot]!, 0);
    if (this.cards[slot] === INACTIVE) return answer(heard, 0x80, 0x41, 0xfe);
    this.executed.push(data);
    return answer(heard, 0x80, ACTIVE, 0, this.#options.card?.(data, slot) ?? bytes("90 00"));
  }

  #escape(heard: Heard): Uint8Array {
    if (heard.data[0] === 0x02) return answer(heard, 0x83, 0, 0, ascii(this.#options.firmwareText ?? "Fake"));
    const isIdentity = heard.data.join() === [0x44, 0x4b, 0x01].join();
    if (!isIdentity || this.#options.isDuka === false) return answer(heard, 0x83, 0x40, 0x0a);
    return answer(heard, 0x83, 0, 0, identity(this.cards.length, this.#options.serialNumber ?? "SIM-1"));
  }
}

/** A message of the reader. */
export function answer(
  to: { readonly slot: number; readonly seq: number },
  type: number,
  status: number,
  error: number,
  data: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const length = [data.length & 0xff, data.length >> 8, 0, 0];
  return Uint8Array.of(type, ...length, to.slot, to.seq, status, error, 0, ...data);
}

export function framed(message: Uint8Array): Uint8Array {
  return Uint8Array.of(0x03, 0x06, ...message, frameLrc(message));
}

/** Identity as in `wire/escape`: version 0.1.0, persona pos, clock 3 571 200 Hz, board FAKE. */
export function identity(slots: number, serialNumber: string): Uint8Array {
  return Uint8Array.of(
    ...bytes("44 4B 01 00 01 00 01"),
    slots,
    ...bytes("00 36 7E 00"),
    ...[4, ...ascii("FAKE")],
    ...[serialNumber.length, ...ascii(serialNumber)],
  );
}

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
