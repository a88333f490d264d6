/** Cards that come and go. */
import { boardModel, cpuCost } from "@duka/simulator/espruino/board-model";
import test from "ava";
import { command, framed, Rig } from "./rig.js";

function status(rig: Rig, seq: number, slot = 0): string {
  return rig.ask(command(0x65, slot, seq));
}

test("removal is absent; a swap between two polls is seen as present and inactive until IccPowerOn", (t) => {
  const rig = new Rig().powered();
  t.is(status(rig, 2), framed("81 00 00 00 00 00 02 00 00 00"));
  rig.slots[0]!.remove();
  rig.run(1);
  t.is(status(rig, 3), framed("81 00 00 00 00 00 03 02 00 01"));
  rig.slots[0]!.insert();
  rig.run(1);
  t.is(status(rig, 4), framed("81 00 00 00 00 00 04 01 00 01"));
  rig.ask(command(0x62, 0, 5, "01 00 00"), 200);
  rig.slots[0]!.remove();
  rig.slots[0]!.insert();
  t.is(status(rig, 6), framed("81 00 00 00 00 00 06 01 00 01"), "both edges at one instant");
});

test("the contacts of a removed card are deactivated in order", (t) => {
  const rig = new Rig().powered();
  rig.slots[0]!.pinLog.length = 0;
  rig.slots[0]!.remove();
  rig.run(1);
  t.deepEqual(rig.slots[0]!.pinLog, ["RST 0", "CLK 0", "CLK 0", "VCC 0"]);
});

test("removal in the middle of an exchange ends it with FE and status absent within 50 ms", (t) => {
  const rig = new Rig({ cpu: cpuCost(boardModel("PICO_R1_3")) }).powered();
  rig.send(command(0x6f, 0, 9, "00 00 00", "00 84 00 00 02"));
  rig.run(60);
  rig.read();
  const removedMs = rig.clock.nowMs();
  rig.slots[0]!.remove();
  rig.run(400);
  t.true(rig.read().endsWith(framed("80 00 00 00 00 00 09 42 FE 00")));
  t.true(rig.lastByteMs - removedMs <= 50, `${rig.lastByteMs - removedMs} ms`);
});

test("removal in the middle of the ATR ends IccPowerOn likewise", (t) => {
  const rig = new Rig().open();
  rig.send(command(0x62, 0, 9, "01 00 00"));
  rig.run(20);
  rig.slots[0]!.remove();
  rig.run(30);
  t.is(rig.read(), framed("80 00 00 00 00 00 09 42 FE 00"));
});

test("a card in another slot comes and goes without a word to the one in hand", (t) => {
  const rig = new Rig().powered();
  rig.send(command(0x6f, 0, 9, "00 00 00", "00 70 00 00"));
  rig.run(20);
  rig.slots[1]!.remove();
  rig.run(5);
  rig.slots[0]!.say([0x90, 0x00]);
  rig.run(50);
  t.is(rig.read(), framed("80 02 00 00 00 00 09 00 00 00 90 00"));
  t.is(status(rig, 10, 1), framed("81 00 00 00 00 01 0A 02 00 01"));
  t.is(status(rig, 11, 0), framed("81 00 00 00 00 00 0B 00 00 00"));
});
