/**
 * PC_to_RDR_Secure (CCID 1.1, 6.1.11): a PIN typed on the keypad, and what becomes of it. Exchanges with stock drivers
 * byte for byte.
 */
import test from "ava";
import { answered, pinCard, RESPONSE, secure, VERIFY, withoutTimeRequests } from "./pin-pad.js";
import { bytes, command, framed, hex, Rig } from "./rig.js";

const PINPAD = "PICO_R1_3-pinpad";

test("verify as a stock driver asks for it: ASCII, confirm key, the card's answer comes back", (t) => {
  const rig = pinCard(new Rig({ firmware: PINPAD }).powered());
  rig.send(
    "03 06 69 1C 00 00 00 00 17 00 00 00 00 1E 82 04 00 08 04 02 01 09 04 00 00 00 00 00 20 00 01 08 FF FF FF FF FF FF FF FF D4",
  );
  rig.run(100);
  t.is(rig.read(), "80", "nothing but a time request until the PIN is there");
  rig.press("1234#").run(60);
  t.is(rig.read(), "03 06 69 00 00 00 00 00 17 00 00 00 7B 03 06 80 02 00 00 00 00 17 00 00 00 90 00 00");
  t.is(hex(rig.slots[0]!.received), "00 20 00 01 08 31 32 33 34 FF FF FF FF");
  t.deepEqual(rig.crashes, []);
});

test("cancel ends it with EF and time-out with F0, without a word to the card", (t) => {
  const rig = pinCard(new Rig().powered());
  rig.ask(secure(0x19, VERIFY));
  rig.press("12C").run(60);
  t.is(withoutTimeRequests(rig.read()), "03 06 80 00 00 00 00 00 19 40 EF 00 33");
  rig.ask(secure(0x1a, VERIFY));
  rig.run(31_000);
  t.is(withoutTimeRequests(rig.read()), "03 06 80 00 00 00 00 00 1A 40 F0 00 2F");
  t.deepEqual(rig.slots[0]!.received, []);
  t.is(rig.ask(command(0x65, 0, 9)), framed("81 00 00 00 00 00 09 00 00 00"), "the card is still active");
});

test("bTimeOut counts from the start, and from each key, to the next; 0 is the reader's 30 s", (t) => {
  for (const [timeOut, seconds] of [
    ["05", 5],
    ["00", 30],
  ] as const) {
    const rig = pinCard(new Rig().powered());
    rig.ask(secure(9, VERIFY.replace("00 1E", `00 ${timeOut}`)));
    for (const key of "123") {
      rig.run(1000 * seconds - 500);
      rig.press(key);
    }
    t.is(withoutTimeRequests(rig.read()), "", timeOut);
    rig.run(1000 * seconds + 100);
    t.is(withoutTimeRequests(rig.read()), answered(9, "", "40 F0 00"), timeOut);
  }
});

test("while somebody types, a time request every second keeps the host waiting", (t) => {
  const rig = pinCard(new Rig().powered());
  rig.send(secure(9, VERIFY));
  rig.run(10_070);
  t.is(rig.read(), new Array(11).fill("80").join(" "));
});

test("the display asks in words and shows a star for each digit; both are gone when the entry is over", (t) => {
  const rig = pinCard(new Rig().powered());
  rig.ask(secure(9, VERIFY.replace("82 04", "82 08")));
  t.deepEqual(rig.panel.lines, ["输入密码 PIN", "验证"]);
  rig.press("12");
  t.deepEqual(rig.panel.lines, ["输入密码 PIN", "验证**"]);
  rig.press("*3456");
  t.deepEqual(rig.panel.lines, ["输入密码 PIN", "验证*****"]);
  rig.press("#");
  t.deepEqual(rig.panel.lines, ["", ""]);
  t.is(hex(rig.slots[0]!.received), "00 20 00 01 08 31 33 34 35 36 FF FF FF");
});

test("bNumberMessage 0 leaves the host's own words on the first line", (t) => {
  const rig = pinCard(new Rig().powered());
  rig.ask(command(0x6b, 0, 3, "00 00 00", `44 4B 02 04 ${hex(Buffer.from("Pay 12.50"))}`));
  rig.ask(secure(9, VERIFY.replace("02 01 09 04", "02 00 09 04")));
  rig.press("123");
  t.deepEqual(rig.panel.lines, ["Pay 12.50", "验证***"]);
  rig.press("C");
  t.deepEqual(rig.panel.lines, ["Pay 12.50", ""]);
});

test("the texts of a host take the place of the reader's, in every persona", (t) => {
  const rig = pinCard(new Rig().powered());
  const texts = ["Enter PIN", "New PIN", "Confirm PIN", "PIN OK", "", "", "", "", "", ""];
  const strings = hex(Buffer.from(texts.map((text) => text.padEnd(16)).join("")));
  t.is(
    rig.ask(command(0x6b, 0, 4, "00 00 00", `B2 A0 00 4D 4C ${strings}`)),
    framed("83 00 00 00 00 00 04 00 00 00"),
  );
  rig.ask(secure(9, VERIFY));
  t.deepEqual(rig.panel.lines, ["Enter PIN", "验证"]);
});

test("the confirm key takes no PIN that is too short, and digits beyond the longest are not taken", (t) => {
  const rig = pinCard(new Rig().powered());
  rig.ask(secure(9, VERIFY));
  rig.press("123#");
  t.is(withoutTimeRequests(rig.read()), "");
  rig.press("4#").run(60);
  t.is(withoutTimeRequests(rig.read()), answered(9, RESPONSE));
  rig.slots[0]!.received = [];
  rig.ask(secure(10, VERIFY.replace("82 04", "82 08")));
  rig.press("1234567890#").run(60);
  t.is(hex(rig.slots[0]!.received), "00 20 00 01 08 31 32 33 34 35 36 37 38");
});

const CONDITIONS: readonly [rule: string, condition: string, keys: string, waitMs: number, pin: string][] = [
  ["maximum reached", "01", "12345678", 0, "31 32 33 34 35 36 37 38"],
  ["maximum reached: the confirm key does nothing", "01", "1234#5678", 0, "31 32 33 34 35 36 37 38"],
  ["time-out", "04", "12345", 31_000, "31 32 33 34 35 FF FF FF"],
  ["confirm key or maximum: the key", "03", "1234#", 0, "31 32 33 34 FF FF FF FF"],
  ["confirm key or maximum: the maximum", "03", "12345678", 0, "31 32 33 34 35 36 37 38"],
  ["any: time-out", "07", "1234", 31_000, "31 32 33 34 FF FF FF FF"],
  ["none named counts as the confirm key", "00", "1234#", 0, "31 32 33 34 FF FF FF FF"],
];
for (const [rule, condition, keys, waitMs, pin] of CONDITIONS) {
  test(`bEntryValidationCondition ${condition}, ${rule}`, (t) => {
    const rig = pinCard(new Rig().powered());
    rig.ask(secure(9, VERIFY.replace("82 04", "82 08").replace("02 01 09 04", `${condition} 01 09 04`)));
    rig.press(keys).run(waitMs + 60);
    t.is(withoutTimeRequests(rig.read()), answered(9, RESPONSE));
    t.is(hex(rig.slots[0]!.received), `00 20 00 01 08 ${pin}`);
  });
}

test("time-out validates no PIN that is too short: F0", (t) => {
  const rig = pinCard(new Rig().powered());
  rig.ask(secure(9, VERIFY.replace("02 01 09 04", "07 01 09 04")));
  rig.press("123").run(31_000);
  t.is(withoutTimeRequests(rig.read()), answered(9, "", "40 F0 00"));
});

test("a block of no fixed size: Lc is the PIN's, and a template without Lc gets one", (t) => {
  for (const template of ["00 20 00 81 00", "00 20 00 81"]) {
    const rig = pinCard(new Rig().powered());
    rig.ask(secure(9, `00 1E 82 00 00 0F 06 02 01 09 04 00 00 00 00 ${template}`));
    rig.press("648219#").run(60);
    t.is(hex(rig.slots[0]!.received), "00 20 00 81 06 36 34 38 32 31 39");
  }
});

test("without a digit, where that is allowed, the command has no data: case 1", (t) => {
  const rig = pinCard(new Rig().powered(), [], "63 C3");
  rig.ask(secure(9, "00 1E 82 00 00 0F 00 02 01 09 04 00 00 00 00 00 20 00 81 00"));
  rig.press("#").run(60);
  t.is(hex(rig.slots[0]!.received), "00 20 00 81 00");
  t.is(withoutTimeRequests(rig.read()), answered(9, "63 C3"));
});

test("what the card answers is not the reader's business: 63C2 comes back as it is", (t) => {
  const rig = pinCard(new Rig().powered(), [0x20], "63 C2");
  rig.ask(secure(9, VERIFY));
  rig.press("0000#").run(60);
  t.is(withoutTimeRequests(rig.read()), answered(9, "63 C2"));
});

const REFUSED: readonly [what: string, payload: string, error: string][] = [
  ["a bPINOperation that is neither verify nor modify", VERIFY.replace("00 1E", "02 1E"), "0A"],
  ["a format that does not exist", VERIFY.replace("82 04", "83 04"), "0C"],
  ["a block that is longer than the data", VERIFY.replace("82 04", "82 09"), "0C"],
  ["more digits at least than at most", VERIFY.replace("08 04 02", "04 08 02"), "0F"],
  ["more digits at least than the block holds", VERIFY.replace("08 04 02", "08 05 02"), "0F"],
  ["no digit at most", VERIFY.replace("08 04 02", "00 00 02"), "0F"],
  [
    "more digits than the reader takes",
    VERIFY.replace("82 04", "82 00").replace("08 04 02", "20 11 02"),
    "0F",
  ],
  ["a condition that does not exist", VERIFY.replace("02 01 09", "08 01 09"), "11"],
  ["an APDU shorter than its Lc", VERIFY.slice(0, -3), "01"],
  ["an APDU longer than its Lc", `${VERIFY} 00`, "01"],
  ["no APDU", VERIFY.slice(0, 44), "01"],
  ["no structure", "00", "01"],
  ["nothing", "", "01"],
];
for (const [what, payload, error] of REFUSED) {
  test(`${what} is refused at once with bError ${error}, and nobody is asked`, (t) => {
    const rig = pinCard(new Rig().powered());
    t.is(rig.ask(secure(9, payload)), answered(9, "", `40 ${error} 00`));
    t.deepEqual(rig.panel.lines, ["", ""]);
    t.is(rig.ask(command(0x65, 0, 10)), framed("81 00 00 00 00 00 0A 00 00 00"));
  });
}

test("without an active card, or with a wLevelParameter, Secure fails as XfrBlock does", (t) => {
  const rig = pinCard(new Rig().powered());
  t.is(rig.ask(command(0x69, 0, 9, "00 01 00", VERIFY)), answered(9, "", "40 08 00"));
  rig.ask(command(0x63, 0, 10));
  t.is(rig.ask(secure(11, VERIFY)), answered(11, "", "41 FE 00"));
});

test("a key counts once however long it is held, and not when it was down before", (t) => {
  const rig = pinCard(new Rig().powered());
  rig.keypad.setContact("9", true);
  rig.ask(secure(9, VERIFY));
  rig.run(500);
  t.is(rig.panel.lines[1], "验证");
  rig.keypad.setContact("9", false);
  rig.run(60);
  rig.keypad.setContact("1", true);
  rig.run(5000);
  t.is(rig.panel.lines[1], "验证*");
});

test("contacts that bounce, and two keys at once, make no digit of their own", (t) => {
  const rig = pinCard(new Rig().powered());
  rig.ask(secure(9, VERIFY));
  for (const isClosed of [true, false, true, false, true]) {
    rig.keypad.setContact("1", isClosed);
    rig.run(3);
  }
  rig.run(60);
  t.is(rig.panel.lines[1], "验证*");
  rig.keypad.setContact("5", true);
  rig.run(200);
  rig.keypad.setContact("5", false);
  rig.run(60);
  t.is(rig.panel.lines[1], "验证*", "the second key while the first was held");
  rig.keypad.setContact("1", false);
  rig.run(60);
  rig.press("2");
  t.is(rig.panel.lines[1], "验证**");
});

test("outside of an entry nobody looks at the keypad", (t) => {
  const rig = pinCard(new Rig().powered());
  let looks = 0;
  rig.keypad.onStrobe(() => looks++);
  rig.press("1234#");
  t.is(looks, 0);
  rig.ask(secure(9, VERIFY));
  t.true(looks > 0);
  rig.press("C");
  looks = 0;
  rig.run(1000);
  t.is(looks, 0);
});

test("T=1: the prologue of the host, LEN and EDC by the reader, and the whole block of the card comes back", (t) => {
  const rig = pinCard(new Rig().powered("3B 80 81 01 00"), [], "", "00 40 02 90 00 D2", 17);
  rig.ask(secure(9, VERIFY.replace("00 00 00 00 00 20", "00 00 40 0D 00 20")));
  rig.press("1234#").run(60);
  const block = [0x00, 0x40, 0x0d, ...bytes("00 20 00 01 08 31 32 33 34 FF FF FF FF")];
  t.is(hex(rig.slots[0]!.received), hex([...block, block.reduce((sum, byte) => sum ^ byte)]));
  t.is(withoutTimeRequests(rig.read()), answered(9, "00 40 02 90 00 D2", "00 00 00"));
});

test("T=1 with a block of no fixed size: LEN is that of the command as it became", (t) => {
  const rig = pinCard(new Rig().powered("3B 80 81 01 00"), [], "", "00 40 02 90 00 D2", 13);
  rig.ask(secure(9, "00 1E 82 00 00 08 04 02 01 09 04 00 00 40 05 00 20 00 01 00"));
  rig.press("1234#").run(60);
  t.true(hex(rig.slots[0]!.received).startsWith("00 40 09 00 20 00 01 04 31 32 33 34"));
});
