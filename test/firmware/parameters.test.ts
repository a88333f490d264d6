/** Get-, Set- and ResetParameters, and Duka's own Escapes. */
import test from "ava";
import { bytes, command, framed, hex, Rig } from "./rig.js";

test("GetParameters tells what the ATR set: FiDi of the reset, N, WI, convention", (t) => {
  const rig = new Rig().powered("3B D0 96 03 40 20");
  t.is(rig.ask(command(0x6c, 0, 9)), framed("82 05 00 00 00 00 09 00 00 00 11 00 03 20 00"));
  t.is(new Rig().open().ask(command(0x6c, 0, 9)), framed("82 00 00 00 00 00 09 41 FE 00"));
});

test("SetParameters refuses a reserved FiDi, WI 0, another length and T=2, and then nothing has changed", (t) => {
  const rig = new Rig().powered();
  const rows: [string, string, string][] = [
    ["00 00 00", "1A 00 00 0A 00", "40 0A 00"],
    ["00 00 00", "71 00 00 0A 00", "40 0A 00"],
    ["00 00 00", "11 00 00 00 00", "40 0D 00"],
    ["00 00 00", "11 00 00 0A", "40 01 00"],
    ["02 00 00", "11 00 00 0A 00", "40 F6 00"],
  ];
  for (const [parameters, payload, status] of rows) {
    t.is(
      rig.ask(command(0x61, 0, 9, parameters, payload)),
      framed(`82 00 00 00 00 00 09 ${status}`),
      payload,
    );
    t.is(rig.ask(command(0x6c, 0, 10)), framed("82 05 00 00 00 00 0A 00 00 00 11 00 00 0A 00"));
  }
});

test("ResetParameters goes back to 372/1; IccPowerOn does so too", (t) => {
  const rig = new Rig().powered();
  rig.ask(command(0x61, 0, 9, "00 00 00", "96 00 05 14 00"));
  t.is(rig.ask(command(0x6d, 0, 10)), framed("82 05 00 00 00 00 0A 00 00 00 11 00 00 0A 00"));
  t.is(rig.slots[0]!.format.baud, 10264);
  rig.ask(command(0x61, 0, 11, "00 00 00", "96 00 05 14 00"));
  rig.ask(command(0x62, 0, 12, "01 00 00"), 200);
  t.is(rig.ask(command(0x6c, 0, 13)), framed("82 05 00 00 00 00 0D 00 00 00 11 00 00 0A 00"));
});

test("the identity Escape tells version, persona, physical slots, card clock, board, serial number, speed and abilities", (t) => {
  const payload = `44 4B 01 00 01 00 01 02 00 3A 42 C5 09 ${hex(Buffer.from("PICO_R1_3"))} 05 ${hex(Buffer.from("SIM-1"))} 00 07 A1 20 1F`;
  t.is(
    new Rig().open().ask(command(0x6b, 0, 9, "00 00 00", "44 4B 01")),
    framed(`83 ${hex([bytes(payload).length])} 00 00 00 00 09 01 00 00 ${payload}`),
  );
});

test("the statistics Escape counts frames, repeats, NAKs, stray bytes and parity errors", (t) => {
  const rig = new Rig().open();
  rig.ask(command(0x65, 0, 1));
  rig.ask(command(0x65, 0, 1));
  rig.ask(`55 AA ${command(0x65, 0, 2)}`);
  rig.ask("03 06 65 00 00 00 00 00 07 00 00 00 00");
  const answer = bytes(rig.ask(command(0x6b, 0, 9, "00 00 00", "44 4B 05"))).slice(15, -1);
  const counters = Array.from({ length: 7 }, (_, index) => answer[4 * index + 3]);
  t.deepEqual(counters, [5, 1, 1, 2, 0, 0, 0]);
});

test("the memory Escape tells variables used and there; an Escape that nobody knows points at its byte", (t) => {
  const rig = new Rig().open();
  t.is(
    rig.ask(command(0x6b, 0, 9, "00 00 00", "44 4B 06")),
    framed("83 07 00 00 00 00 09 01 00 00 44 4B 06 00 00 13 EC"),
  );
  t.is(rig.ask(command(0x6b, 0, 10, "00 00 00", "44 4B 99")), framed("83 00 00 00 00 00 0A 41 0C 00"));
  t.is(rig.ask(command(0x6b, 0, 11, "00 00 00", "02 02")), framed("83 00 00 00 00 00 0B 41 0A 00"));
});
