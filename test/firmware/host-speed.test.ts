/** A host line faster than that of the build: asked for by a host, and given up by itself. */
import { boardModel, type CpuCost, cpuCost, FREE_CPU } from "@duka/simulator/espruino/board-model";
import { readFirmware } from "@duka/simulator/reader/firmware-files";
import { VirtualClock } from "@duka/simulator/time/virtual-clock";
import { simulate } from "@duka/simulator/world/simulation";
import test from "ava";
import { answer, bytes, command, hex, OPENING } from "./rig.js";

const SLOW = 115_200;
const FAST = 1_000_000;
const NAK = "03 15 16";
const STATUS = 0x65;

type HostOptions = { upToBaud?: number; cpu?: CpuCost; firmware?: string };

/** A host with a speed of its own on a line that carries so much. */
function hostAt({ upToBaud = FAST, ...options }: HostOptions = {}) {
  const clock = new VirtualClock();
  const { link, reader } = simulate({ clock, hostSpeeds: { upToBaud }, ...options });
  const heard: number[] = [];
  link.listen({ data: (some) => heard.push(...some), closed() {}, bytesNeeded: () => 1 });
  let seq = 0;
  const run = (ms: number) => clock.runUntil(clock.nowMs() + ms);
  const hears = () => hex(heard.splice(0));
  return {
    run,
    reader,
    hears,
    at: (baud: number) => void link.setBaud?.(baud),
    write: (text: string) => link.write(Uint8Array.from(bytes(text))),
    ask(text: string, ms = 90) {
      heard.length = 0;
      link.write(Uint8Array.from(bytes(text)));
      run(ms);
      return hears();
    },
    /** Whether the reader understands and is understood at the speed of now. */
    isHeard() {
      const nth = ++seq;
      return this.ask(command(STATUS, 0, nth)).endsWith(answer(0x81, 0, nth, "01 00 01"));
    },
    /** Asks for a speed and goes there. */
    agreed(asked = "00 0F 42 40", baud = FAST) {
      this.ask(OPENING);
      this.ask(speedOf(asked), 40);
      this.at(baud);
      return this;
    },
  };
}

function speedOf(asked: string, seq = 0x77): string {
  return command(0x6b, 0, seq, "00 00 00", `44 4B 0B ${asked}`);
}

test("44 4B 0B: the reader takes the fastest that it has and is asked for, answers before it goes there, and stays", (t) => {
  const rows: readonly (readonly [asked: string, taken: string, baud: number])[] = [
    ["00 0F 42 40", "00 0F 42 40", FAST],
    ["FF FF FF FF", "00 0F 42 40", FAST],
    ["00 07 A1 20", "00 07 A1 20", 500_000],
    ["00 01 C2 01", "00 01 C2 01", 115_201],
    ["00 01 C2 00", "00 01 C2 00", SLOW],
    ["00 00 25 80", "00 01 C2 00", SLOW],
    ["00 00 00 00", "00 01 C2 00", SLOW],
  ];
  for (const [asked, taken, baud] of rows) {
    const host = hostAt();
    host.ask(OPENING);
    t.is(host.ask(speedOf(asked), 40), answer(0x83, 0, 0x77, "01 00 00", `44 4B 0B ${taken}`));
    host.at(baud);
    for (let times = 0; times < 3; times++) t.true(host.isHeard(), asked);
  }
});

test("a speed that is not four bytes is refused at its offset, and nothing changes", (t) => {
  const host = hostAt();
  host.ask(OPENING);
  for (const [seq, asked] of [
    [1, ""],
    [2, "00 0F 42"],
    [3, "00 0F 42 40 00"],
  ] as const)
    t.is(host.ask(speedOf(asked, seq)), answer(0x83, 0, seq, "41 0D 00"));
  t.true(host.isHeard());
});

test("on the way back it is asked for in the same manner, and answered at the speed that was", (t) => {
  const host = hostAt().agreed();
  t.true(host.isHeard());
  t.is(host.ask(speedOf("00 00 00 00", 5), 40), answer(0x83, 0, 5, "01 00 00", "44 4B 0B 00 01 C2 00"));
  host.at(SLOW);
  t.true(host.isHeard());
});

test("without a good frame 250 ms after the switch the reader is back at the speed of its build", (t) => {
  const host = hostAt().agreed();
  host.at(SLOW);
  host.run(260);
  t.true(host.isHeard());
});

test("a line that does not carry it: nothing of a frame is understood, and the reader says NAK at the speed of its build", (t) => {
  const host = hostAt({ upToBaud: 250_000 }).agreed();
  host.write(command(STATUS, 0, 1));
  host.at(SLOW);
  host.run(50);
  t.is(host.hears(), NAK);
  t.true(host.isHeard());
});

test("another host's first word brings the reader back, which answers NAK: stock drivers send an Escape again then", (t) => {
  for (const first of [OPENING, command(STATUS, 0, 9), command(0x6b, 0, 0, "00 00 00", "06")]) {
    const host = hostAt().agreed();
    t.true(host.isHeard());
    host.run(5000);
    host.at(SLOW);
    t.is(host.ask(first), NAK);
    t.true(host.ask(first).startsWith("03 06 8"));
  }
});

test("one damaged byte is enough, and the frame that is sent again at the old speed is executed once", (t) => {
  const host = hostAt().agreed();
  t.true(host.isHeard());
  const stopNoise = host.reader.cable.onByte((to, byte, index) =>
    to === "to-reader" && index === 6 ? byte ^ 1 : undefined,
  );
  host.write(command(STATUS, 0, 0x30));
  host.at(SLOW);
  host.run(50);
  stopNoise();
  t.is(host.hears(), NAK);
  t.is(host.ask(command(STATUS, 0, 0x30)), answer(0x81, 0, 0x30, "01 00 01"));
});

test("what is no frame counts at the higher speed too, where it would be skipped at the other", (t) => {
  const host = hostAt().agreed();
  t.true(host.isHeard());
  host.write("00");
  host.at(SLOW);
  host.run(50);
  t.is(host.hears(), NAK);
});

test("a host that is silent loses its speed after 10 to 20 s, and one that asks keeps it", (t) => {
  const host = hostAt().agreed();
  for (let seconds = 0; seconds < 20; seconds++) {
    t.true(host.isHeard());
    host.run(9500);
  }
  host.run(20_500);
  host.at(SLOW);
  t.true(host.isHeard());
});

test("while a command runs, however long, the speed is kept for its answer", (t) => {
  const host = hostAt({ firmware: "PICO_R1_3-pinpad" }).agreed();
  host.ask(command(0x62, 0, 1, "01 00 00"), 300);
  const verify = "00 1E 82 08 00 04 04 02 01 09 04 00 00 00 00 00 20 00 00 08 FF FF FF FF FF FF FF FF";
  host.write(command(0x69, 0, 2, "00 00 00", verify));
  host.run(25_000);
  host.hears();
  host.reader.keypad.press("C");
  host.run(1000);
  t.true(host.hears().endsWith(answer(0x80, 0, 2, "40 EF 00")));
});

test("a restart begins at the speed of the build", (t) => {
  const host = hostAt().agreed();
  t.true(host.isHeard());
  host.reader.powerFail();
  host.reader.powerUp();
  host.at(SLOW);
  t.true(host.isHeard());
});

test("with the time that a board takes it is the same, with the longest frames", (t) => {
  for (const firmware of ["PICO_R1_3-pos", "PICO_R1_3-pinpad", "STM32F4DISCOVERY-sec1210"]) {
    const board = firmware.slice(0, firmware.indexOf("-"));
    const host = hostAt({ firmware, cpu: cpuCost(boardModel(board)) }).agreed();
    for (let times = 0; times < 3; times++) t.true(host.isHeard(), firmware);
    const longest = command(0x6b, 0, 0x50, "00 00 00", "44 4B 02 00".padEnd(3 * 261 - 1, " 41"));
    t.true(host.ask(longest, 400).endsWith(answer(0x83, 0, 0x50, "41 0E 00")), firmware);
    t.true(host.isHeard(), firmware);
  }
});

test("the identity says who can: 10 among the abilities where it was not left out for want of room", (t) => {
  for (const firmware of ["PICO_R1_3-pos", "STM32F4DISCOVERY-pos", "ESPRUINOBOARD-pos"]) {
    const { without, host: line } = readFirmware(firmware).manifest;
    const can = !without.includes("fast");
    const host = hostAt({ firmware, cpu: FREE_CPU });
    const identity = bytes(host.ask(command(0x6b, 0, 1, "00 00 00", "44 4B 01")));
    t.is(((identity.at(-2) ?? 0) & 0x10) !== 0, can, firmware);
    const refused = answer(0x83, 0, 2, "41 0A 00");
    const fastest = line.baudMax === 500_000 ? "00 07 A1 20" : "00 0F 42 40";
    const taken = answer(0x83, 0, 2, "01 00 00", `44 4B 0B ${fastest}`);
    t.is(host.ask(speedOf("00 0F 42 40", 2)), can ? taken : refused, firmware);
  }
});
