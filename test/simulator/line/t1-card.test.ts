/**
 * The card's side of T=1, block by block in literal bytes (ISO/IEC 7816-3, clause 11), against a reader that knows no
 * protocol.
 */
import { withInterface } from "@duka/simulator/line/card-interface";
import test from "ava";
import { CLOCK_HZ, ETU_MS, hex, scriptedReader, tableChip, unhex } from "./scripted-reader.js";

const ANSWERS = {
  "00 84 00 00 04": "01 02 03 04 90 00",
  "00 84 00 00 02": "01 02 03 04 90 00",
  "00 20 00 00 00": "63 C3",
  "00 DA 00 00 02 AA BB": "90 00",
  "80 50 00 00 02 AA BB": "11 22 33 44 55 90 00",
  "00 B0 00 00 28": `${hex(new Uint8Array(40).fill(0x5a))} 90 00`,
};

/** The EDC of a block in hex. */
function block(text: string): string {
  const body = unhex(text);
  return hex([...body, body.reduce((sum, byte) => sum ^ byte)]);
}

function active(more = {}) {
  const reader = scriptedReader();
  const { chip, log } = tableChip(ANSWERS);
  reader.socket.insert(withInterface(chip, { protocol: "T=1", waiting: 0x05, ...more }));
  reader.powerOn();
  const say = (text: string) => reader.send(block(text));
  return { ...reader, log, say };
}

test("commands of every case, N(S) counting on both sides (11.6.2.1, 12.3)", (t) => {
  const { say, log } = active();
  t.is(say("00 00 04 00 20 00 00"), block("00 00 02 63 C3"));
  t.is(say("00 40 05 00 84 00 00 04"), block("00 40 06 01 02 03 04 90 00"));
  t.is(say("00 00 07 00 DA 00 00 02 AA BB"), block("00 00 02 90 00"));
  t.is(say("00 40 08 80 50 00 00 02 AA BB 00"), block("00 40 07 11 22 33 44 55 90 00"));
  t.is(say("00 00 08 80 50 00 00 02 AA BB 02"), block("00 00 04 11 22 61 03"));
  t.is(say("00 40 05 00 C0 00 00 03"), block("00 40 05 33 44 55 90 00"));
  t.is(say("00 00 05 00 84 00 00 02"), block("00 00 02 6C 04"));
  t.is(log.length, 1 + 6);
});

test("extended lengths come to the chip in the short form where they fit (12.3)", (t) => {
  const { say, log } = active();
  t.is(say("00 00 07 00 84 00 00 00 00 04"), block("00 00 06 01 02 03 04 90 00"));
  t.is(say("00 40 09 00 DA 00 00 00 00 02 AA BB"), block("00 40 02 90 00"));
  t.is(say("00 00 0B 80 50 00 00 00 00 02 AA BB 00 00"), block("00 00 07 11 22 33 44 55 90 00"));
  t.is(say("00 40 06 00 DA 00 00 00 01"), block("00 40 02 67 00"));
  t.is(say("00 00 03 00 DA 00"), block("00 00 02 67 00"));
  t.deepEqual(log.slice(1), ["00 84 00 00 04", "00 DA 00 00 02 AA BB", "80 50 00 00 02 AA BB"]);
});

test("the node address is answered the other way round (11.3.2.1)", (t) => {
  t.is(active().say("21 00 05 00 84 00 00 04"), block("12 00 06 01 02 03 04 90 00"));
});

test("a command in a chain: R asks for each next block (11.6.2.2)", (t) => {
  const { say } = active();
  t.is(say("00 20 03 00 84 00"), block("00 90 00"));
  t.is(say("00 60 01 00"), block("00 80 00"));
  t.is(say("00 00 01 04"), block("00 00 06 01 02 03 04 90 00"));
});

test("an answer in a chain, by IFSD 32 until S(IFS) says otherwise (11.4.2, rule 4)", (t) => {
  const { say } = active();
  t.is(say("00 00 05 00 B0 00 00 28"), block(`00 20 20 ${hex(new Uint8Array(32).fill(0x5a))}`));
  t.is(say("00 90 00"), block("00 40 0A 5A 5A 5A 5A 5A 5A 5A 5A 90 00"));
  t.is(say("00 C1 01 FE"), block("00 E1 01 FE"));
  t.is(say("00 40 05 00 B0 00 00 28"), block(`00 00 2A ${hex(new Uint8Array(40).fill(0x5a))} 90 00`));
});

const REFUSED: readonly [string, string, string][] = [
  ["an I-block with the other N(S)", "00 40 05 00 84 00 00 04", "00 82 00"],
  ["an I-block longer than IFSC", `00 00 21 ${hex(new Uint8Array(33))}`, "00 82 00"],
  ["S(IFS) 0", "00 C1 01 00", "00 82 00"],
  ["S(IFS) 255", "00 C1 01 FF", "00 82 00"],
  ["S(WTX) of the reader", "00 C3 01 01", "00 82 00"],
  ["a response to nothing", "00 E3 01 01", "00 82 00"],
  ["an R-block before anything", "00 80 00", "00 82 00"],
];

for (const [what, sent, answer] of REFUSED) {
  test(`refused: ${what}`, (t) => {
    const { say } = active();
    t.is(say(sent), block(answer));
    t.is(say("00 00 05 00 84 00 00 04"), block("00 00 06 01 02 03 04 90 00"));
  });
}

test("a wrong LRC, and a block that stops, are asked for again with the EDC error (rule 7.1)", (t) => {
  const { send, say } = active();
  t.is(send("00 00 05 00 84 00 00 04 00"), block("00 81 00"));
  t.is(send("00 00 05 00 84"), block("00 81 00"));
  t.is(say("00 00 05 00 84 00 00 04"), block("00 00 06 01 02 03 04 90 00"));
  t.is(say("00 80 00"), block("00 00 06 01 02 03 04 90 00"));
});

test("S(RESYNCH) and S(ABORT) are answered; the command that was begun is forgotten (rules 6 and 9)", (t) => {
  const { say, log } = active();
  say("00 20 03 00 84 00");
  t.is(say("00 C0 00"), block("00 E0 00"));
  t.is(say("00 00 05 00 84 00 00 04"), block("00 00 06 01 02 03 04 90 00"));
  say("00 60 03 00 84 00");
  t.is(say("00 C2 00"), block("00 E2 00"));
  t.is(say("00 00 05 00 84 00 00 04"), block("00 40 06 01 02 03 04 90 00"));
  t.is(log.length, 1 + 2);
});

test("S(WTX) before half a block waiting time is over; only its own response counts (rule 3)", (t) => {
  const reader = active();
  reader.socket.behave({ computeMs: 600 });
  t.is(reader.say("00 00 05 00 84 00 00 04"), block("00 C3 01 01"));
  t.is(reader.say("00 E3 01 02"), block("00 C3 01 01"));
  t.is(reader.say("00 E1 01 01"), block("00 C3 01 01"));
  let answer = reader.say("00 E3 01 01");
  for (let turn = 0; turn < 20 && answer === block("00 C3 01 01"); turn++) answer = reader.say("00 E3 01 01");
  t.is(answer, block("00 00 06 01 02 03 04 90 00"));
  t.is(reader.log.length, 1 + 1);
});

test("PPS: the response is at the old speed, everything after it at the new one (9.4)", (t) => {
  const reader = active({ ta1: 0x96 });
  t.is(reader.send("FF 11 96 78"), "FF 11 96 78");
  reader.setup(CLOCK_HZ / 16);
  t.is(reader.say("00 00 05 00 84 00 00 04"), block("00 00 06 01 02 03 04 90 00"));
  reader.setup(1000 / ETU_MS);
  t.true(reader.powerOn().startsWith("3B"));
});

const PPS: readonly [string, string, string][] = [
  ["a protocol that is not offered: silence", "FF 10 96 79", ""],
  ["a wrong PCK: silence", "FF 11 96 79", ""],
  ["a faster speed than TA1: no PPS1", "FF 11 97 79", "FF 01 FE"],
  ["another F than TA1's: no PPS1", "FF 11 35 DB", "FF 01 FE"],
  ["a slower one is agreed to", "FF 11 94 7A", "FF 11 94 7A"],
  ["no PPS1", "FF 01 FE", "FF 01 FE"],
  ["PPS2 and PPS3 are left out", "FF 71 96 00 00 18", "FF 11 96 78"],
];

for (const [what, request, response] of PPS) {
  test(`PPS: ${what} (9.2 to 9.4)`, (t) => {
    t.is(active({ ta1: 0x96 }).send(request), response);
  });
}
