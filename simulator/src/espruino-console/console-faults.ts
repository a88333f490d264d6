/** What goes wrong between a tool and a board's console: pieces of what is typed, and of what is said. */
import type { ByteHook } from "../line/cable.js";
import { cableNoise } from "../line/noise.js";
import type { Random } from "../time/random.js";

/** An interpreter that is busy loses what comes meanwhile. */
const LOST_MAX_CHARS = 64;

/**
 * For `SimulatedBoard.mishear`: of some lines a piece is lost before the interpreter reads it.
 * @param share of the lines, 0 to 1
 */
export function lostInput(share: number, random: Random): (line: string) => string {
  return (line) => {
    if (random.u32() >= share * 0x1_0000_0000) return line;
    const from = random.below(line.length);
    return line.slice(0, from) + line.slice(from + 1 + random.below(LOST_MAX_CHARS));
  };
}

/**
 * For the board's cable: bytes that the console says arrive damaged, lost or twice.
 * @param share of the bytes, 0 to 1
 */
export function garbledEcho(share: number, random: Random, isConsole: () => boolean): ByteHook {
  const noise = cableNoise(share, random);
  return (direction, byte, index) =>
    direction === "to-host" && isConsole() ? noise(direction, byte, index) : undefined;
}
