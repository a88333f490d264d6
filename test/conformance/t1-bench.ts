/**
 * The driver's T=1 against the simulated card's, through the real firmware, under virtual time; every block is written
 * down.
 */
import { deadlineAfter } from "@duka/driver/base/deadline";
import { type Reader, startReader } from "@duka/driver/reader/reader";
import { type CardBehaviour, type SimulationOptions, simulate } from "@duka/simulator";
import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import type { BlockDirection, BlockFault } from "@duka/simulator/line/t1-behaviour";
import { bytes, hex } from "../support/values/hex.js";

/** Sees the blocks of one direction, counted from 0 since the reset; block 0 each way is S(IFS). */
export type Fault = (direction: BlockDirection, index: number, block: Uint8Array) => BlockFault | undefined;

export type T1Bench = {
  readonly reader: Reader;
  /** PCBs in the order of the line: "> 00" to the card, "< 90" from it; "lost" and "garbled" where that happened. */
  readonly log: string[];
  /** Whole blocks that the card got and sent, by direction. */
  readonly blocks: { readonly [direction in BlockDirection]: Uint8Array[] };
  readonly violations: () => readonly string[];
  behave(behaviour: CardBehaviour): void;
  fault(fault: Fault | undefined): void;
  /** The `at`-th character of that direction from now on has wrong parity. */
  spoilCharacter(direction: BlockDirection, at: number): void;
  open(): Promise<Uint8Array>;
  send(command: string, deadlineMs?: number): Promise<string>;
  /** Commands that the chip executed since its reset, without this question. */
  executed(): Promise<number>;
  resets(): number;
  close(): Promise<void>;
};

/** BWI 0: a block waiting time of 94 ms, so that losses do not take long. */
const SHORT_WAITING = 0x05;

export async function openT1Bench(options: SimulationOptions = {}): Promise<T1Bench> {
  let resets = 0;
  const chip = createTransferChip();
  const counted = {
    ...chip,
    reset() {
      resets++;
      return chip.reset();
    },
  };
  const world = simulate({
    protocol: "T=1",
    waiting: SHORT_WAITING,
    ...options,
    inSlots: () => [counted],
  });
  const reader = await startReader({
    address: "sim:",
    link: world.link,
    clock: world.clock,
    simulated: true,
    deadline: deadlineAfter(world.clock, 8000),
    release: () => world.close(),
  });
  const socket = world.reader.slot(0);
  const slot = reader.slot(0);
  const log: string[] = [];
  const blocks = { "to-card": [] as Uint8Array[], "to-reader": [] as Uint8Array[] };
  let fault: Fault | undefined;
  const behave = (behaviour: CardBehaviour) =>
    socket.behave({
      ...behaviour,
      onBlock(direction, block, index) {
        const what = fault?.(direction, index, block);
        blocks[direction].push(block);
        const arrow = direction === "to-card" ? ">" : "<";
        const shown = what instanceof Uint8Array ? what : block;
        const note = what === "lose" ? " lost" : what === "garble" ? " garbled" : "";
        log.push(`${arrow} ${hex(shown.subarray(1, 2))}${note}`);
        return what;
      },
    });
  behave({});
  const send = async (command: string, deadlineMs = 60_000) =>
    hex(await slot.exchange(bytes(command), deadlineMs));
  return {
    reader,
    log,
    blocks,
    violations: () => socket.violations(),
    behave,
    fault(to) {
      fault = to;
    },
    spoilCharacter(direction, at) {
      const unhook = socket.onCharacter((way, _byte, index) => {
        if (way !== direction || index !== at) return undefined;
        unhook();
        return "garble";
      });
    },
    open: () => slot.open(60_000),
    send,
    async executed() {
      fault = undefined;
      return Number.parseInt((await send("80 1A 00 00 04")).slice(0, 11).replaceAll(" ", ""), 16) - 1;
    },
    resets: () => resets,
    close: () => reader.close(),
  };
}

/** Another PCB, the LRC put right. */
export function withPcb(block: Uint8Array, pcb: number): Uint8Array {
  const other = block.slice();
  other[other.length - 1]! ^= other[1]! ^ pcb;
  other[1] = pcb;
  return other;
}

export function countingUp(length: number): string {
  return hex(Uint8Array.from({ length }, (_, at) => at));
}
