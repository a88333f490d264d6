/** A line whose ends may have different speeds, each of which may be more than it carries. */
import { createCable } from "@duka/simulator/line/cable";
import type { HostSpeeds } from "@duka/simulator/line/host-end";
import { isSameSpeed, misread, smeared } from "@duka/simulator/line/line-speed";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import test from "ava";
import fc from "fast-check";
import { bytes, hex } from "../../support/values/hex.js";

const SLOW = 115_200;
const FAST = 1_000_000;

function cable(speeds?: HostSpeeds) {
  const clock = new VirtualClock();
  const made = createCable({
    clock,
    name: "sim:",
    baud: SLOW,
    bitsPerByte: 11,
    ...(speeds === undefined ? {} : { speeds }),
  });
  const atBoard: number[] = [];
  const atHost: number[] = [];
  made.board.onReceive((byte) => atBoard.push(byte));
  made.link.listen({ data: (some) => atHost.push(...some), closed() {}, bytesNeeded: () => 1 });
  const boardBaud = (baud: number) => made.board.setup({ baud, parity: "none", stopBits: 2 });
  const taken = (of: number[]) => {
    clock.runUntilIdle();
    return hex(Uint8Array.from(of.splice(0)));
  };
  return {
    clock,
    cable: made,
    link: made.link,
    boardBaud,
    atBoard: () => taken(atBoard),
    atHost: () => taken(atHost),
  };
}

test("a receiver of another speed finds start bits where it can: of 03 a faster one reads two, a slower one half a byte", (t) => {
  t.deepEqual(misread(0x03, SLOW, FAST), [0x00, 0x00]);
  t.deepEqual(misread(0x55, SLOW, FAST), [0, 0, 0, 0, 0]);
  t.deepEqual(misread(0xff, SLOW, FAST), [0x00]);
  t.deepEqual(misread(0x03, FAST, SLOW), [0xff]);
  t.deepEqual(misread(0x00, FAST, 2 * SLOW), [0xfe]);
  t.true(isSameSpeed(SLOW, 117_000));
  t.false(isSameSpeed(SLOW, 120_000));
});

test("at a speed of its own a receiver reads each byte as it is", (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 255 }), (byte) => t.deepEqual(misread(byte, FAST, FAST), [byte])),
  );
});

test("a line that is too slow swallows lone levels, and what has none comes through", (t) => {
  const rows: readonly (readonly [number, number])[] = [
    [0x00, 0x00],
    [0x03, 0x03],
    [0x06, 0x06],
    [0xff, 0xff],
    [0x55, 0x00],
    [0x65, 0xe0],
  ];
  for (const [sent, read] of rows) t.is(smeared(sent), read, hex(Uint8Array.of(sent)));
});

test("both ends at the same speed understand each other at it, and what they send takes its time", async (t) => {
  const line = cable({ upToBaud: FAST });
  line.boardBaud(SLOW);
  await line.link.setBaud?.(FAST);
  t.is(line.link.baud, FAST);
  line.link.write(bytes("03 06 65"));
  t.not(line.atBoard(), "03 06 65");
  line.boardBaud(FAST);
  const began = line.clock.nowMs();
  line.link.write(bytes("03 06 65"));
  t.is(line.atBoard(), "03 06 65");
  t.is(Math.round((line.clock.nowMs() - began) * 1000), 33);
  line.cable.board.transmit(bytes("03 15 16"));
  t.is(line.atHost(), "03 15 16");
});

test("beyond what the line carries both directions are damaged, and good again below it", async (t) => {
  const line = cable({ upToBaud: 500_000 });
  line.boardBaud(FAST);
  await line.link.setBaud?.(FAST);
  line.link.write(bytes("03 06 65"));
  t.is(line.atBoard(), "03 06 E0");
  line.cable.board.transmit(bytes("55"));
  t.is(line.atHost(), "00");
  line.boardBaud(500_000);
  await line.link.setBaud?.(500_000);
  line.link.write(bytes("03 06 65"));
  t.is(line.atBoard(), "03 06 65");
});

test("a plug that is put back finds the host at the first speed", async (t) => {
  const line = cable({ upToBaud: FAST });
  await line.link.setBaud?.(FAST);
  line.cable.unplug();
  t.is(line.cable.plug().baud, SLOW);
});

test("a line of one speed has it whatever its ends say; one without speeds of its own follows the board", (t) => {
  const one = cable();
  one.boardBaud(FAST);
  t.is(one.link.setBaud, undefined);
  one.link.write(bytes("55"));
  t.is(one.atBoard(), "55");
  t.is(one.link.baud, SLOW);
  const pty = cable("of-board");
  pty.boardBaud(FAST);
  t.is(pty.link.setBaud, undefined);
  pty.link.write(bytes("55"));
  t.is(pty.atBoard(), "55");
  t.is(pty.link.baud, FAST);
});
