/**
 * CCID messages (USB "Device Class: Smart Card CCID" 1.1, chapter 6), as carried by the serial frame.
 * Names are the specification's; every function works in the caller's buffer.
 */

/** Bulk-OUT: host to reader. */
export const PC_TO_RDR_SET_PARAMETERS = 0x61;
export const PC_TO_RDR_ICC_POWER_ON = 0x62;
export const PC_TO_RDR_ICC_POWER_OFF = 0x63;
export const PC_TO_RDR_GET_SLOT_STATUS = 0x65;
export const PC_TO_RDR_SECURE = 0x69;
export const PC_TO_RDR_T0_APDU = 0x6a;
export const PC_TO_RDR_ESCAPE = 0x6b;
export const PC_TO_RDR_GET_PARAMETERS = 0x6c;
export const PC_TO_RDR_RESET_PARAMETERS = 0x6d;
export const PC_TO_RDR_ICC_CLOCK = 0x6e;
export const PC_TO_RDR_XFR_BLOCK = 0x6f;
export const PC_TO_RDR_MECHANICAL = 0x71;
export const PC_TO_RDR_ABORT = 0x72;
export const PC_TO_RDR_SET_DATA_RATE_AND_CLOCK_FREQUENCY = 0x73;

/** Bulk-IN: reader to host. */
export const RDR_TO_PC_DATA_BLOCK = 0x80;
export const RDR_TO_PC_SLOT_STATUS = 0x81;
export const RDR_TO_PC_PARAMETERS = 0x82;
export const RDR_TO_PC_ESCAPE = 0x83;

/** Offsets of the 10-byte header. */
export const TYPE_AT = 0;
export const LENGTH_AT = 1;
export const SLOT_AT = 5;
export const SEQ_AT = 6;
/** Bulk-IN: bStatus, bError, and a byte that the message type names (bClockStatus, bProtocolNum, bChainParameter). */
export const STATUS_AT = 7;
export const ERROR_AT = 8;
export const SPECIFIC_AT = 9;
/** Bulk-OUT: three bytes that the message type names (bPowerSelect; bProtocolNum; bBWI, wLevelParameter). */
export const PARAMETER_AT = 7;
export const MESSAGE_HEADER_LENGTH = 10;
/** dwMaxCCIDMessageLength of the serial readers: 10 + 261. */
export const MESSAGE_MAX = 271;

/** bmICCStatus (table 6.2-3). */
export const ICC_ACTIVE = 0;
export const ICC_INACTIVE = 1;
export const ICC_ABSENT = 2;
export const ICC_STATUS_MASK = 0x03;

/** bmCommandStatus (table 6.2-3). */
export const COMMAND_OK = 0x00;
export const COMMAND_FAILED = 0x40;
export const COMMAND_TIME_EXTENSION = 0x80;
export const COMMAND_STATUS_MASK = 0xc0;

/** bError when the command failed (table 6.2-2). Values 1..127 point at the offending byte of the message. */
export const ERROR_COMMAND_NOT_SUPPORTED = 0x00;
export const ERROR_BAD_LENGTH = 0x01;
export const ERROR_BAD_SLOT = 0x05;
export const ERROR_CMD_ABORTED = 0xff;
export const ERROR_ICC_MUTE = 0xfe;
export const ERROR_XFR_PARITY_ERROR = 0xfd;
export const ERROR_XFR_OVERRUN = 0xfc;
export const ERROR_HW_ERROR = 0xfb;
export const ERROR_BAD_ATR_TS = 0xf8;
export const ERROR_BAD_ATR_TCK = 0xf7;
export const ERROR_ICC_PROTOCOL_NOT_SUPPORTED = 0xf6;
export const ERROR_ICC_CLASS_NOT_SUPPORTED = 0xf5;
export const ERROR_PROCEDURE_BYTE_CONFLICT = 0xf4;
export const ERROR_DEACTIVATED_PROTOCOL = 0xf3;
export const ERROR_BUSY_WITH_AUTO_SEQUENCE = 0xf2;
export const ERROR_PIN_TIMEOUT = 0xf0;
export const ERROR_PIN_CANCELLED = 0xef;
export const ERROR_CMD_SLOT_BUSY = 0xe0;

/** bClockStatus of RDR_to_PC_SlotStatus. */
export const CLOCK_RUNNING = 0;
export const CLOCK_STOPPED_LOW = 1;

/** bPowerSelect of PC_to_RDR_IccPowerOn. */
export const POWER_AUTOMATIC = 0;
export const POWER_5V = 1;
export const POWER_3V = 2;
export const POWER_1V8 = 3;

/** dwLength: bytes after the header. */
export function payloadLength(message: Uint8Array): number {
  return (message[1]! | (message[2]! << 8) | (message[3]! << 16) | (message[4]! << 24)) >>> 0;
}

/** Writes dwLength; a payload of ours always fits two bytes. */
export function setPayloadLength(message: Uint8Array, length: number): void {
  message[1] = length;
  message[2] = length >> 8;
  message[3] = 0;
  message[4] = 0;
}

/** Fills a Bulk-OUT header; `a`, `b`, `c` are the three bytes that the message type names. */
export function writeCommandHeader(
  message: Uint8Array,
  type: number,
  length: number,
  slot: number,
  seq: number,
  a: number,
  b: number,
  c: number,
): void {
  message[TYPE_AT] = type;
  setPayloadLength(message, length);
  message[SLOT_AT] = slot;
  message[SEQ_AT] = seq;
  message[PARAMETER_AT] = a;
  message[PARAMETER_AT + 1] = b;
  message[PARAMETER_AT + 2] = c;
}
