/** IccPowerOn: contacts in the order of ISO/IEC 7816-3 clause 6, and the answer to reset of clause 8. */
import test from "ava";
import { ALL_BAD, bytes, command, framed, hex, Rig } from "./rig.js";

const POWER_ON = command(0x62, 0, 8, "01 00 00");

function dataBlock(payload: string, status = "00 00 00"): string {
  const data = bytes(payload);
  return framed(`80 ${hex([data.length])} 00 00 00 00 08 ${status} ${payload}`);
}

function atrOf(atr: string, say: (rig: Rig) => void): string {
  const rig = new Rig().open();
  rig.slots[0]!.onReset = () => say(rig);
  const answer = rig.ask(POWER_ON, 1500).replace(/^(80 )+(?=03 06)/, "");
  return answer === "" ? `no answer to ${atr}` : answer;
}

const ATRS: [string, string, string][] = [
  ["T=0, shortest", "3B 00", "3B 00"],
  ["T=0 with historical bytes", "3B 02 14 50", "3B 02 14 50"],
  ["TA1 TB1 TC1 TD1", "3B F2 11 00 00 00 AA BB", "3B F2 11 00 00 00 AA BB"],
  ["T=1 with TCK", "3B 80 01 81", "3B 80 01 81"],
  ["T=0 and T=1 with TCK", "3B 80 80 01 01", "3B 80 80 01 01"],
  ["33 characters", `3B FF 11 00 00 80 81 31 FE 45 ${"41 ".repeat(15)}`, ""],
];

test("the ATR comes back as it was, with TCK checked where there is one", (t) => {
  for (const [what, atr, expected] of ATRS) {
    if (expected === "") continue;
    t.is(
      atrOf(atr, (rig) => rig.slots[0]!.say(bytes(atr))),
      dataBlock(expected),
      what,
    );
  }
});

test("a 33-character ATR is taken, one that announces more is refused", (t) => {
  const head = bytes("3B FF 11 00 00 81 31 FE 45 11 22 33 44");
  const longest = [...head.slice(0, 9), ...new Array<number>(15).fill(0x41)];
  longest.push(longest.slice(1).reduce((sum, byte) => sum ^ byte));
  t.true(longest.length < 33);
  t.is(
    atrOf("long", (rig) => rig.slots[0]!.say(longest)),
    dataBlock(hex(longest)),
  );
  const endless = [0x3b, ...new Array<number>(40).fill(0xff)];
  t.is(
    atrOf("endless", (rig) => rig.slots[0]!.say(endless)),
    dataBlock("", "41 F7 00"),
  );
});

test("a wrong TCK is F7, a wrong TS is F8, a parity error is FD, silence is FE; the card is deactivated", (t) => {
  t.is(
    atrOf("TCK", (rig) => rig.slots[0]!.say(bytes("3B 80 01 80"))),
    dataBlock("", "41 F7 00"),
  );
  t.is(
    atrOf("TS", (rig) => rig.slots[0]!.say(bytes("3A 00"))),
    dataBlock("", "41 F8 00"),
  );
  t.is(
    atrOf("parity", (rig) => rig.slots[0]!.say(bytes("3B 02 14 50"), 2)),
    dataBlock("", "41 FD 00"),
  );
  t.is(
    atrOf("mute", () => undefined),
    dataBlock("", "41 FE 00"),
  );
  t.is(
    atrOf("breaks off", (rig) => rig.slots[0]!.say(bytes("3B 02 14"))),
    dataBlock("", "41 FE 00"),
  );
});

const DAMAGED: readonly [what: string, atr: string, error: string][] = [
  ["a wrong TCK", "3B 80 01 80", "F7"],
  ["a wrong TS", "3A", "F8"],
  ["more than 33 characters", "3B FF" + " FF".repeat(40), "F7"],
];

for (const [what, first, error] of DAMAGED) {
  test(`an answer to reset with ${what} is followed by exactly one warm reset (P2 6.1.3.2): a right second one is taken, a second damaged one is ${error}`, (t) => {
    for (const [second, expected] of [
      ["3B 02 14 50", dataBlock("3B 02 14 50")],
      [first, dataBlock("", `41 ${error} 00`)],
    ] as const) {
      let resets = 0;
      const rig = new Rig().open();
      const slot = rig.slots[0]!;
      slot.onReset = () => slot.say(bytes(resets++ === 0 ? first : second));
      t.is(rig.ask(POWER_ON, 1500).replace(/^(80 )+(?=03 06)/, ""), expected);
      t.is(resets, 2);
      const warm = ["RST 0", "VCC 1", "CLK 3818182", "RST 1", "RST 0", "RST 1"];
      t.deepEqual(slot.pinLog.slice(0, 6), warm, "supply and clock stay");
    }
  });
}

test("a parity error in the answer to reset, silence, or a protocol that is not known end it at once (P2 figure 9)", (t) => {
  for (const [say, error] of [
    [(rig: Rig) => rig.slots[0]!.say(bytes("3B 02 14 50"), 2), "FD"],
    [() => undefined, "FE"],
    [(rig: Rig) => rig.slots[0]!.say(bytes("3B 02 14")), "FE"],
  ] as const) {
    let resets = 0;
    t.is(
      atrOf("once", (rig) => {
        resets++;
        say(rig);
      }),
      dataBlock("", `41 ${error} 00`),
    );
    t.is(resets, 1);
  }
});

test("in inverse convention the characters are turned, and the line goes on with odd parity", (t) => {
  const rig = new Rig().open();
  const slot = rig.slots[0]!;
  slot.onReset = () => slot.say(turned("3F 02 14 50"), ALL_BAD);
  t.is(
    rig.ask(POWER_ON, 300),
    `80 ${dataBlock("3F 02 14 50")}`.replace(/^80 (?=03)/, rig.read() === "" ? "" : "80 "),
  );
  t.is(slot.format.parity, "odd");
  slot.onCharacter = () => {
    if (slot.received.length === 5) slot.say(turned("84 AA BB 90 00"));
  };
  const answer = rig.ask(command(0x6f, 0, 9, "00 00 00", "00 84 00 00 02"), 200);
  t.true(answer.endsWith(framed("80 04 00 00 00 00 09 00 00 00 AA BB 90 00")));
  t.deepEqual(slot.received, turned("00 84 00 00 02"));
});

test("in inverse convention a character of right even parity is wrong", (t) => {
  const say = (rig: Rig) => rig.slots[0]!.say(turned("3F 02 14 50"), 0);
  t.is(atrOf("inverse", say), dataBlock("", "41 FD 00"));
});

test("activation is RST low, VCC, CLK, RST high; deactivation is RST low, CLK low, VCC off", (t) => {
  const rig = new Rig().powered();
  const log = rig.slots[0]!.pinLog;
  t.deepEqual(log, ["RST 0", "VCC 1", "CLK 3818182", "RST 1"]);
  t.is(rig.slots[0]!.format.baud, 10264);
  log.length = 0;
  rig.ask(command(0x63, 0, 2));
  t.deepEqual(log, ["RST 0", "CLK 0", "CLK 0", "VCC 0"]);
});

test("IccPowerOn of an active card is a warm reset: supply and clock stay", (t) => {
  const rig = new Rig().powered();
  rig.slots[0]!.pinLog.length = 0;
  t.is(rig.ask(POWER_ON, 100).replace(/^80 /, ""), dataBlock("3B 02 14 50"));
  t.deepEqual(rig.slots[0]!.pinLog, ["RST 0", "RST 1"]);
});

test("the class is the one asked for; one that the slot does not have, or that does not exist, points at bPowerSelect", (t) => {
  const rig = new Rig().open();
  const classes: [string, string][] = [
    ["00", "VCC 1"],
    ["02", "VCC3 1"],
    ["03", "VCC18 1"],
  ];
  for (const [select, pin] of classes) {
    rig.slots[0]!.onReset = () => rig.slots[0]!.say(bytes("3B 00"));
    rig.ask(command(0x62, 0, 8, `${select} 00 00`), 200);
    t.true(rig.slots[0]!.pinLog.includes(pin), pin);
    rig.slots[0]!.pinLog.length = 0;
  }
  t.is(rig.ask(command(0x62, 1, 8, "02 00 00")), framed("80 00 00 00 00 01 08 41 07 00"));
  t.is(rig.ask(command(0x62, 1, 9, "04 00 00")), framed("80 00 00 00 00 01 09 41 07 00"));
});

test("IccPowerOn without a card fails with FE and status absent; IccPowerOff is done, twice as well", (t) => {
  const rig = new Rig().open();
  rig.slots[0]!.remove();
  t.is(rig.ask(POWER_ON), dataBlock("", "42 FE 00"));
  for (const seq of [1, 2])
    t.is(rig.ask(command(0x63, 0, seq)), framed(`81 00 00 00 00 00 0${seq} 02 00 01`));
});

test("in specific mode (TA2) the line runs at TA1 at once", (t) => {
  const rig = new Rig().powered("3B 90 96 10 00");
  t.is(rig.slots[0]!.format.baud, Math.round(3818181 / 16));
});

/** As a UART of direct convention sees characters of inverse convention. */
function turned(text: string): number[] {
  return bytes(text).map((byte) => {
    let out = 0;
    for (let bit = 0; bit < 8; bit++) out |= ((~byte >> bit) & 1) << (7 - bit);
    return out;
  });
}
