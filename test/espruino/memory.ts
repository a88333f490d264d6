/**
 * Variables of the interpreter: after the start, and at the peak of the longest exchanges and of a password on the
 * keypad.
 */
import { openReader } from "@duka/driver";
import type { ReaderMemory } from "@duka/driver/reader/duka-escapes";
import { createTransferChip } from "@duka/simulator/chip/transfer-chip";
import { readFirmware } from "@duka/simulator/reader/firmware-files";
import { bytes } from "../support/values/hex.js";
import { echo } from "./every-card.js";
import { sellByKeypad } from "./keypad-sale.js";
import { type RealReader, startRealReader } from "./real-reader.js";
import { OPEN_MS } from "./sale.js";

const EXCHANGE_MS = 20_000;

/**
 * Looks at the variables whenever the reader writes to the host or to a card, which is when most are in use, without
 * collecting garbage. The memory Escape then tells the highest number so far, and the present one in place of the
 * total.
 */
const WATCH = `var DUKA_PEAK=0,DUKA_LOOK=process.memory;
["Serial1","Serial2"].forEach(function(n){var w=global[n].write;global[n].write=function(d){
var u=DUKA_LOOK(false).usage;if(u>DUKA_PEAK)DUKA_PEAK=u;return w.call(global[n],d);};});
process.memory=function(){return {usage:DUKA_PEAK,total:DUKA_LOOK().usage};};
`;

/**
 * Stands in for the pins that a board has and a PC has not, and tells in place of the total what all this takes itself.
 * What the interpreter keeps for each watch of a pin is missing: `WATCH_VARIABLES`.
 */
const PINS = `var DUKA_BARE=process.memory().usage,DUKA_LOOK=process.memory,DUKA_SETUP=HOST.setup,DUKA_NONE=function(){};
var pinMode=DUKA_NONE,digitalWrite=DUKA_NONE,analogWrite=DUKA_NONE,setWatch=DUKA_NONE;
var digitalRead=function(){return 1;};
[Serial1,Serial2,Serial3,Serial4,Serial5,Serial6].forEach(function(s){s.setup=DUKA_NONE;});
HOST.setup=function(b){DUKA_SETUP.call(HOST,b,{path:DUKA_HOST});};
process.memory=function(){return {usage:DUKA_LOOK().usage,total:DUKA_OWN};};
var DUKA_OWN=0;DUKA_OWN=DUKA_LOOK().usage-DUKA_BARE;
`;
const WATCH_VARIABLES = 10;

type Memory = {
  readonly total: number;
  readonly start: number;
  /** The highest so far, after each kind of work. */
  readonly peaks: readonly { readonly of: string; readonly variables: number }[];
};

const WORK: readonly [of: string, work: (real: RealReader) => Promise<unknown>][] = [
  ["T=0, 255 bytes out and 256 in", exchangeLong],
  ["T=1 with CRC, 512 bytes out and in", (real) => echo(real, { protocol: "T=1", edc: "CRC", ifsc: 254 })],
  ["a sale with the keypad, T=1 after PPS", (real) => sellByKeypad(real, { protocol: "T=1", ta1: 0x96 })],
];

export async function measureMemory(interpreter: string): Promise<Memory> {
  const plain = await withReal(interpreter, "", memoryOf);
  return withReal(interpreter, WATCH, async (real) => {
    const watched = (await memoryOf(real)).total - plain.used;
    const peaks: { of: string; variables: number }[] = [];
    for (const [of, work] of WORK) {
      await work(real);
      peaks.push({ of, variables: (await memoryOf(real)).used - watched });
    }
    return { total: plain.total, start: plain.used, peaks };
  });
}

async function memoryOf(real: RealReader): Promise<ReaderMemory> {
  const reader = await openReader(`serial:${real.hostPath}`, { deadlineMs: OPEN_MS });
  try {
    return await reader.duka!.memory();
  } finally {
    await reader.close();
  }
}

async function exchangeLong(real: RealReader): Promise<void> {
  real.sockets[0]!.insert(createTransferChip());
  const reader = await openReader(`serial:${real.hostPath}`, { deadlineMs: OPEN_MS });
  try {
    const slot = reader.slot(0);
    await slot.open(EXCHANGE_MS);
    for (let turn = 0; turn < 3; turn++) {
      await slot.exchange(bytes(`80 14 00 00 FF ${"A5 ".repeat(255)}`), EXCHANGE_MS);
      await slot.exchange(bytes("80 12 00 00 00"), EXCHANGE_MS);
    }
  } finally {
    await reader.close();
    real.sockets[0]!.remove();
  }
}

async function withReal<T>(
  interpreter: string,
  prologue: string,
  work: (real: RealReader) => Promise<T>,
): Promise<T> {
  const real = await startRealReader(interpreter, prologue);
  try {
    return await work(real);
  } finally {
    await real.stop();
  }
}

/** Variables in use after the start of a board's own firmware: its bundle on this interpreter, without its pins. */
export async function measureStart(interpreter: string, firmware: string): Promise<number> {
  const { manifest } = readFirmware(firmware);
  const prologue = PINS.replace(/\bHOST\b/g, manifest.host.uart);
  const real = await startRealReader(interpreter, prologue, firmware);
  try {
    const { used, total } = await memoryOf(real);
    return used - total + WATCH_VARIABLES * manifest.slots.length;
  } finally {
    await real.stop();
  }
}
