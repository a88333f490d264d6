import {
  doesButAnswers,
  muteAfter,
  muteBefore,
  refuses,
  wrongProcedureByte,
} from "@duka/simulator/line/card-faults";
import test from "ava";
import { ETU_MS, hex, scriptedReader, tableChip } from "./scripted-reader.js";

const ANSWERS = {
  "00 84 00 00 04": "01 02 03 04 90 00",
  "00 84 00 00 08": "01 02 03 04 90 00",
  "00 84 00 00 00": "01 02 03 04 90 00",
  "00 20 00 00 00": "63 C3",
  "00 DA 00 00 02 AA BB": "90 00",
  "80 50 00 00 02 AA BB": "11 22 33 44 55 90 00",
  "00 DA 00 00 00": "67 00",
};

function active(answers: { readonly [command: string]: string } = ANSWERS) {
  const reader = scriptedReader();
  const { chip, log } = tableChip(answers);
  reader.socket.insert(chip);
  reader.powerOn();
  return { ...reader, log };
}

test("case 1: a header with P3 00 gets its status word and no procedure byte", (t) => {
  t.is(active().send("00 20 00 00 00"), "63 C3");
});

test("case 2: ACK, data, status word; another Le than the data has gets 6Cxx", (t) => {
  const reader = active();
  t.is(reader.send("00 84 00 00 04"), "84 01 02 03 04 90 00");
  t.is(reader.send("00 84 00 00 08"), "6C 04");
  t.is(reader.send("00 84 00 00 00"), "6C 04");
});

test("case 2 with 256 bytes: Le 00 is right", (t) => {
  const data = hex(new Uint8Array(256).fill(0x5a));
  const reader = active({ "00 B0 00 00 00": `${data} 90 00` });
  t.is(reader.send("00 B0 00 00 00"), `B0 ${data} 90 00`);
});

test("case 3: ACK after the header, then data, then the status word", (t) => {
  const reader = active();
  t.is(reader.send("00 DA 00 00 02"), "DA");
  t.is(reader.send("AA BB"), "90 00");
  t.deepEqual(reader.log, ["reset", "00 DA 00 00 02 AA BB"]);
  t.is(reader.send("00 DA 00 00 00"), "67 00");
});

test("case 4: 61xx, and GET RESPONSE fetches the data, in pieces if asked so", (t) => {
  const reader = active();
  reader.send("80 50 00 00 02");
  t.is(reader.send("AA BB"), "61 05");
  t.is(reader.send("00 C0 00 00 06"), "6C 05");
  t.is(reader.send("00 C0 00 00 02"), "C0 11 22 61 03");
  t.is(reader.send("80 C0 00 00 03"), "C0 33 44 55 90 00");
  t.is(reader.send("00 C0 00 00 03"), "69 85");
});

test("another command throws away what GET RESPONSE would have fetched", (t) => {
  const reader = active();
  reader.send("80 50 00 00 02");
  reader.send("AA BB");
  reader.send("00 20 00 00 00");
  t.is(reader.send("00 C0 00 00 05"), "69 85");
});

test("INS 6X and 9X cannot be told from a status word, so no card knows them", (t) => {
  const reader = active();
  t.is(reader.send("00 64 00 00 00"), "6D 00");
  t.is(reader.send("00 90 00 00 00"), "6D 00");
});

test("ACK one asks for and gives one byte at a time", (t) => {
  const reader = active();
  reader.socket.behave({ acknowledge: "one" });
  t.is(reader.send("00 DA 00 00 02"), "25");
  t.is(reader.send("AA"), "25");
  t.is(reader.send("BB"), "90 00");
  t.is(reader.send("00 84 00 00 04"), "7B 01 7B 02 7B 03 7B 04 90 00");
});

test("while the chip computes, NULL bytes come before the waiting time is over", (t) => {
  const reader = active();
  const waitingTimeMs = 9600 * ETU_MS;
  reader.socket.behave({ computeMs: 3 * waitingTimeMs });
  reader.uart.transmit(new Uint8Array([0x00, 0x84, 0x00, 0x00, 0x04]));
  const heard = reader.take(waitingTimeMs).slice(5);
  t.regex(hex(heard.map(({ byte }) => byte)), /^(60 ){5,6}84 01 02 03 04 90 00$/);
  for (const [at, { atMs }] of heard.entries()) {
    if (at > 0) t.true(atMs - heard[at - 1]!.atMs < waitingTimeMs);
  }
  reader.socket.behave({ computeMs: (command) => (command[1] === 0x20 ? 10 : 0) });
  const startMs = reader.clock.nowMs();
  reader.uart.transmit(new Uint8Array([0x00, 0x20, 0x00, 0x00, 0x00]));
  const sw1 = reader.take()[5]!;
  t.true(Math.abs(sw1.atMs - startMs - (4 * 12 + 11 + 11) * ETU_MS - 10) < 1e-9);
});

test("the card's characters are 12 etu apart, and 16 etu follow the reader's last one", (t) => {
  const reader = active();
  const startMs = reader.clock.nowMs();
  reader.uart.transmit(new Uint8Array([0x00, 0x84, 0x00, 0x00, 0x04]));
  const edges = reader.take().map(({ atMs }) => Math.round((atMs - startMs) / ETU_MS) - 11);
  t.deepEqual(edges, [0, 12, 24, 36, 48, 64, 76, 88, 100, 112, 124, 136]);
  t.deepEqual(reader.socket.violations(), []);
});

test("a reader that is too early after the card, or too fast for TC1, is written down", (t) => {
  const reader = scriptedReader();
  // TC1: 12 + 3 etu between the reader's characters.
  reader.socket.insert(tableChip(ANSWERS, "3B 42 03 14 50").chip);
  t.is(reader.powerOn(), "3B 42 03 14 50");
  reader.uart.transmit(new Uint8Array([0x00, 0x84]));
  reader.take();
  t.regex(reader.socket.violations().join(), /guard time: 12 etu, 15 needed/);
  reader.socket.onCharacter((direction) => {
    if (direction === "to-reader") reader.uart.transmit(new Uint8Array([0x00]));
    return undefined;
  });
  reader.uart.transmit(new Uint8Array([0x00, 0x00, 0x04]));
  reader.take();
  t.regex(reader.socket.violations().join(), /turn: 11 etu after the card, 16 needed/);
});

test("the card waits on for a character that came with wrong parity", (t) => {
  const reader = active();
  reader.setup(1000 / ETU_MS, "odd");
  t.is(reader.send("00 84 00 00 04"), "");
  reader.setup(1000 / ETU_MS, "even");
  t.is(reader.send("00 84 00 00 04"), "84 01 02 03 04 90 00");
});

test("at a wrong speed neither side understands the other", (t) => {
  const reader = active();
  reader.setup(4 * (1000 / ETU_MS));
  t.not(reader.send("00 84 00 00 04"), "84 01 02 03 04 90 00");
  t.false(reader.log.includes("00 84 00 00 04"));
});

test("CLA FF is reserved for PPS: after the first command the card falls silent", (t) => {
  const reader = active();
  reader.send("00 84 00 00 04");
  t.is(reader.send("FF 10 96 79 00"), "");
  t.is(reader.powerOn(), "3B 02 14 50");
});

test("a card of the inverse convention begins with 3F, which an even UART hears as 03 with a parity error", (t) => {
  const reader = scriptedReader();
  reader.socket.behave({ inverseConvention: true });
  reader.socket.insert(tableChip(ANSWERS).chip);
  reader.rst.drive(0);
  reader.vcc.drive(1);
  reader.clk.clock(3_720_000);
  reader.clock.runUntil(1);
  reader.rst.drive(1);
  const [ts] = reader.take();
  t.is(ts?.byte, 0x03);
  t.true(ts?.parityError);
  reader.setup(1000 / ETU_MS, "odd");
  const turned = (byte: number) =>
    Number.parseInt([...(byte ^ 0xff).toString(2).padStart(8, "0")].reverse().join(""), 2);
  reader.uart.transmit(new Uint8Array([0x00, 0x84, 0x00, 0x00, 0x04].map(turned)));
  const heard = reader.take();
  t.true(heard.every(({ parityError }) => !parityError));
  t.is(hex(heard.map(({ byte }) => turned(byte))), "00 84 00 00 04 84 01 02 03 04 90 00");
});

test("hooks see every character of both directions and may drop, garble or replace it", (t) => {
  const reader = active();
  const seen: string[] = [];
  const remove = reader.socket.onCharacter((direction, byte, index) => {
    seen.push(`${direction} ${index} ${hex([byte])}`);
    if (direction === "to-card") return index === 4 ? 0x08 : undefined;
    return ([undefined, "drop"] as const)[index];
  });
  t.is(reader.send("00 84 00 00 04"), "6C");
  t.deepEqual(seen.slice(4), ["to-card 4 04", "to-reader 0 6C", "to-reader 1 04"]);
  remove();
  reader.socket.onCharacter((direction, _byte, index) =>
    direction === "to-reader" && index === 2 ? "garble" : undefined,
  );
  reader.uart.transmit(new Uint8Array([0x00, 0x84, 0x00, 0x00, 0x04]));
  t.deepEqual(
    reader
      .take()
      .slice(5)
      .map(({ parityError }) => parityError),
    [false, false, true, false, false, false, false],
  );
});

test("a hook may pull the card at any character: it is not delivered, and nothing follows", (t) => {
  for (let at = 0; at < 12; at++) {
    const reader = active();
    let count = 0;
    reader.socket.onCharacter(() => {
      if (count++ === at) reader.socket.remove();
      return undefined;
    });
    reader.uart.transmit(new Uint8Array([0x00, 0x84, 0x00, 0x00, 0x04]));
    const heard = reader.take();
    t.is(heard.length, Math.max(5, at), `card pulled at character ${at}`);
    t.deepEqual(reader.log, at < 5 ? ["reset", "off"] : ["reset", "00 84 00 00 04", "off"]);
  }
});

test("named faults strike their command alone", (t) => {
  const reader = active();
  reader.socket.behave(refuses(0x84, 0x6581));
  t.is(reader.send("00 84 00 00 04"), "65 81");
  t.is(reader.send("00 20 00 00 00"), "63 C3");
  t.deepEqual(reader.log.splice(0), ["reset", "00 20 00 00 00"]);
  reader.socket.behave(doesButAnswers(0x84, 0x6f00));
  t.is(reader.send("00 84 00 00 04"), "6F 00");
  t.is(reader.send("00 20 00 00 00"), "63 C3");
  t.deepEqual(reader.log.splice(0), ["00 84 00 00 04", "00 20 00 00 00"]);
  reader.socket.behave(muteBefore(0x84));
  t.is(reader.send("00 20 00 00 00"), "63 C3");
  t.is(reader.send("00 84 00 00 04"), "");
  t.is(reader.send("00 20 00 00 00"), "");
  reader.powerOn();
  reader.socket.behave(muteAfter(0x84));
  t.is(reader.send("00 20 00 00 00"), "63 C3");
  t.is(reader.send("00 84 00 00 04"), "");
  t.true(reader.log.includes("00 84 00 00 04"));
  reader.powerOn();
  reader.socket.behave(wrongProcedureByte(0x42));
  t.is(reader.send("00 84 00 00 04"), "42 01 02 03 04 90 00");
});

test("two that send at once spoil each other's characters", (t) => {
  const reader = active();
  reader.uart.transmit(new Uint8Array([0x00, 0x84, 0x00, 0x00, 0x04]));
  reader.clock.runUntil(reader.clock.nowMs() + 64.5 * ETU_MS);
  reader.uart.transmit(new Uint8Array([0x55]));
  const heard = reader.take();
  t.true(heard[5]?.parityError);
  t.true(heard[6]?.parityError);
});

test("I/O held low by the reader loses every character, and reads as a zero without stop bit", (t) => {
  const reader = active();
  const { tx } = reader.socket.wires;
  reader.uart.transmit(new Uint8Array([0x00, 0x84, 0x00, 0x00, 0x04]));
  reader.clock.runUntil(reader.clock.nowMs() + 30 * ETU_MS);
  tx.drive(0);
  t.is(tx.read(), 0);
  const heard = reader.take();
  t.deepEqual(
    heard.map(({ byte, parityError }) => [byte, parityError]),
    [
      [0x00, false],
      [0x84, false],
      [0x00, true],
    ],
  );
  reader.setup(1000 / ETU_MS);
  t.is(tx.read(), 1);
  t.is(reader.powerOn(), "3B 02 14 50");
});
