/** One damaged byte in each frame of both directions, the first time it is sent: what is sent again comes through. */
import { LENGTH_AT, MESSAGE_HEADER_LENGTH } from "@duka/protocol/wire/ccid";
import { ACK, FRAME_OVERHEAD, SYNC } from "@duka/protocol/wire/serial-frame";
import type { ByteHook, Direction } from "@duka/simulator";

const LENGTH_LOW_AT = 2 + LENGTH_AT;
const HEADER_END = 2 + MESSAGE_HEADER_LENGTH;
const SHORTEST = MESSAGE_HEADER_LENGTH + FRAME_OVERHEAD;

/** Where in a frame a byte on the line stands. */
type Position = { at: number; length: number; isDamaged: boolean };

/**
 * @param at byte of the frame that is damaged; in a frame that is shorter, counted on from its beginning
 * @param flip the bits that are turned
 * @param spares whether every other frame comes through whole; without that nothing ever does
 */
export function everyFrameDamaged(at: number, flip: number, spares: boolean): ByteHook {
  const positions: { readonly [direction in Direction]: Position } = {
    "to-reader": { at: 0, length: 0, isDamaged: false },
    "to-host": { at: 0, length: 0, isDamaged: false },
  };
  return (direction, byte) => {
    const position = positions[direction];
    const here = step(position, byte);
    if (here < 0) return undefined;
    if (here === 0) position.isDamaged = !(spares && position.isDamaged);
    // Only the header is needed to know how long the frame is; a byte of the header itself is damaged where it stands.
    const target = here < HEADER_END && at >= SHORTEST ? -1 : at % Math.max(position.length, SHORTEST);
    return position.isDamaged && here === target ? byte ^ flip : undefined;
  };
}

/** @returns the place of this byte in its frame, -1 between frames and in what is no message */
function step(position: Position, byte: number): number {
  const here = position.at;
  if (here === 0 && byte !== SYNC) return -1;
  if (here === 1 && byte !== ACK) {
    position.at = 0;
    return -1;
  }
  if (here === LENGTH_LOW_AT) position.length = SHORTEST + byte;
  if (here === LENGTH_LOW_AT + 1) position.length += byte << 8;
  position.at = here > LENGTH_LOW_AT + 1 && here + 1 === position.length ? 0 : here + 1;
  return here;
}
