/**
 * A simulated reader on a pseudo-terminal whose T=1 card has its blocks spoilt by word, in a process of its own:
 *
 *     node faulty-card.js LINK          then lines on standard input: "to-card 2 garble", "to-reader 3 lose", "none"
 *
 * The fault strikes once, at that block since the card's reset; after each line "armed" is printed.
 */
import { createInterface } from "node:readline";
import { RealClock, simulate } from "@duka/simulator";
import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import type { BlockDirection, BlockFault } from "@duka/simulator/line/t1-behaviour";
import { servePty } from "@duka/simulator/reader/serve-pty";

const clock = new RealClock();
const world = simulate({ clock, protocol: "T=1", ta1: 0x96, inSlots: () => [createTransferChip()] });
const before = new Map<BlockDirection, Uint8Array>();
let armed: readonly [direction: string, index: number, fault: string] | undefined;

world.reader.slot(0).behave({
  onBlock(direction, block, index) {
    const previous = before.get(direction) ?? block;
    before.set(direction, block);
    if (armed === undefined || direction !== armed[0] || index !== armed[1]) return undefined;
    const fault = armed[2];
    armed = undefined;
    return faultOf(fault, block, previous);
  },
});

const service = await servePty(process.argv[2]!, world.reader.cable, clock);
process.stderr.write(`the reader is ready at ${service.link}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const [direction = "", index, fault = ""] = line.split(" ");
  armed = direction === "none" ? undefined : [direction, Number(index), fault];
  process.stderr.write("armed\n");
}

function faultOf(fault: string, block: Uint8Array, previous: Uint8Array): BlockFault {
  if (fault === "lose" || fault === "garble") return fault;
  return fault === "repeat" ? previous : outOfOrder(block);
}

/** N(S) or N(R) inverted, or a request for a response; LRC put right. */
function outOfOrder(block: Uint8Array): Uint8Array {
  const pcb = block[1]!;
  const flip = (pcb & 0x80) === 0 ? 0x40 : pcb & 0x40 ? 0x20 : 0x10;
  const other = block.slice();
  other[1]! ^= flip;
  other[other.length - 1]! ^= flip;
  return other;
}
