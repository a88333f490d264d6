/** Personas: how each looks to the driver it is made for, and how another is chosen. */
import test from "ava";
import { bytes, command, framed, hex, OPENING, Rig } from "./rig.js";

const TEXT = hex(Buffer.from("Duka 0.1.0 PICO_R1_3 SIM-1"));
const TEXT_PAYLOAD = `83 1A 00 00 00 00 00 01 00 00 ${TEXT}`;
const PINPAD = "PICO_R1_3-pinpad";

/** An Escape of Duka's own about the persona. */
function choose(seq: number, choice = ""): string {
  return command(0x6b, 0, seq, "00 00 00", `44 4B 09 ${choice}`);
}

function chosen(seq: number, running: string, next: string, built = "01"): string {
  return framed(`83 06 00 00 00 00 ${hex([seq])} 01 00 00 44 4B 09 ${running} ${next} ${built}`);
}

test("pinpad: the opening of GemPCPinPad, with an empty frame of the command's header in front of every answer", (t) => {
  const rig = new Rig({ firmware: PINPAD });
  const strings = hex(Buffer.from("Enter PIN".padEnd(160)));
  const steps: [string, string][] = [
    [OPENING, `03 06 6B 00 00 00 00 00 00 00 00 00 6E ${framed(TEXT_PAYLOAD)}`],
    [
      "03 06 6B 03 00 00 00 00 01 00 00 00 01 01 01 6D",
      "03 06 6B 00 00 00 00 00 01 00 00 00 6F 03 06 83 00 00 00 00 00 01 01 00 00 86",
    ],
    [
      "03 06 65 00 00 00 00 00 02 00 00 00 62",
      "03 06 65 00 00 00 00 00 02 00 00 00 62 03 06 81 00 00 00 00 00 02 01 00 01 86",
    ],
    [
      command(0x6b, 0, 4, "00 00 00", `B2 A0 00 4D 4C ${strings}`),
      "03 06 6B 00 00 00 00 00 04 00 00 00 6A 03 06 83 00 00 00 00 00 04 01 00 00 83",
    ],
    [
      "03 06 6B 01 00 00 00 00 05 00 00 00 6A 00",
      `03 06 6B 00 00 00 00 00 05 00 00 00 6B ${framed(
        "83 15 00 00 00 00 05 01 00 00 02 10 00 07 60 00 00 00 04 00 00 00 01 04 0C 00 00 00 00 00 00",
      )}`,
    ],
  ];
  for (const [ask, expected] of steps) t.is(rig.ask(ask), expected);
  t.deepEqual(rig.crashes, []);
});

test("pinpad: a repeated frame is answered with its echo again, a broken one with NAK alone", (t) => {
  const rig = new Rig({ firmware: PINPAD }).open();
  const first = rig.ask(command(0x65, 0, 7));
  t.is(bytes(first).length, 26);
  t.is(rig.ask(command(0x65, 0, 7)), first);
  t.is(rig.ask("03 06 65 00 00 00 00 00 08 00 00 00 00"), "03 15 16");
});

test("pinpad: time requests come alone, and one echo before the answer they were for", (t) => {
  const rig = new Rig({ firmware: PINPAD }).powered();
  const ask = command(0x6f, 0, 9, "00 00 00", "00 84 00 00 08");
  rig.send(ask);
  rig.run(1200);
  const echo = "03 06 6F 00 00 00 00 00 09 00 00 00 63";
  t.is(rig.read(), `80 ${echo} ${framed("80 00 00 00 00 00 09 40 FE 00")}`);
});

test("one slot in pinpad, two in sec1210, five in pos; every slot of the board is answered in each", (t) => {
  const rows: [string, number][] = [
    ["pinpad", 1],
    ["sec1210", 2],
    ["pos", 5],
  ];
  for (const [persona, slots] of rows) {
    const rig = new Rig({ firmware: `PICO_R1_3-${persona}` }).open();
    for (let slot = 0; slot < 7; slot++) {
      const status = slot < 2 ? "01 00 01" : slot < slots ? "02 00 01" : "42 05 01";
      const answer = rig.ask(command(0x65, slot, slot + 1));
      t.true(
        answer.endsWith(framed(`81 00 00 00 00 ${hex([slot, slot + 1])} ${status}`)),
        `${persona} ${slot}`,
      );
    }
  }
});

test("only pinpad tells the features of a keypad by Escape 6A", (t) => {
  for (const persona of ["pos", "sec1210"]) {
    const rig = new Rig({ firmware: `PICO_R1_3-${persona}` }).open();
    t.is(rig.ask(command(0x6b, 0, 3, "00 00 00", "6A")), framed("83 00 00 00 00 00 03 41 0A 00"));
  }
});

test("the persona Escape keeps another for the next restart; 0 goes back to the one of the build", (t) => {
  const rig = new Rig().open();
  t.is(rig.ask(choose(1)), chosen(1, "01", "01"));
  t.is(rig.ask(choose(2, "02")), chosen(2, "01", "02"));
  t.is(rig.ask(choose(3, "03")), chosen(3, "01", "03"), "nothing has changed yet");
  rig.ask(command(0x6b, 0, 4, "00 00 00", "44 4B 04"));
  rig.run(1000);
  t.is(rig.ask(choose(5, "02")), chosen(5, "03", "02"));
  rig.ask(command(0x6b, 0, 6, "00 00 00", "44 4B 04"));
  rig.run(1000);
  t.is(rig.ask(choose(7, "00")), `03 06 6B 00 00 00 00 00 07 00 00 00 69 ${chosen(7, "02", "01")}`);
  rig.ask(command(0x6b, 0, 8, "00 00 00", "44 4B 04"));
  rig.run(1000);
  t.is(rig.ask(choose(9)), chosen(9, "01", "01"));
  t.deepEqual(rig.crashes, []);
});

test("the persona survives the power supply; what is kept and makes no sense is passed over", (t) => {
  const storage = new Map<string, string>();
  const rig = new Rig({ storage }).open();
  rig.ask(choose(1, "03"));
  rig.stop();
  t.is(new Rig({ storage }).open().ask(choose(1)), chosen(1, "03", "03"));
  for (const nonsense of ["0", "4", "pos", "\xff", " "]) {
    storage.set("duka.persona", nonsense);
    t.is(new Rig({ storage }).open().ask(choose(1)), chosen(1, "01", "01"), nonsense);
  }
});

test("a persona that does not exist, or more than one byte, is refused at its byte and keeps nothing", (t) => {
  const storage = new Map<string, string>();
  const rig = new Rig({ storage }).open();
  for (const wrong of ["04", "FF", "02 00"]) {
    t.is(rig.ask(choose(3, wrong)), framed("83 00 00 00 00 00 03 41 0D 00"), wrong);
  }
  t.is(storage.size, 0);
});
