import test from "ava";
import { answer, command, Rig } from "./rig.js";

const SELF_TEST = command(0x6b, 0, 5, "00 00 00", "44 4B 03");

test("a whole reader: no fault, and where cards are", (t) => {
  const rig = new Rig().powered();
  t.is(rig.ask(SELF_TEST, 500), answer(0x83, 0, 5, "01 00 00", "44 4B 03 00 01 01"));
  rig.slots[1]!.remove();
  t.is(
    rig.ask(command(0x6b, 0, 6, "00 00 00", "44 4B 03"), 500),
    answer(0x83, 0, 6, "01 00 00", "44 4B 03 00 01 00"),
  );
});

test("cards are held in reset: RST never rises, and every contact is down afterwards", (t) => {
  const rig = new Rig().open();
  rig.slots[0]!.pinLog.length = 0;
  rig.ask(SELF_TEST, 500);
  t.deepEqual(rig.slots[0]!.pinLog, ["RST 0", "VCC 1", "CLK 3818182", "RST 0", "CLK 0", "CLK 0", "VCC 0"]);
});

test("a line that does not carry what is sent is named with its slot", (t) => {
  const rig = new Rig().open();
  rig.slots[1]!.isDeaf = true;
  const heard = rig.ask(SELF_TEST, 500);
  // A time request before it, since that takes a while.
  t.is(heard.replace(/^80 /, ""), answer(0x83, 0, 5, "01 00 00", "44 4B 03 04 01 03"));
});

test("a line whose fault throws is the reader's own fault, and the next command is answered", (t) => {
  const rig = new Rig().open();
  rig.slots[0]!.isBroken = true;
  t.is(rig.ask(SELF_TEST, 500), answer(0x83, 0, 5, "41 FB 00"));
  t.is(rig.ask(command(0x65, 1, 6), 100), answer(0x81, 1, 6, "01 00 01"));
});

test("another command in the middle of it ends it", (t) => {
  const rig = new Rig().open();
  rig.send(SELF_TEST);
  rig.run(6);
  t.is(rig.ask(command(0x65, 0, 6), 500), answer(0x81, 0, 6, "01 00 01"));
});
