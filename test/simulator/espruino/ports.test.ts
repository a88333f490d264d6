/** Ports, pins, timers and the one input queue of the machine. */
import test from "ava";
import { board } from "./board.js";

const LISTEN =
  "Serial2.setup(9600, { parity: 'even', stopbits: 2, errors: true });" +
  "Serial2.on('data', function (d) { note(d) }); Serial2.on('parity', function () { note('bad') });";

test("data events bring strings, of one byte when the interpreter is idle, of at most 64 when it was busy", (t) => {
  const { hear, clock, notes, wires } = board(LISTEN, { cpu: { eventMs: 10, byteMs: 0 } });
  for (let byte = 0; byte < 200; byte++) hear(byte & 0xff);
  clock.runUntil(100);
  t.deepEqual(wires, ["Serial2 9600 even 2"]);
  t.is(notes.join(""), String.fromCharCode(...Array.from({ length: 200 }, (_, index) => index)));
  // The second is next when it comes, so nothing is added to it.
  t.deepEqual(
    notes.map((text) => String(text).length),
    [1, 1, 63, 63, 63, 9],
  );
});

test("a parity error is told before its byte, which begins a new event", (t) => {
  const { hear, clock, notes } = board(LISTEN, { cpu: { eventMs: 10, byteMs: 0 } });
  for (const [byte, bad] of [
    [65, false],
    [66, false],
    [67, false],
    [68, true],
    [69, false],
  ] as const)
    hear(byte, bad);
  clock.runUntil(200);
  t.deepEqual(notes, ["A", "B", "C", "bad", "DE"]);
});

test("without errors:true parity errors are not told; before setup nothing is heard", (t) => {
  const silent = board("Serial2.on('data', function (d) { note(d) })");
  silent.hear(65);
  silent.clock.runUntil(1);
  t.deepEqual(silent.notes, []);
  const plain = board("Serial2.setup(9600); Serial2.on('parity', note); Serial2.on('data', note)");
  plain.hear(65, true);
  plain.clock.runUntil(1);
  t.deepEqual(plain.notes, ["A"]);
});

const RELAY =
  "Serial1.setup(9600); Serial2.setup(9600); Serial1.on('data', function (d) { Serial2.write(d) });" +
  "Serial2.on('data', function (d) { if (d == 'A') Serial2.write(d); else Serial1.write(d) });";
const WORK = { eventMs: 10, byteMs: 1, commandMs: 100, answerMs: 200, sentMs: 1000 };

test("an event takes longer by what it does: a command before its byte to the card is out, and after it", (t) => {
  const { hearHost, hear, clock, wires } = board(RELAY, { cpu: WORK, isTimed: true });
  wires.length = 0;
  hearHost(1);
  clock.runUntil(50);
  hear(2);
  clock.runUntil(5000);
  t.deepEqual(wires, ["111 ms Serial2 > 1", `${111 + 1000 + 11 + 200} ms Serial1 > 2`]);
});

test("what goes on to the card after its own byte is out at once; what comes meanwhile waits until all is done", (t) => {
  const { hear, clock, wires } = board(RELAY, { cpu: WORK, isTimed: true });
  wires.length = 0;
  hear(65);
  clock.runUntil(500);
  hear(66);
  clock.runUntil(5000);
  t.deepEqual(wires, ["11 ms Serial2 > 65", `${11 + 1000 + 11 + 200} ms Serial1 > 66`]);
});

test("a port is set up behind what was written to it; a pin is driven at once", (t) => {
  const code =
    "Serial1.setup(9600); Serial1.on('data', function (d) { Serial1.write(d); Serial1.setup(115200); digitalWrite(A8, 1) });";
  const { hearHost, clock, wires } = board(code, { cpu: WORK, isTimed: true });
  wires.length = 0;
  hearHost(7);
  clock.runUntil(5000);
  t.deepEqual(wires, ["A8 1", "211 ms Serial1 > 7", "Serial1 115200 none 1"]);
});

test("in an event that takes time the first look at the clock is before its end, and the next one is not", (t) => {
  const code =
    "Serial2.setup(9600); Serial2.on('data', function (d) { note(getTime() * 1000, getTime() * 1000) });";
  const { hear, clock, notes } = board(code, { cpu: { eventMs: 10, byteMs: 0, lookMs: 4 } });
  hear(1);
  clock.runUntil(15);
  hear(2);
  clock.runUntil(100);
  t.deepEqual(notes, [6, 10, 21, 25]);
});

test("a restart in the middle of an event takes back what was not out yet", (t) => {
  const { hear, clock, wires, machine } = board(RELAY, { cpu: WORK, isTimed: true });
  wires.length = 0;
  hear(2);
  clock.runUntil(50);
  machine.stop();
  clock.runUntil(5000);
  t.deepEqual(wires, []);
});

test("bytes beyond the queue are lost, and the flag FIFO_FULL says so once", (t) => {
  const code = `${LISTEN} E.on('errorFlag', function (f) { note(f.join(), E.getErrorFlags().join(), E.getErrorFlags().length) })`;
  const { hear, clock, notes } = board(code, { cpu: { eventMs: 10, byteMs: 0 }, name: "ESPRUINOBOARD" });
  for (let byte = 0; byte < 1000; byte++) hear(65);
  clock.runUntil(1000);
  const text = notes.filter((note) => /^A+$/.test(String(note))).join("");
  t.true(text.length > 480 && text.length < 512, `${text.length}`);
  t.deepEqual(
    notes.filter((note) => !/^A+$/.test(String(note))),
    ["FIFO_FULL", "FIFO_FULL", 0],
  );
});

test("input without a listener is kept for read, up to 512 bytes", (t) => {
  const code =
    "Serial2.setup(9600); setTimeout(function () { note(Serial2.available(), Serial2.read(2), Serial2.read().length) }, 50)";
  const { hear, clock, notes } = board(code);
  for (let byte = 0; byte < 600; byte++) {
    hear(66);
    clock.runUntil(clock.nowMs() + 0.01);
  }
  clock.runUntil(100);
  t.deepEqual(notes, [512, "BB", 510]);
});

test("write takes numbers, strings, arrays, typed arrays and repetitions, in order", (t) => {
  const { wires } = board(
    "Serial1.write(1, 'AB', [2, [3]], new Uint8Array([4, 5]).subarray(1), { data: 'x', count: 2 }, 257)",
  );
  t.deepEqual(wires, ["Serial1 > 1 65 66 2 3 5 120 120 1"]);
});

test("a wrong speed is refused as the interpreter refuses it", (t) => {
  t.deepEqual(board("Serial1.setup(50)").crashes, ["Invalid baud rate 50"]);
});

test("the card clock is what the board's timer can make of it", (t) => {
  const { wires } = board(
    "analogWrite('A8', 0.5, { freq: 4000000 }); digitalWrite(A8, 0); digitalWrite('A8', 1)",
  );
  t.deepEqual(wires, [`A8 ${84e6 / 22} Hz`, "A8 0 Hz", "A8 0", "A8 1"]);
  t.deepEqual(board("analogWrite('A8', 0.5, { freq: 4000000 })", { name: "LINUX" }).wires, ["A8 4000000 Hz"]);
  t.is(board("digitalWrite('XX', 1)").crashes[0], "Invalid pin");
});

test("several pins are one number, the first its highest bit; the last is written first", (t) => {
  const { wires, notes } = board(
    "digitalWrite(['A8', 'B5'], 1); digitalWrite([A8, B5], 2); note(digitalRead([A8, 'C1', B5]))",
  );
  t.deepEqual(wires, ["B5 1", "A8 0", "B5 0", "A8 1"]);
  t.deepEqual(notes, [0]);
});

test("an input that leads nowhere is as its pull-up or pull-down makes it", (t) => {
  const code = `pinMode("C1", "input_pullup"); pinMode("C2", "input_pulldown");
    note(digitalRead("C1"), digitalRead("C2"), digitalRead(["C1", "C2", "C1"]))`;
  t.deepEqual(board(code).notes, [1, 0, 5]);
});

test("a reset takes what the pins drive away, and leaves open what was an open drain", (t) => {
  const code = `if (!require("Storage").read("n")) { require("Storage").write("n", "1");
    pinMode("A8", "opendrain"); digitalWrite("A8", 1); digitalWrite("B5", 1); setTimeout(E.reboot, 1); }`;
  const { wires, clock } = board(code);
  clock.runUntil(10);
  t.deepEqual(wires, ["A8 1", "B5 1", "B5 0"]);
});

test("watches see each edge with its level; those that do not repeat see one", (t) => {
  const code =
    "setWatch(function (e) { note(e.state) }, 'B5', { repeat: true, edge: 'both' });" +
    "setWatch(function () { note('once') }, B5, { edge: 'rising' }); note(digitalRead('B5'))";
  const { edge, clock, notes } = board(code);
  for (const level of [1, 0, 1] as const) edge(level);
  clock.runUntil(1);
  t.deepEqual(notes, [0, true, "once", false, true]);
});

test("timers fire on the simulation's clock, with their parameters, until they are cleared", (t) => {
  const code = `var i = setInterval(function (a) { note(a, Math.round(getTime() * 1000)) }, 10, "tick");
    setTimeout(function () { clearInterval(i); note("end") }, 35); clearTimeout(setTimeout(note, 5))`;
  const { clock, notes } = board(code);
  clock.runUntil(100);
  t.deepEqual(notes, ["tick", 10, "tick", 20, "tick", 30, "end"]);
});

test("an event takes effect when the interpreter has worked it off, one after the other", (t) => {
  const code =
    "setTimeout(function () { note(Math.round(getTime() * 1000)) }, 10);" +
    "setTimeout(function () { note(Math.round(getTime() * 1000)) }, 12)";
  const { clock, notes } = board(code, { cpu: { eventMs: 20, byteMs: 0 } });
  clock.runUntil(100);
  t.deepEqual(notes, [30, 50]);
});

test("what nobody catches is a crash; uncaughtException catches, and a fault in that is a crash", (t) => {
  const thrown = board("setTimeout(function () { throw new Error('oh') }, 1)");
  thrown.clock.runUntil(5);
  t.deepEqual(thrown.crashes, ["the console has talked on Serial1: Uncaught oh", "oh"]);
  const caught = board(
    "process.on('uncaughtException', function (e) { note(e.message) }); setTimeout(function () { throw new Error('oh') }, 1)",
  );
  caught.clock.runUntil(5);
  t.deepEqual([caught.notes, caught.crashes], [["oh"], []]);
  const worse = board(
    "process.on('uncaughtException', function () { throw 7 }); setTimeout(function () { nothing() }, 1)",
  );
  worse.clock.runUntil(5);
  t.deepEqual(worse.crashes, ["7"]);
});

test("the console talks on the host line until the firmware moves it away", (t) => {
  const loud = board("print('hello', 1)");
  t.deepEqual(loud.wires, ["Serial1 > 104 101 108 108 111 32 49 13 10"]);
  t.deepEqual(loud.crashes, ["the console has talked on Serial1: hello 1"]);
  const quiet = board("E.setConsole(null, { force: true }); console.log('hello')");
  t.deepEqual([quiet.wires, quiet.crashes], [[], []]);
});

test("E, process, Storage and the serial number", (t) => {
  const code = `var s = require("Storage"); s.write("a", "1"); note(E.CRC32("123456789"), E.toString([72, "i"]), E.toUint8Array("A", 1).length,
    process.env.BOARD, process.memory().total, getSerial(), s.read("a"), s.list().length, s.erase("a"), s.read("a"));
    E.enableWatchdog(5); E.kickWatchdog(); try { require("fs") } catch (e) { note(e.message) }`;
  t.deepEqual(board(code).notes, [
    0xcbf43926,
    "Hi",
    2,
    "PICO_R1_3",
    5100,
    "SIM-7",
    "1",
    1,
    true,
    undefined,
    "Module fs not found",
  ]);
});

test("reboot releases the pins, forgets everything but Storage, and runs the bundle again", (t) => {
  const code = `var s = require("Storage"); var n = Number(s.read("n") || 0); s.write("n", String(n + 1)); note(n); digitalWrite("A8", 1);
    setTimeout(function () { note("late") }, 60); if (n === 0) setTimeout(function () { E.reboot() }, 50)`;
  const { clock, notes, wires, machine } = board(code);
  clock.runUntil(2000);
  t.deepEqual(notes, [0, 1, "late"]);
  t.deepEqual(wires, ["A8 1", "A8 0", "A8 1"]);
  machine.stop();
  t.is(wires.at(-1), "A8 0");
});

test("a board that nobody knows is named with those that are", (t) => {
  t.throws(() => board("", { name: "ARDUINO" }), { instanceOf: RangeError, message: /ARDUINO.*PICO_R1_3/ });
});
