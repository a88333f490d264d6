/** What stock drivers say when they open the reader, byte for byte. */
import test from "ava";
import { bytes, command, framed, hex, OPENING, Rig } from "./rig.js";

const TEXT = hex(Buffer.from("Duka 0.1.0 PICO_R1_3 SIM-1"));

test("the opening sequence of GemCorePOSPro is answered as its driver needs it", (t) => {
  const rig = new Rig();
  const steps: [string, string][] = [
    [OPENING, framed(`83 1A 00 00 00 00 00 01 00 00 ${TEXT}`)],
    ["03 06 6B 03 00 00 00 00 01 00 00 00 01 01 01 6D", "03 06 83 00 00 00 00 00 01 01 00 00 86"],
    ["03 06 65 00 00 00 00 00 02 00 00 00 62", "03 06 81 00 00 00 00 00 02 01 00 01 86"],
    ["03 06 65 00 00 00 00 00 03 00 00 00 63", "03 06 81 00 00 00 00 00 03 01 00 01 87"],
    ["03 06 6B 01 00 00 00 00 04 00 00 00 6A 01", "03 06 83 00 00 00 00 00 04 41 0A 00 C9"],
    [command(0x65, 4, 5), framed("81 00 00 00 00 04 05 02 00 01")],
    [command(0x6b, 4, 6, "00 00 00", "6A"), framed("83 00 00 00 00 04 06 42 0A 00")],
  ];
  for (const [ask, expected] of steps) t.is(rig.ask(ask), expected);
  t.deepEqual(rig.crashes, []);
});

test("the opening of SEC1210 asks with 06", (t) => {
  t.is(
    new Rig().ask("03 06 6B 01 00 00 00 00 00 00 00 00 06 69"),
    framed(`83 1A 00 00 00 00 00 01 00 00 ${TEXT}`),
  );
});

test("a reader that has just started answers any command at once: no answer of before can come late", (t) => {
  const rig = new Rig();
  t.is(rig.ask(command(0x65, 0, 9)), framed("81 00 00 00 00 00 09 01 00 01"));
});

test("a host that opens anew with bSeq 0 is never answered from the kept answer", (t) => {
  const rig = new Rig();
  const first = rig.ask(OPENING);
  t.not(first, "");
  t.is(rig.ask(OPENING), first);
  const frames = bytes(rig.ask(command(0x6b, 0, 2, "00 00 00", "44 4B 05"))).slice(15, 19);
  t.deepEqual([...frames], [0, 0, 0, 3]);
});

test("the restart Escape is answered, then the reader starts anew with every contact released", (t) => {
  const rig = new Rig().powered();
  t.is(
    rig.ask(command(0x6b, 0, 2, "00 00 00", "44 4B 04")),
    framed("83 03 00 00 00 00 02 00 00 00 44 4B 04"),
  );
  rig.run(1000);
  t.true(rig.slots[0]!.pinLog.slice(-3).includes("VCC 0"));
  t.is(rig.ask(command(0x65, 0, 3)), framed("81 00 00 00 00 00 03 01 00 01"), "deactivated");
});
