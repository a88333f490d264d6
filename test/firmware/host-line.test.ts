/** Ten rules that keep a host which never resynchronises in step. */
import test from "ava";
import fc from "fast-check";
import { answer, bytes, command, framed, hex, OPENING, Rig } from "./rig.js";

const STATUS = command(0x65, 0, 7);
const STATUS_ANSWER = framed("81 00 00 00 00 00 07 01 00 01");
const NAK = "03 15 16";

test("bSlot and bSeq are repeated; slots of the persona without a socket are empty, those beyond fail with bError 05", (t) => {
  const rig = new Rig().open();
  const answers = ["01 00 01", "01 00 01", "02 00 01", "02 00 01", "02 00 01", "42 05 01"];
  answers.forEach((status, slot) => {
    const index = hex([slot]);
    t.is(rig.ask(command(0x65, slot, 0x40 + slot)), framed(`81 00 00 00 00 ${index} 4${slot} ${status}`));
  });
  t.is(rig.ask(command(0x62, 0xff, 1, "01 00 00")), framed("80 00 00 00 00 FF 01 42 05 00"));
});

test("message types outside the list are answered as not supported: failed, bError 00", (t) => {
  const rig = new Rig().open();
  const types: [number, number][] = [
    [0x6a, 0x81],
    [0x6e, 0x81],
    [0x71, 0x81],
    [0x73, 0x84],
    [0x64, 0x81],
    [0x60, 0x81],
    [0x74, 0x81],
    [0x00, 0x81],
    [0xff, 0x81],
  ];
  for (const [type, answerType] of types) {
    const specific = answerType === 0x81 ? "01" : "00";
    t.is(
      rig.ask(command(type, 0, 3)),
      framed(`${hex([answerType])} 00 00 00 00 00 03 41 00 ${specific}`),
      hex([type]),
    );
    rig.ask(command(0x65, 0, 4));
  }
});

test("a message with a payload where its type has none fails with bError 01", (t) => {
  const rig = new Rig().open();
  t.is(rig.ask(command(0x65, 0, 3, "00 00 00", "AA")), framed("81 00 00 00 00 00 03 41 01 01"));
  t.is(rig.ask(command(0x6b, 0, 4)), framed("83 00 00 00 00 00 04 41 0A 00"));
});

test("a frame cut anywhere is the same frame", (t) => {
  const rig = new Rig().open();
  const text = bytes(STATUS);
  for (let cut = 1; cut < text.length; cut++) {
    rig.ask(command(0x65, 1, cut));
    rig.send(hex(text.slice(0, cut)));
    rig.run(40);
    t.is(rig.ask(hex(text.slice(cut))), STATUS_ANSWER, `after ${cut}`);
  }
});

test("bytes before 03 06 are thrown away", (t) => {
  const rig = new Rig().open();
  for (const garbage of ["41 54 0D", "03", "03 03", "06 03", "FF 80 50 02 50", "03 15 16"]) {
    rig.ask(command(0x65, 1, 1));
    t.is(rig.ask(`${garbage} ${STATUS}`), STATUS_ANSWER, garbage);
  }
});

test("a wrong LRC, an impossible length and a frame that breaks off are reported by NAK when the line is silent", (t) => {
  const rig = new Rig().open();
  t.is(rig.ask("03 06 65 00 00 00 00 00 07 00 00 00 00"), NAK);
  t.is(rig.ask(STATUS), STATUS_ANSWER);
  t.is(rig.ask("03 06 6F 06 01 00 00 00 07 00 00 00 00 A4"), NAK);
  t.is(rig.ask("03 06 6F 00 00 01 00 00 07 00 00 00 00 A4"), NAK);
  for (const length of [2, 5, 12]) {
    t.is(rig.ask(hex(bytes(STATUS).slice(0, length)), 250), NAK, `${length} bytes`);
    rig.ask(command(0x65, 1, length));
    t.is(rig.ask(STATUS), STATUS_ANSWER);
  }
  t.is(rig.ask("03", 250), "", "one byte is no frame");
  t.deepEqual(rig.crashes, []);
});

test("what follows a broken frame without a pause is thrown away with it", (t) => {
  const rig = new Rig().open();
  t.is(rig.ask(`03 06 65 00 00 00 00 00 07 00 00 00 00 ${STATUS}`), NAK);
  t.is(rig.ask(STATUS), STATUS_ANSWER);
});

test("a frame repeated byte for byte is answered from the kept answer and not executed again", (t) => {
  const rig = new Rig().powered();
  const slot = rig.slots[0]!;
  let commands = 0;
  slot.onCharacter = () => {
    if (slot.received.length % 5 === 0) slot.say([0x90, ++commands]);
  };
  const block = command(0x6f, 0, 9, "00 00 00", "00 70 00 00");
  const first = rig.ask(block, 100);
  t.is(first, framed("80 02 00 00 00 00 09 00 00 00 90 01"));
  t.is(rig.ask(block, 100), first);
  t.is(commands, 1);
  t.is(
    rig.ask(command(0x6f, 0, 10, "00 00 00", "00 70 00 00"), 100),
    framed("80 02 00 00 00 00 0A 00 00 00 90 02"),
  );
  rig.ask(OPENING);
  rig.ask(command(0x6f, 0, 10, "00 00 00", "00 70 00 00"), 100);
  t.is(commands, 3, "an opening host forgets");
});

test("a repeat while the command still runs is answered once", (t) => {
  const rig = new Rig().powered();
  const block = command(0x6f, 0, 9, "00 00 00", "00 70 00 00");
  rig.send(block);
  rig.run(20);
  rig.send(block);
  rig.run(15);
  rig.slots[0]!.say([0x90, 0x00]);
  rig.run(100);
  t.is(rig.read(), framed("80 02 00 00 00 00 09 00 00 00 90 00"));
});

test("another frame while a command runs: its host has given that up, and gets only the new answer", (t) => {
  const rig = new Rig().powered();
  rig.ask(command(0x6f, 0, 9, "00 00 00", "00 70 00 00"), 20);
  t.is(rig.ask(command(0x65, 0, 10)), framed("81 00 00 00 00 00 0A 01 00 01"), "the card was deactivated");
  rig.slots[0]!.say([0x90, 0x00]);
  rig.run(3000);
  t.is(rig.read(), "");
});

test("Abort has the running command answered with CMD_ABORTED, then itself", (t) => {
  const rig = new Rig().powered();
  rig.ask(command(0x6f, 0, 9, "00 00 00", "00 70 00 00"), 20);
  t.is(
    rig.ask(command(0x72, 0, 10)),
    `${framed("80 00 00 00 00 00 09 41 FF 00")} ${framed("81 00 00 00 00 00 0A 01 00 01")}`,
  );
  t.is(rig.ask(command(0x72, 0, 11)), framed("81 00 00 00 00 00 0B 01 00 01"), "nothing to abort");
});

test("while a card is slow the host gets a time request after 50 ms and then every second", (t) => {
  const rig = new Rig().powered("3B 82 40 40 14 50");
  rig.send(command(0x6f, 0, 9, "00 00 00", "00 70 00 00"));
  rig.run(40);
  t.is(rig.read(), "");
  rig.run(30);
  t.is(rig.read(), "80");
  for (let second = 0; second < 3; second++) {
    rig.run(1000);
    t.is(rig.read(), "80");
  }
});

test("what is thrown inside becomes HW_ERROR, and the reader goes on", (t) => {
  const rig = new Rig().powered();
  rig.slots[0]!.isBroken = true;
  t.is(rig.ask(command(0x6f, 0, 9, "00 00 00", "00 70 00 00")), framed("80 00 00 00 00 00 09 40 FB 00"));
  t.is(rig.ask(command(0x65, 0, 10)), framed("81 00 00 00 00 00 0A 00 00 00"));
  t.deepEqual(rig.crashes, []);
});

test("what is thrown while a command waits becomes HW_ERROR likewise, and the card is deactivated", (t) => {
  const rig = new Rig().powered();
  rig.send(command(0x6f, 0, 9, "00 00 00", "00 A4 00 00 02 3F 00"));
  rig.run(20);
  rig.slots[0]!.isBroken = true;
  rig.slots[0]!.say([0xa4]);
  rig.run(20);
  t.is(rig.read(), framed("80 00 00 00 00 00 09 41 FB 00"));
});

test("when bytes were lost the reader counts it, and the next good frame is answered", (t) => {
  const rig = new Rig({ cpu: { eventMs: 100, byteMs: 0 } });
  rig.ask(OPENING, 2000);
  rig.ask(hex(new Array<number>(3000).fill(0x55)), 2500);
  rig.read();
  const counters = bytes(rig.ask(command(0x6b, 0, 2, "00 00 00", "44 4B 05"), 2000)).slice(15);
  t.is(counters[4 * 4 + 3], 1);
});

test("when bytes were lost while a command runs, it is answered with XFR_OVERRUN and its card is deactivated", (t) => {
  const rig = new Rig({ cpu: { eventMs: 20, byteMs: 0 } });
  rig.slots[0]!.onReset = () => rig.slots[0]!.say(bytes("3B 02 14 50"));
  rig.ask(OPENING, 1000);
  t.not(rig.ask(command(0x62, 0, 1, "01 00 00"), 3000), "");
  rig.send(command(0x6f, 0, 9, "00 00 00", "00 A4 00 00 02 3F 00"));
  rig.run(300);
  rig.read();
  rig.send(hex(new Array<number>(3000).fill(0x55)));
  rig.run(4000);
  const heard = rig.read();
  t.true(heard.includes(framed("80 00 00 00 00 00 09 41 FC 00")), heard);
});

test("a frame that was executed is answered from what was kept when it is repeated after bytes were lost", (t) => {
  const rig = new Rig({ cpu: { eventMs: 20, byteMs: 0 } });
  const card = rig.slots[0]!;
  const heard: number[] = [];
  card.onReset = () => card.say(bytes("3B 02 14 50"));
  rig.ask(OPENING, 1000);
  rig.ask(command(0x62, 0, 1, "01 00 00"), 3000);
  card.onCharacter = (byte) => {
    heard.push(byte);
    if (heard.length % 5 === 0) card.say(bytes(heard.length === 5 ? "90 00" : "69 85"));
  };
  const debit = command(0x6f, 0, 9, "00 00 00", "80 54 01 00 00");
  const paid = answer(0x80, 0, 9, "00 00 00", "90 00");
  const first = rig.ask(debit, 2000);
  t.true(first.endsWith(paid), first);
  rig.ask(hex(new Array<number>(3000).fill(0x55)), 4000);
  const again = rig.ask(debit, 2000);
  t.true(again.endsWith(paid), again);
  t.is(hex(heard), "80 54 01 00 00", "the card was asked once");
  const counters = bytes(rig.ask(command(0x6b, 0, 2, "00 00 00", "44 4B 05"), 2000)).slice(15);
  t.is(counters[4 * 4 + 3], 1, "bytes were lost");
});

test("a command that ended with XFR_OVERRUN is not begun again by a repeat of its frame", (t) => {
  const rig = new Rig({ cpu: { eventMs: 20, byteMs: 0 } });
  const card = rig.slots[0]!;
  card.onReset = () => card.say(bytes("3B 02 14 50"));
  rig.ask(OPENING, 1000);
  rig.ask(command(0x62, 0, 1, "01 00 00"), 3000);
  const debit = command(0x6f, 0, 9, "00 00 00", "80 54 01 00 00");
  rig.ask(debit, 300);
  rig.ask(hex(new Array<number>(3000).fill(0x55)), 4000);
  card.received = [];
  const again = rig.ask(debit, 2000);
  t.true(again.includes(framed("80 00 00 00 00 00 09 41 FC 00")), again);
  t.is(hex(card.received), "");
});

test("any bytes at all: the next good frame after a pause is answered", (t) => {
  const rig = new Rig().open();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (garbage) => {
      rig.ask(hex(garbage), 400 + garbage.length);
      rig.ask(command(0x65, 1, 1), 300);
      const answer = rig.ask(STATUS, 300);
      return answer === STATUS_ANSWER && rig.crashes.length === 0;
    }),
    { numRuns: 60 },
  );
  t.pass();
});

test("every corruption of one byte of a frame has a defined answer, and the next good frame is answered", (t) => {
  const rig = new Rig().open();
  const good = bytes(STATUS);
  for (let at = 0; at < good.length; at++) {
    for (const flip of [0x01, 0x80, 0xff]) {
      const bad = good.map((byte, index) => (index === at ? byte ^ flip : byte));
      const answer = rig.ask(hex(bad), 400);
      t.true(answer === NAK || answer === "", `byte ${at}: ${answer}`);
      rig.ask(command(0x65, 1, at), 300);
      t.is(rig.ask(STATUS, 300), STATUS_ANSWER);
    }
  }
});
