/** The blocks of a capture file (pcapng, draft-ietf-opsawg-pcapng), little-endian. */

/** What is written of a packet. */
export type CapturedPacket = {
  /** Number of its interface, in the order in which they were described. */
  readonly interfaceId: number;
  readonly atUs: number;
  /** As the interface sees it: `sent` by the reader to the chip, or `received` from it. */
  readonly direction: "sent" | "received";
  readonly bytes: Uint8Array;
  readonly comments: readonly string[];
};

type Option = readonly [code: number, value: string | number];

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const BYTE_ORDER = 0x1a2b3c4d;
const MAJOR = 1;
const OPTION_END = 0;
const OPTION_COMMENT = 1;
const SECTION_APPLICATION = 4;
const INTERFACE_NAME = 2;
const PACKET_FLAGS = 2;
const INBOUND = 1;
const OUTBOUND = 2;
/** An option's length has 16 bits. */
const OPTION_BYTES_MAX = 0xffff;
const WORD = 4;
const TWO_32 = 2 ** 32;

/** Begins a section, which has interfaces and a time of its own. */
export function sectionHeader(application: string, comment: string): Buffer {
  const fixed = Buffer.alloc(16, 0xff);
  fixed.writeUInt32LE(BYTE_ORDER, 0);
  fixed.writeUInt16LE(MAJOR, 4);
  fixed.writeUInt16LE(0, 6);
  return block(SECTION_HEADER, [
    fixed,
    options([
      [OPTION_COMMENT, comment],
      [SECTION_APPLICATION, application],
    ]),
  ]);
}

/** The next interface of the section; its times are microseconds. */
export function interfaceDescription(linkType: number, name: string): Buffer {
  const fixed = Buffer.alloc(8);
  fixed.writeUInt16LE(linkType, 0);
  return block(INTERFACE_DESCRIPTION, [fixed, options([[INTERFACE_NAME, name]])]);
}

export function enhancedPacket({ interfaceId, atUs, direction, bytes, comments }: CapturedPacket): Buffer {
  const fixed = Buffer.alloc(20);
  fixed.writeUInt32LE(interfaceId, 0);
  fixed.writeUInt32LE(Math.floor(atUs / TWO_32), 4);
  fixed.writeUInt32LE(atUs % TWO_32, 8);
  fixed.writeUInt32LE(bytes.length, 12);
  fixed.writeUInt32LE(bytes.length, 16);
  const flags: Option = [PACKET_FLAGS, direction === "sent" ? OUTBOUND : INBOUND];
  const told = comments.map((comment): Option => [OPTION_COMMENT, comment]);
  return block(ENHANCED_PACKET, [fixed, padded(bytes), options([...told, flags])]);
}

function block(type: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length = body.length + 3 * WORD;
  const head = Buffer.alloc(2 * WORD);
  head.writeUInt32LE(type, 0);
  head.writeUInt32LE(length, WORD);
  return Buffer.concat([head, body, head.subarray(WORD)]);
}

function options(all: readonly Option[]): Buffer {
  return Buffer.concat([...all, [OPTION_END, ""] as const].flatMap(([code, value]) => option(code, value)));
}

function option(code: number, value: string | number): readonly Buffer[] {
  const bytes = Buffer.from(value.toString()).subarray(0, OPTION_BYTES_MAX);
  const head = Buffer.alloc(WORD);
  head.writeUInt16LE(code, 0);
  if (typeof value === "string") {
    head.writeUInt16LE(bytes.length, 2);
    return [head, padded(bytes)];
  }
  const word = Buffer.alloc(WORD);
  word.writeUInt32LE(value, 0);
  head.writeUInt16LE(WORD, 2);
  return [head, word];
}

/** Up to the next 32-bit word. */
function padded(bytes: Uint8Array): Buffer {
  const whole = Buffer.alloc(Math.ceil(bytes.length / WORD) * WORD);
  whole.set(bytes);
  return whole;
}
