/** Blocks of T=1 (ISO/IEC 7816-3, 11.3 and 11.4) through XfrBlock, their parameters, and PPS for T=1. */
import test from "ava";
import { bytes, command, framed, hex, Rig } from "./rig.js";

/** T=1 only; IFSC 254, BWI 0, CWI 5: a block waiting time of 94.6 ms, a character waiting time of 4.2 ms. */
const ATR_T1 = withTck("3B 80 81 31 FE 05");
const BLOCK = "00 00 04 80 10 00 00 94";
const ANSWER = "00 00 02 90 00 92";
const ETU_MS = 372 / 3818.181;
const BWT_MS = 11 * ETU_MS + (960 * 372) / 3818.181;

function withTck(text: string): string {
  return `${text} ${hex([
    bytes(text)
      .slice(1)
      .reduce((sum, byte) => sum ^ byte, 0),
  ])}`;
}

function answered(payload: string, status = "00 00 00", type = "80"): string {
  const data = bytes(payload);
  return framed(`${type} ${hex([data.length & 255, data.length >> 8])} 00 00 00 09 ${status} ${payload}`);
}

function xfr(block: string, bBWI = "00"): string {
  return command(0x6f, 0, 9, `${bBWI} 00 00`, block);
}

/** The card says this when it has so many characters. */
function cardSays(rig: Rig, count: number, text: string, badAt?: number): void {
  const slot = rig.slots[0]!;
  slot.onCharacter = () => {
    if (slot.received.length === count) slot.say(bytes(text), badAt);
  };
}

/** Without the time requests before it. */
function frameOf(said: string): string {
  return said.replace(/^(80 )+(?=03 06)/, "");
}

test("a block goes to the card as it is, and its answer to the host as it is", (t) => {
  const rig = new Rig().powered(ATR_T1);
  cardSays(rig, 8, ANSWER);
  t.is(rig.ask(xfr(BLOCK)), answered(ANSWER));
  t.is(hex(rig.slots[0]!.received), BLOCK);
});

test("whether the EDC is right is the host's business, both ways", (t) => {
  const rig = new Rig().powered(ATR_T1);
  cardSays(rig, 8, "00 00 02 90 00 00");
  t.is(rig.ask(xfr("00 00 04 80 10 00 00 00")), answered("00 00 02 90 00 00"));
});

test("the longest block, and a block without information", (t) => {
  const rig = new Rig().powered(ATR_T1);
  const inf = hex(Array.from({ length: 254 }, (_, index) => index));
  cardSays(rig, 258, `00 40 FE ${inf} 77`);
  t.is(frameOf(rig.ask(xfr(`00 00 FE ${inf} 11`), 800)), answered(`00 40 FE ${inf} 77`));
  rig.slots[0]!.received = [];
  cardSays(rig, 4, "00 90 00 90");
  t.is(rig.ask(command(0x6f, 0, 9, "00 00 00", "00 80 00 80")), answered("00 90 00 90"));
});

test("with CRC (TC3) the EDC has two bytes", (t) => {
  const rig = new Rig().powered(withTck("3B 80 81 71 FE 05 01"));
  cardSays(rig, 9, "00 00 02 90 00 12 34");
  t.is(rig.ask(xfr(`${BLOCK} 00`)), answered("00 00 02 90 00 12 34"));
  t.is(rig.ask(xfr(BLOCK)), answered("", "40 01 00"));
});

test("what is no block is refused with bError 1, NAD FF with bError 10, and nothing reaches the card", (t) => {
  const rig = new Rig().powered(ATR_T1);
  for (const block of ["00", "00 00", "00 00 00", "00 00 04 80 10 00 00", "00 00 00 00 00"]) {
    t.is(rig.ask(xfr(block)), answered("", "40 01 00"), block);
  }
  t.is(rig.ask(xfr("FF 00 00 FF")), answered("", "40 0A 00"));
  t.deepEqual(rig.slots[0]!.received, []);
});

test("a card that says nothing within BWT is mute: FE, not before and not much later", (t) => {
  const rig = new Rig().powered(ATR_T1);
  const slot = rig.slots[0]!;
  let sentMs = 0;
  slot.onCharacter = () => {
    sentMs = rig.clock.nowMs();
  };
  t.is(frameOf(rig.ask(xfr(BLOCK), 400)), answered("", "40 FE 00"));
  const afterMs = rig.lastByteMs - sentMs;
  t.true(afterMs >= BWT_MS && afterMs < BWT_MS + 40, `${afterMs} ms`);
});

test("bBWI multiplies the block waiting time (CCID 6.1.4)", (t) => {
  const rig = new Rig().powered(ATR_T1);
  const slot = rig.slots[0]!;
  slot.onCharacter = () => {
    if (slot.received.length === 8) rig.clock.after(4.5 * BWT_MS, () => slot.say(bytes(ANSWER)));
  };
  t.is(frameOf(rig.ask(xfr(BLOCK, "05"), 700)), answered(ANSWER));
  slot.received = [];
  t.is(frameOf(rig.ask(command(0x6f, 0, 9, "02 00 00", BLOCK), 700)), answered("", "40 FE 00"));
});

test("the host is kept waiting by time requests meanwhile", (t) => {
  const rig = new Rig().powered(withTck("3B 80 81 31 FE 55"));
  t.regex(rig.ask(xfr(BLOCK), 2000), /^80 80( 80)*$/);
});

test("a block that stops for longer than CWT is spoilt, not mute: FD", (t) => {
  for (const part of ["00", "00 00", "00 00 02", "00 00 02 90 00"]) {
    const rig = new Rig().powered(ATR_T1);
    cardSays(rig, 8, part);
    t.is(frameOf(rig.ask(xfr(BLOCK), 300)), answered("", "40 FD 00"), part);
  }
});

test("a character of wrong parity spoils the block, which is received to its end: FD, then the next one", (t) => {
  for (const at of [0, 2, 5]) {
    const rig = new Rig().powered(ATR_T1);
    cardSays(rig, 8, ANSWER, at);
    t.is(rig.ask(xfr(BLOCK)), answered("", "40 FD 00"), `character ${at}`);
    rig.slots[0]!.received = [];
    cardSays(rig, 4, ANSWER);
    t.is(rig.ask(command(0x6f, 0, 9, "00 00 00", "00 81 00 81")), answered(ANSWER));
  }
});

test("characters behind the end of a block are dropped, also more than the reader has room for", (t) => {
  const rig = new Rig().powered(ATR_T1);
  cardSays(rig, 8, `${ANSWER} 01 02 03`);
  t.is(rig.ask(xfr(BLOCK)), answered(ANSWER));
  rig.slots[0]!.received = [];
  cardSays(rig, 4, `00 00 FF ${hex(new Array(400).fill(0x55))}`);
  const frame = frameOf(rig.ask(command(0x6f, 0, 9, "00 00 00", "00 81 00 81"), 1000));
  t.is(frame, answered(`00 00 FF ${hex(new Array(256).fill(0x55))}`));
  t.deepEqual(rig.crashes, []);
});

test("GetParameters tells protocol 1 and its seven bytes, from the ATR", (t) => {
  const rows: [string, string][] = [
    [ATR_T1, "11 10 00 05 00 FE 00"],
    [withTck("3B 80 01"), "11 10 00 4D 00 20 00"],
    [withTck("3B C0 FF 81 71 40 35 01"), "11 11 FF 35 00 40 00"],
    [withTck("3B 90 95 91 01 31 40 35"), "95 10 00 35 00 40 00"],
    [withTck("3B 80 81 9F 10 31 80 45"), "11 10 00 45 00 80 00"],
  ];
  for (const [atr, structure] of rows) {
    const rig = new Rig().powered(atr);
    t.is(rig.ask(command(0x6c, 0, 9)), answered(structure, "00 00 01", "82"), atr);
  }
});

test("SetParameters for T=1: refused bytes are pointed at, and then nothing has changed", (t) => {
  const rig = new Rig().powered(ATR_T1);
  const rows: [string, string][] = [
    ["1A 10 00 4D 00 20 00", "40 0A 01"],
    // 372 / 64 cycles: 657 kbit/s, beyond this board.
    ["17 10 00 4D 00 20 00", "40 0A 01"],
    ["11 10 00 AD 00 20 00", "40 0D 01"],
    ["11 10 00 4D 00 00 00", "40 0F 01"],
    ["11 10 00 4D 00 FF 00", "40 0F 01"],
    ["11 10 00 4D 00", "40 01 01"],
  ];
  for (const [structure, status] of rows) {
    t.is(rig.ask(command(0x61, 0, 9, "01 00 00", structure)), answered("", status, "82"), structure);
    t.is(rig.ask(command(0x6c, 0, 9)), answered("11 10 00 05 00 FE 00", "00 00 01", "82"));
  }
});

test("SetParameters for T=1 sets speed and waiting times; ResetParameters brings the defaults of T=1 back", (t) => {
  const rig = new Rig().powered(ATR_T1);
  const structure = "96 11 FF 45 00 FE 00";
  t.is(rig.ask(command(0x61, 0, 9, "01 00 00", structure)), answered(structure, "00 00 01", "82"));
  t.deepEqual(rig.slots[0]!.format, { baud: Math.round(3818181 / 16), parity: "even", stopBits: 1 });
  t.is(rig.ask(command(0x6d, 0, 9)), answered("11 10 00 4D 00 20 00", "00 00 01", "82"));
  t.is(rig.slots[0]!.format.baud, 10264);
});

test("a card that offers both is spoken to over T=1 once SetParameters says so", (t) => {
  const rig = new Rig().powered(withTck("3B 80 80 31 FE 05"));
  t.is(rig.ask(command(0x6c, 0, 9)), answered("11 00 00 0A 00", "00 00 00", "82"));
  rig.ask(command(0x61, 0, 10, "01 00 00", "11 10 00 05 00 FE 00"));
  cardSays(rig, 8, ANSWER);
  t.is(rig.ask(xfr(BLOCK)), answered(ANSWER));
});

test("22 etu lie between the card's last character and the next block (11.4.3)", (t) => {
  const rig = new Rig().powered(ATR_T1);
  const slot = rig.slots[0]!;
  let spokenMs = 0;
  let firstMs = 0;
  slot.onCharacter = () => {
    if (slot.received.length === 1) firstMs = rig.clock.nowMs();
    if (slot.received.length !== 8) return;
    slot.say(bytes(ANSWER));
    spokenMs ||= rig.clock.nowMs() + 6 * 12 * ETU_MS;
  };
  rig.ask(xfr(BLOCK));
  slot.received = [];
  rig.ask(command(0x6f, 0, 10, "00 00 00", BLOCK));
  // Both instants are the ends of characters of 12 etu.
  t.true(firstMs - spokenMs >= 22 * ETU_MS);
});

test("a PPS for T=1 goes to the card as it is, and only right after the reset", (t) => {
  const rig = new Rig().powered(withTck("3B 90 96 81 31 FE 05"));
  cardSays(rig, 4, "FF 11 96 78");
  t.is(rig.ask(xfr("FF 11 96 78")), answered("FF 11 96 78"));
  rig.ask(command(0x61, 0, 10, "01 00 00", "96 10 00 05 00 FE 00"));
  rig.slots[0]!.received = [];
  cardSays(rig, 8, ANSWER);
  t.is(rig.ask(xfr(BLOCK)), answered(ANSWER));
  t.is(rig.ask(xfr("FF 11 96 78")), answered("", "40 01 00"));
});

test("a PPS is waited for as long as an answer to reset, whatever BWT is: 9600 etu (9.1)", (t) => {
  const rig = new Rig().powered(ATR_T1);
  const slot = rig.slots[0]!;
  slot.onCharacter = () => {
    if (slot.received.length === 4) rig.clock.after(9000 * ETU_MS, () => slot.say(bytes("FF 11 96 78")));
  };
  t.is(frameOf(rig.ask(xfr("FF 11 96 78"), 1200)), answered("FF 11 96 78"));
});
