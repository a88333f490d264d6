/** TPDUs of T=0 (ISO/IEC 7816-3, 10.3) through XfrBlock. */
import test from "ava";
import { bytes, command, framed, hex, Rig } from "./rig.js";

/** A script: after so many characters from the reader, the card says this. */
type Script = [number, string][];

function exchange(
  tpdu: string,
  script: Script,
  durationMs = 400,
): { answer: string; received: string; rig: Rig } {
  const rig = new Rig().powered();
  const slot = rig.slots[0]!;
  slot.onCharacter = () => {
    for (const [count, say] of script) if (slot.received.length === count) slot.say(bytes(say));
  };
  const answer = rig.ask(command(0x6f, 0, 9, "00 00 00", tpdu), durationMs);
  return { answer: answer.replace(/^(80 )+(?=03 06)/, ""), received: hex(slot.received), rig };
}

function block(payload: string, status = "00 00 00"): string {
  const data = bytes(payload);
  return framed(`80 ${hex([data.length & 255, data.length >> 8])} 00 00 00 09 ${status} ${payload}`);
}

const ROWS: [string, string, Script, string, string][] = [
  ["case 1 gets P3 = 00", "00 70 00 00", [[5, "90 00"]], "90 00", "00 70 00 00 00"],
  ["case 2, ACK all", "00 84 00 00 03", [[5, "84 01 02 03 90 00"]], "01 02 03 90 00", "00 84 00 00 03"],
  ["case 2, ACK one by one", "00 84 00 00 02", [[5, "7B 01 7B 02 90 00"]], "01 02 90 00", "00 84 00 00 02"],
  [
    "case 2, one then all",
    "00 84 00 00 03",
    [[5, "7B 01 84 02 03 61 05"]],
    "01 02 03 61 05",
    "00 84 00 00 03",
  ],
  ["NULL", "00 84 00 00 01", [[5, "60 60 84 07 60 90 00"]], "07 90 00", "00 84 00 00 01"],
  ["SW1 at once", "00 84 00 00 10", [[5, "6C 08"]], "6C 08", "00 84 00 00 10"],
  ["SW1 before all data", "00 84 00 00 04", [[5, "7B 01 67 00"]], "01 67 00", "00 84 00 00 04"],
  [
    "case 3, ACK all",
    "00 A4 00 00 02 3F 00",
    [
      [5, "A4"],
      [7, "61 17"],
    ],
    "61 17",
    "00 A4 00 00 02 3F 00",
  ],
  [
    "case 3, one by one",
    "00 A4 00 00 02 3F 00",
    [
      [5, "5B"],
      [6, "5B"],
      [7, "90 00"],
    ],
    "90 00",
    "00 A4 00 00 02 3F 00",
  ],
  ["case 3 refused", "00 A4 00 00 02 3F 00", [[5, "69 82"]], "69 82", "00 A4 00 00 02"],
  [
    "the Le of case 4 is dropped",
    "80 CC 00 00 03 01 02 03 00",
    [
      [5, "CC"],
      [8, "61 02"],
    ],
    "61 02",
    "80 CC 00 00 03 01 02 03",
  ],
  ["data 60 and 6X are data", "00 84 00 00 02", [[5, "84 60 6A 90 00"]], "60 6A 90 00", "00 84 00 00 02"],
];

test("procedure bytes are obeyed and do not appear in the answer", (t) => {
  for (const [what, tpdu, script, answer, received] of ROWS) {
    const result = exchange(tpdu, script);
    t.is(result.answer, block(answer), what);
    t.is(result.received, received, what);
    t.deepEqual(result.rig.crashes, []);
  }
});

test("P3 = 00 asks for 256 bytes", (t) => {
  const data = Array.from({ length: 256 }, (_, index) => index);
  const result = exchange("00 B0 00 00 00", [[5, `B0 ${hex(data)} 90 00`]], 500);
  t.is(result.answer, block(`${hex(data)} 90 00`));
});

test("255 bytes go to the card", (t) => {
  const data = hex(Array.from({ length: 255 }, (_, index) => 255 - index));
  const script: Script = [
    [5, "D6"],
    [260, "90 00"],
  ];
  const result = exchange(`00 D6 00 00 FF ${data}`, script, 500);
  t.is(result.answer, block("90 00"));
  t.is(result.received, `00 D6 00 00 FF ${data}`);
});

test("a procedure byte that means nothing, or asks for data when there are none left, is F4", (t) => {
  t.is(exchange("00 84 00 00 02", [[5, "33 44 55"]]).answer, block("", "40 F4 00"));
  t.is(exchange("00 84 00 00 01", [[5, "84 01 84"]]).answer, block("", "40 F4 00"));
  t.is(exchange("00 70 00 00", [[5, "70"]]).answer, block("", "40 F4 00"));
});

test("after such an error the reader waits until the card has said all", (t) => {
  const { rig } = exchange("00 84 00 00 02", [[5, "33 44 55 66 77 88 99 AA BB CC"]]);
  rig.slots[0]!.received = [];
  rig.slots[0]!.onCharacter = () => {
    if (rig.slots[0]!.received.length === 5) rig.slots[0]!.say([0x90, 0x00]);
  };
  t.is(
    rig.ask(command(0x6f, 0, 10, "00 00 00", "00 70 00 00")).replace(/^80 (?=03)/, ""),
    framed("80 02 00 00 00 00 0A 00 00 00 90 00"),
  );
});

test("a card that says nothing for the waiting time is mute: FE", (t) => {
  const early = exchange("00 84 00 00 02", [], 900);
  t.is(early.answer, "80");
  t.is(exchange("00 84 00 00 02", [], 1100).answer.slice(-38), block("", "40 FE 00").slice(-38));
  t.true(exchange("00 84 00 00 02", [[5, "84 01"]], 1200).answer.endsWith(block("", "40 FE 00")));
  t.true(exchange("00 84 00 00 02", [[5, "90"]], 1200).answer.endsWith(block("", "40 FE 00")));
});

test("NULL starts the waiting time again", (t) => {
  const rig = new Rig().powered();
  const slot = rig.slots[0]!;
  rig.send(command(0x6f, 0, 9, "00 00 00", "00 70 00 00"));
  for (let second = 0; second < 4; second++) {
    rig.run(800);
    slot.say([0x60]);
  }
  rig.run(800);
  t.regex(rig.read(), /^80( 80)+$/);
  slot.say([0x90, 0x00]);
  rig.run(50);
  t.is(rig.read(), framed("80 02 00 00 00 00 09 00 00 00 90 00"));
});

test("a parity error of the card is FD", (t) => {
  const rig = new Rig().powered();
  const slot = rig.slots[0]!;
  slot.onCharacter = () => {
    if (slot.received.length === 5) slot.say(bytes("84 01 02 90 00"), 2);
  };
  t.true(rig.ask(command(0x6f, 0, 9, "00 00 00", "00 84 00 00 02"), 300).endsWith(block("", "40 FD 00")));
});

test("TPDUs that no case has are refused before the card hears of them", (t) => {
  const rows: [string, string][] = [
    ["", "40 01 00"],
    ["00 84 00", "40 01 00"],
    ["00 A4 00 00 03 3F 00", "40 01 00"],
    ["00 60 00 00 00", "40 0B 00"],
    ["00 9A 00 00 00", "40 0B 00"],
  ];
  for (const [tpdu, status] of rows) {
    const result = exchange(tpdu, []);
    t.is(result.answer, block("", status), tpdu);
    t.is(result.received, "");
  }
});

test("wLevelParameter other than 0000 points at itself; bBWI means nothing in T=0", (t) => {
  const rig = new Rig().powered();
  t.is(rig.ask(command(0x6f, 0, 9, "00 01 00", "00 84 00 00 00")), block("", "40 08 00"));
  rig.slots[0]!.onCharacter = () => {
    if (rig.slots[0]!.received.length === 5) rig.slots[0]!.say([0x90, 0x00]);
  };
  t.true(rig.ask(command(0x6f, 0, 9, "05 00 00", "00 70 00 00")).endsWith(block("90 00")));
});

test("XfrBlock to an inactive card is FE; class FF is answered by the reader", (t) => {
  const rig = new Rig().open();
  t.is(rig.ask(command(0x6f, 0, 9, "00 00 00", "00 84 00 00 02")), block("", "41 FE 00"));
  const pseudo = exchange("FF CA 00 00 00", []);
  t.is(pseudo.answer, block("6E 00"));
  t.is(pseudo.received, "");
});

test("a card whose protocol is neither T=0 nor T=1 is not spoken to: F6", (t) => {
  const rig = new Rig().powered("3B 80 0E 8E");
  t.is(rig.ask(command(0x6f, 0, 9, "00 00 00", "00 84 00 00 02")), block("", "40 F6 00"));
});

test("extra guard time N of TC1 lies between the characters to the card", (t) => {
  const rig = new Rig().powered("3B 40 20");
  const times: number[] = [];
  rig.slots[0]!.onCharacter = () => times.push(rig.clock.nowMs());
  rig.ask(command(0x6f, 0, 9, "00 00 00", "00 70 00 00"), 200);
  t.is(times.length, 5);
  const etuMs = 372 / 3818.181;
  for (let at = 1; at < 5; at++) t.true(times[at]! - times[at - 1]! >= 44 * etuMs - 1e-6);
});

test("a PPS right after the reset goes to the card as it is; after a command it is an APDU of class FF", (t) => {
  const rig = new Rig().powered("3B 10 96");
  const slot = rig.slots[0]!;
  slot.onCharacter = () => {
    if (slot.received.length === 4) slot.say(bytes("FF 10 96 79"));
  };
  t.is(rig.ask(command(0x6f, 0, 9, "00 00 00", "FF 10 96 79")), block("FF 10 96 79"));
  slot.received = [];
  const parameters = rig.ask(command(0x61, 0, 10, "00 00 00", "96 00 00 0A 00"));
  t.is(parameters, framed("82 05 00 00 00 00 0A 00 00 00 96 00 00 0A 00"));
  t.is(slot.format.baud, Math.round(3818181 / 16));
  slot.onCharacter = () => {
    if (slot.received.length === 5) slot.say([0x90, 0x00]);
  };
  rig.ask(command(0x6f, 0, 11, "00 00 00", "00 70 00 00"));
  t.is(rig.ask(command(0x6f, 0, 9, "00 00 00", "FF 10 96 79")), block("6E 00"));
});

test("a PPS for T=2 is refused, one that the card answers wrongly is F4, one that it does not answer is FE", (t) => {
  t.is(new Rig().powered("3B 00").ask(command(0x6f, 0, 9, "00 00 00", "FF 12 96 7B")), block("", "40 F6 00"));
  const rig = new Rig().powered("3B 00");
  rig.slots[0]!.onCharacter = () => {
    if (rig.slots[0]!.received.length === 4) rig.slots[0]!.say([0x6d, 0x00]);
  };
  t.true(rig.ask(command(0x6f, 0, 9, "00 00 00", "FF 10 96 79"), 200).endsWith(block("", "40 F4 00")));
  const mute = new Rig().powered("3B 00");
  t.true(mute.ask(command(0x6f, 0, 9, "00 00 00", "FF 10 96 79"), 1200).endsWith(block("", "40 FE 00")));
});
