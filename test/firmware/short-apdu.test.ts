/** GET RESPONSE and 6Cxx by the reader itself, where a host leaves them to it (ISO/IEC 7816-3, 12.2). */
import test from "ava";
import { answer, bytes, command, hex, OPENING, Rig } from "./rig.js";

/** What the card hears, and what it says to it. */
type Script = readonly (readonly [heard: string, say: string])[];

const XFR_BLOCK = 0x6f;
const AGREE = command(0x6b, 0, 2, "00 00 00", "44 4B 0A 03");
const FETCH = "00 01 00";
const FETCH_AND_REPEAT = "00 03 00";
const TPDU = "00 00 00";

function rigWith(script: Script, atr?: string): Rig {
  const rig = new Rig().powered(atr);
  rig.ask(AGREE);
  return saying(rig, script);
}

function saying(rig: Rig, script: Script): Rig {
  const slot = rig.slots[0]!;
  let heard: number[] = [];
  let step = 0;
  slot.onCharacter = (byte) => {
    heard.push(byte);
    if (step === script.length || hex(heard) !== script[step]![0]) return;
    heard = [];
    slot.say(bytes(script[step++]![1]));
  };
  return rig;
}

/** @returns the answer without time requests, and all that the card heard */
function exchange(
  rig: Rig,
  apdu: string,
  parameters: string,
  seq = 9,
  durationMs = 600,
): readonly [answer: string, heard: string] {
  rig.slots[0]!.received = [];
  const said = rig.ask(command(XFR_BLOCK, 0, seq, parameters, apdu), durationMs);
  return [said.replace(/^(80 )+(?=03 06)/, ""), hex(rig.slots[0]!.received)];
}

function block(payload: string, status = "00 00 00", seq = 9): string {
  return answer(0x80, 0, seq, status, payload);
}

const INITIALIZE = "80 50 01 02 02 AA BB 04";
const TO_CARD: Script = [
  ["80 50 01 02 02", "50"],
  ["AA BB", "61 04"],
];

const ROWS: readonly (readonly [
  what: string,
  apdu: string,
  parameters: string,
  script: Script,
  told: string,
])[] = [
  [
    "61xx is fetched",
    INITIALIZE,
    FETCH,
    [...TO_CARD, ["00 C0 00 00 04", "C0 01 02 03 04 90 00"]],
    "01 02 03 04 90 00",
  ],
  [
    "no more is fetched than Le asks for, and the rest is the host's",
    "80 50 01 02 02 AA BB 02",
    FETCH,
    [...TO_CARD, ["00 C0 00 00 02", "C0 01 02 61 02"]],
    "01 02 61 02",
  ],
  [
    "without an Le all that was announced is fetched",
    "80 50 01 02 02 AA BB",
    FETCH,
    [...TO_CARD, ["00 C0 00 00 04", "C0 01 02 03 04 90 00"]],
    "01 02 03 04 90 00",
  ],
  [
    "NULL while it fetches",
    INITIALIZE,
    FETCH,
    [...TO_CARD, ["00 C0 00 00 04", "60 C0 01 02 03 04 60 90 00"]],
    "01 02 03 04 90 00",
  ],
  [
    "case 1 with an answer",
    "00 70 00 00",
    FETCH,
    [
      ["00 70 00 00 00", "61 01"],
      ["00 C0 00 00 01", "C0 07 90 00"],
    ],
    "07 90 00",
  ],
  [
    "GET RESPONSE goes out on the command's logical channel",
    "8E 50 01 02 02 AA BB 04",
    FETCH,
    [
      ["8E 50 01 02 02", "50"],
      ["AA BB", "61 01"],
      ["02 C0 00 00 01", "C0 07 90 00"],
    ],
    "07 90 00",
  ],
  [
    "on a further channel without the bit of secure messaging",
    "65 50 01 02 02 AA BB 04",
    FETCH,
    [
      ["65 50 01 02 02", "50"],
      ["AA BB", "61 01"],
      ["45 C0 00 00 01", "C0 07 90 00"],
    ],
    "07 90 00",
  ],
  [
    "a refused GET RESPONSE is no refusal of the command",
    INITIALIZE,
    FETCH_AND_REPEAT,
    [...TO_CARD, ["00 C0 00 00 04", "69 85"]],
    "61 04",
  ],
  [
    "6Cxx to GET RESPONSE is the host's",
    INITIALIZE,
    FETCH_AND_REPEAT,
    [...TO_CARD, ["00 C0 00 00 04", "6C 02"]],
    "61 04",
  ],
  [
    "9xxx that is not 9000 neither",
    INITIALIZE,
    FETCH_AND_REPEAT,
    [...TO_CARD, ["00 C0 00 00 04", "93 02"]],
    "61 04",
  ],
  [
    "a warning with data is told",
    INITIALIZE,
    FETCH_AND_REPEAT,
    [...TO_CARD, ["00 C0 00 00 04", "C0 01 02 03 04 62 81"]],
    "01 02 03 04 62 81",
  ],
  [
    "but not where money moves",
    INITIALIZE,
    FETCH,
    [...TO_CARD, ["00 C0 00 00 04", "C0 01 02 03 04 62 81"]],
    "61 04",
  ],
  [
    "a card that announces more without end is asked once",
    INITIALIZE,
    FETCH,
    [...TO_CARD, ["00 C0 00 00 04", "61 04"]],
    "61 04",
  ],
  ["a refusal is told at once", INITIALIZE, FETCH, [["80 50 01 02 02", "69 82"]], "69 82"],
  [
    "data that comes at once are not lost for what follows them",
    "00 84 00 00 03",
    FETCH,
    [["00 84 00 00 03", "84 01 02 03 61 05"]],
    "01 02 03 61 05",
  ],
  [
    "6Cxx is met by the right Le",
    "00 B0 00 00 10",
    FETCH_AND_REPEAT,
    [
      ["00 B0 00 00 10", "6C 02"],
      ["00 B0 00 00 02", "B0 05 06 90 00"],
    ],
    "05 06 90 00",
  ],
  [
    "once",
    "00 B0 00 00 10",
    FETCH_AND_REPEAT,
    [
      ["00 B0 00 00 10", "6C 02"],
      ["00 B0 00 00 02", "6C 03"],
    ],
    "6C 03",
  ],
  [
    "and what is then announced is fetched",
    "00 B0 00 00 10",
    FETCH_AND_REPEAT,
    [
      ["00 B0 00 00 10", "6C 02"],
      ["00 B0 00 00 02", "61 01"],
      ["00 C0 00 00 01", "C0 07 90 00"],
    ],
    "07 90 00",
  ],
  [
    "6Cxx to a command that moves money is told",
    "80 54 01 00 10",
    FETCH,
    [["80 54 01 00 10", "6C 08"]],
    "6C 08",
  ],
  [
    "6Cxx to a command with data is told",
    INITIALIZE,
    FETCH_AND_REPEAT,
    [
      ["80 50 01 02 02", "50"],
      ["AA BB", "6C 04"],
    ],
    "6C 04",
  ],
  [
    "6Cxx to a command that asks for nothing too",
    "00 70 00 00",
    FETCH_AND_REPEAT,
    [["00 70 00 00 00", "6C 04"]],
    "6C 04",
  ],
  ["at TPDU level everything is told as it is", INITIALIZE, TPDU, TO_CARD, "61 04"],
];

test("what the host leaves to the reader is done once, and what could not be fetched is the host's again", (t) => {
  for (const [what, apdu, parameters, script, told] of ROWS) {
    const rig = rigWith(script);
    const [said, heard] = exchange(rig, apdu, parameters);
    t.is(said, block(told), what);
    t.is(heard, script.map(([each]) => each).join(" "), what);
    t.deepEqual(rig.crashes, []);
  }
});

test("in inverse convention the second header is inverted as the first", (t) => {
  // 3F 02 14 50 as its bits are on the line, with odd parity for the even one that the reader expects.
  const inverse = (text: string) =>
    hex(
      bytes(text).map((byte) =>
        Number.parseInt([...(byte ^ 0xff).toString(2).padStart(8, "0")].reverse().join(""), 2),
      ),
    );
  const script: Script = [
    ["00 B0 00 00 10", "6C 02"],
    ["00 B0 00 00 02", "61 01"],
    ["00 C0 00 00 01", "C0 07 90 00"],
  ];
  const rig = new Rig();
  const slot = rig.slots[0]!;
  slot.onReset = () => slot.say(bytes(inverse("3F 02 14 50")), -2);
  rig.open().ask(command(0x62, 0, 1, "01 00 00"), 200);
  rig.ask(AGREE);
  slot.received = [];
  saying(
    rig,
    script.map(([heard, say]) => [inverse(heard), inverse(say)] as const),
  );
  const [said, heard] = exchange(rig, "00 B0 00 00 10", FETCH_AND_REPEAT);
  t.is(said, block("07 90 00"));
  t.is(heard, inverse(script.map(([each]) => each).join(" ")));
});

test("256 bytes are fetched, and not one more", (t) => {
  const data = hex(Array.from({ length: 256 }, (_, index) => index));
  const script: Script = [
    ["80 50 01 02 02", "50"],
    ["AA BB", "61 00"],
    ["00 C0 00 00 00", `C0 ${data} 90 00`],
  ];
  t.is(exchange(rigWith(script), "80 50 01 02 02 AA BB 00", FETCH, 9, 900)[0], block(`${data} 90 00`));
});

test("255 bytes go in with an Le behind them, and the answer is fetched", (t) => {
  const data = hex(Array.from({ length: 255 }, (_, index) => index));
  const script: Script = [
    ["80 50 01 02 FF", "50"],
    [data, "61 02"],
    ["00 C0 00 00 02", "C0 0A 0B 90 00"],
  ];
  t.is(exchange(rigWith(script), `80 50 01 02 FF ${data} 02`, FETCH, 9, 900)[0], block("0A 0B 90 00"));
});

test("a frame that is repeated is answered again, and neither of its two commands goes out twice", (t) => {
  const rig = rigWith([...TO_CARD, ["00 C0 00 00 04", "C0 01 02 03 04 90 00"]]);
  const [first] = exchange(rig, INITIALIZE, FETCH);
  const [second, heard] = exchange(rig, INITIALIZE, FETCH);
  t.is(second, first);
  t.is(heard, "");
});

const FAILURES: readonly (readonly [what: string, act: (rig: Rig) => void, status: string])[] = [
  ["it falls silent", () => {}, "00 00 00"],
  ["its answer has a parity error", (rig) => rig.slots[0]!.say(bytes("C0 01 02 03 04 90 00"), 3), "00 00 00"],
  ["it breaks the protocol", (rig) => rig.slots[0]!.say(bytes("33 33")), "00 00 00"],
  ["it is taken out", (rig) => rig.slots[0]!.remove(), "02 00 00"],
];

test("a card that fails while its answer is fetched has done the command: 61xx is told", (t) => {
  for (const [what, act, status] of FAILURES) {
    const rig = rigWith(TO_CARD);
    rig.send(command(XFR_BLOCK, 0, 9, FETCH, INITIALIZE));
    rig.run(40);
    t.true(hex(rig.slots[0]!.received).endsWith("00 C0 00 00 04"), what);
    act(rig);
    rig.run(1300);
    t.is(rig.read().replace(/^(80 )+(?=03 06)/, ""), block("61 04", status), what);
    // What was kept for this command is not told of another.
    saying(rig, []);
    if (status !== "00 00 00") continue;
    rig.send(command(XFR_BLOCK, 0, 10, FETCH, "00 70 00 00"));
    rig.run(1300);
    t.is(rig.read().replace(/^(80 )+(?=03 06)/, ""), block("", "40 FE 00", 10), what);
  }
});

test("a command that its host gives up is not answered, and the next one not with its 61xx", (t) => {
  const rig = rigWith(TO_CARD);
  rig.send(command(XFR_BLOCK, 0, 9, FETCH, INITIALIZE));
  rig.run(40);
  t.is(rig.ask(command(XFR_BLOCK, 0, 10, FETCH, "00 70 00 00")), block("", "41 FE 00", 10));
});

test("a level that was not agreed on, or is agreed on no more, is refused before the card is asked", (t) => {
  const refused = block("", "40 08 00");
  const without = saying(new Rig().powered(), []);
  t.deepEqual(exchange(without, INITIALIZE, FETCH), [refused, ""]);
  const opened = rigWith([]);
  opened.ask(OPENING);
  t.deepEqual(exchange(opened, INITIALIZE, FETCH), [refused, ""]);
  const given = rigWith([]);
  t.is(
    given.ask(command(0x6b, 0, 3, "00 00 00", "44 4B 0A 01")),
    answer(0x83, 0, 3, "00 00 00", "44 4B 0A 01"),
  );
  t.deepEqual(exchange(given, INITIALIZE, FETCH_AND_REPEAT), [refused, ""]);
  for (const parameters of ["00 04 00", "00 00 01", "00 01 01"])
    t.deepEqual(exchange(rigWith([]), INITIALIZE, parameters), [refused, ""], parameters);
});

test("an Escape that names no level is refused, and changes nothing", (t) => {
  for (const payload of ["44 4B 0A", "44 4B 0A 04", "44 4B 0A FF", "44 4B 0A 00 00"]) {
    const rig = rigWith([...TO_CARD, ["00 C0 00 00 04", "C0 01 02 03 04 90 00"]]);
    t.is(rig.ask(command(0x6b, 0, 3, "00 00 00", payload)), answer(0x83, 0, 3, "40 0D 00"), payload);
    t.is(exchange(rig, INITIALIZE, FETCH)[0], block("01 02 03 04 90 00"), payload);
  }
});
