/**
 * Every block of a session lost, garbled, repeated or out of order, in each direction (ISO/IEC 7816-3, 11.6.3): the
 * command is executed once, and its answer is whole.
 */
import type { BlockDirection, BlockFault } from "@duka/simulator/line/t1-behaviour";
import test from "ava";
import { countingUp, openT1Bench, type T1Bench, withPcb } from "./t1-bench.js";

/** Chained both ways: nine blocks to the card, requests for more time, two blocks from it. */
const ECHO = `80 16 00 00 FF ${countingUp(255)} 00`;
const ECHOED = `${countingUp(255)} 90 00`;
const IS_RESPONSE = 0x20;

type Spoil = (block: Uint8Array, before: Uint8Array | undefined) => BlockFault;

const FAULTS: readonly (readonly [name: string, clause: string, spoil: Spoil])[] = [
  ["lost", "11.6.3.2, rule 7, BWT", () => "lose"],
  ["garbled", "11.6.3.2, rule 7, EDC", () => "garble"],
  ["repeated", "11.6.3.2, rule 2", (block, before) => before ?? block],
  ["out of order", "11.6.3.2, rule 2", (block) => withPcb(block, outOfOrder(block[1]!))],
];

/** N(S) or N(R) inverted; a request for a response and the other way round. */
function outOfOrder(pcb: number): number {
  if ((pcb & 0x80) === 0) return pcb ^ 0x40;
  return pcb & 0x40 ? pcb ^ IS_RESPONSE : pcb ^ 0x10;
}

/** The session, with one fault at the `at`-th block of a direction. */
async function session(direction: BlockDirection, at: number, spoil: Spoil): Promise<T1Bench> {
  const bench = await openT1Bench();
  bench.behave({ computeMs: 150 });
  bench.fault((way, index, block) =>
    way === direction && index === at ? spoil(block, bench.blocks[direction][at - 1]) : undefined,
  );
  await bench.open();
  return bench;
}

const DIRECTIONS: readonly BlockDirection[] = ["to-card", "to-reader"];

for (const direction of DIRECTIONS) {
  for (const [name, clause, spoil] of FAULTS) {
    test(`T=1: each block ${direction} ${name} in turn (ISO/IEC 7816-3, ${clause})`, async (t) => {
      const flawless = await session(direction, Number.POSITIVE_INFINITY, spoil);
      t.is(await flawless.send(ECHO), ECHOED);
      const count = flawless.blocks[direction].length;
      const kinds = new Set(flawless.blocks[direction].map((block) => block[1]! >> 5));
      t.true(kinds.size >= 3, "I-blocks, R-blocks and S-blocks were among them");
      t.true(count >= 12);
      await flawless.close();
      for (let at = 0; at < count; at++) {
        const bench = await session(direction, at, spoil);
        t.is(await bench.send(ECHO), ECHOED, `block ${at}: ${bench.log.join(", ")}`);
        t.is(await bench.executed(), 1, `block ${at}: ${bench.log.join(", ")}`);
        t.deepEqual(bench.violations(), []);
        await bench.close();
      }
    });
  }
}
