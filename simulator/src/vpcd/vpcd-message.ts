/**
 * The messages of vpcd, the virtual smart card reader of vsmartcard, and of cards for it, both ways: two bytes of
 * length, high byte first, then the payload. TCP may cut them anywhere.
 */

/** Payloads of a single byte, from the reader. Longer ones are command APDUs. */
export const POWER_OFF = 0x00;
export const POWER_ON = 0x01;
export const RESET = 0x02;
export const SEND_ATR = 0x04;

const LENGTH_BYTES = 2;
const PAYLOAD_MAX = 0xffff;

/** @throws RangeError for a payload of more than 65535 bytes */
export function packMessage(payload: Uint8Array): Uint8Array {
  if (payload.length > PAYLOAD_MAX) {
    throw new RangeError(`a message of vpcd has at most ${PAYLOAD_MAX} bytes, not ${payload.length}`);
  }
  const message = new Uint8Array(LENGTH_BYTES + payload.length);
  message[0] = payload.length >> 8;
  message[1] = payload.length;
  message.set(payload, LENGTH_BYTES);
  return message;
}

type MessageReader = {
  /** Takes bytes as they arrive; answers the payloads that are whole now. */
  push(bytes: Uint8Array): Uint8Array[];
  /** Is a message begun and not whole? */
  isInside(): boolean;
};

export function createMessageReader(): MessageReader {
  let held: Uint8Array = new Uint8Array(0);
  return {
    push(bytes) {
      const all = new Uint8Array(held.length + bytes.length);
      all.set(held);
      all.set(bytes, held.length);
      const payloads: Uint8Array[] = [];
      let at = 0;
      while (all.length - at >= LENGTH_BYTES) {
        const end = at + LENGTH_BYTES + ((all[at]! << 8) | all[at + 1]!);
        if (end > all.length) break;
        payloads.push(all.slice(at + LENGTH_BYTES, end));
        at = end;
      }
      held = all.slice(at);
      return payloads;
    },
    isInside: () => held.length > 0,
  };
}
