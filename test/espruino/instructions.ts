/**
 * What the firmware costs the real interpreter, in instructions of the processor: the bundle runs under valgrind
 * between a host and a card that are a few lines of JavaScript in front of it, n and 2n operations; half of the
 * difference is what neither the start nor the end of the program costs. The lines of JavaScript are in the figure:
 * they are the same for every firmware. Repeatable to a few hundredths, whatever else the machine does.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFirmware } from "@duka/simulator/reader/firmware-files";
import { writeFlash } from "./interpreter.js";
import { LINUX_FIRMWARE } from "./real-reader.js";

type Bytes = readonly number[];

type Operation = {
  readonly name: string;
  readonly type: number;
  readonly payload: Bytes;
  /** What the card says to each piece that it is sent. */
  readonly card: readonly Bytes[];
  /** At most so many bytes of the card come at once. */
  readonly cardChunk: number;
};

type Cost = { readonly name: string; readonly instructions: number };

const XFR_BLOCK = 0x6f;
const READ_256 = [0xb0, ...new Array<number>(256).fill(0x5a), 0x90, 0x00];
const OPERATIONS: readonly Operation[] = [
  { name: "GetSlotStatus", type: 0x65, payload: [], card: [], cardChunk: 32 },
  {
    name: "XfrBlock 5 -> 4",
    type: XFR_BLOCK,
    payload: [0x00, 0x84, 0, 0, 4],
    card: [[0x84, 1, 2, 3, 4, 0x90, 0x00]],
    cardChunk: 32,
  },
  {
    name: "XfrBlock 5 -> 256",
    type: XFR_BLOCK,
    payload: [0x00, 0xb0, 0, 0, 0],
    card: [READ_256],
    cardChunk: 32,
  },
  {
    name: "XfrBlock 261 bytes",
    type: XFR_BLOCK,
    payload: [0x00, 0xd6, 0, 0, 255, ...new Array<number>(255).fill(0xa5)],
    card: [[0xd6], [0x90, 0x00]],
    cardChunk: 32,
  },
  {
    name: "XfrBlock 5 -> 256, the card byte by byte",
    type: XFR_BLOCK,
    payload: [0x00, 0xb0, 0, 0, 0],
    card: [READ_256],
    cardChunk: 1,
  },
];

const HOST_CHUNK = 64;
const TURNS = 8;
const RUN_MS = 300_000;

/** What stands in the way of counting; undefined where nothing does. */
export function cannotCount(): string | undefined {
  const found = spawnSync("valgrind", ["--version"]);
  return found.error === undefined
    ? undefined
    : "instructions are not counted: that needs valgrind (apt-get install valgrind)";
}

/** @param bundle of the LINUX board: the one that is built, unless given */
export async function measureInstructions(
  interpreter: string,
  bundle = readFirmware(LINUX_FIRMWARE).bundle,
): Promise<Cost[]> {
  const costs: Cost[] = [];
  for (const operation of OPERATIONS) {
    const turns = operation.cardChunk === 1 ? 1 : TURNS;
    const once = await countOf(interpreter, bundle, operation, turns);
    const twice = await countOf(interpreter, bundle, operation, 2 * turns);
    costs.push({ name: operation.name, instructions: (twice - once) / turns });
  }
  return costs;
}

async function countOf(
  interpreter: string,
  bundle: string,
  operation: Operation,
  turns: number,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "duka-instructions-"));
  try {
    await writeFlash(interpreter, folder, `${surroundings(operation, turns)}${bundle}${POWER_UP}`);
    const said = await runCounted(interpreter, folder);
    const found = /I\s+refs:\s+([\d,]+)/.exec(said);
    if (found?.[1] === undefined) throw new Error(`${operation.name}: nothing was counted: ${said}`);
    return Number(found[1].replaceAll(",", ""));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns what was said on standard error; the program ends itself when all is done */
function runCounted(interpreter: string, folder: string): Promise<string> {
  const words = ["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", interpreter];
  const child = spawn("valgrind", words, { cwd: folder, stdio: ["pipe", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Uint8Array) => {
    said += Buffer.from(chunk).toString("latin1");
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill("SIGKILL"), RUN_MS);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      if (code === 0) resolve(said);
      else reject(new Error(`the interpreter under valgrind ended with ${code}: ${said.slice(-300)}`));
    });
  });
}

/** In front of the firmware: its ports, the host and the card. */
function surroundings({ type, payload, card, cardChunk }: Operation, turns: number): string {
  // Two frames in turn, since a frame that is repeated is not executed again.
  const frames = [10, 11].map((seq) => texts(frameOf(type, payload, seq), HOST_CHUNK));
  return `var STEP=0,TURN=0,SAID=0,FRAMES=[${frames.join()}],CARD=[${card.map((one) => texts(one, cardChunk)).join()}];
Serial1.setup=Serial2.setup=Serial3.setup=Serial4.setup=function(){};
Serial3.write=function(){};
Serial4.write=function(b){if((b&0xF4)==4&&(b&3)&&STEP==1){STEP=2;Serial2.emit("data","\\x3b\\x00");}};
Serial2.write=function(){var a=CARD[SAID++];for(var i=0;i<a.length;i++)Serial2.emit("data",a[i]);};
function NEXT(){SAID=0;if(TURN>=${turns})return quit();var a=FRAMES[TURN++&1];for(var i=0;i<a.length;i++)Serial1.emit("data",a[i]);}
Serial1.write=function(d){if(d===128||STEP<2)return;if(d[9]&64)throw 0;NEXT();};
`;
}

/** Behind it: a card comes, and is powered. */
const POWER_UP = `;setTimeout(function(){Serial4.emit("data","\\x01");setTimeout(function(){STEP=1;Serial1.emit("data",${text(frameOf(0x62, [], 1, 1))});},20);},20);`;

function frameOf(type: number, payload: Bytes, seq: number, parameter = 0): Bytes {
  const length = [payload.length & 255, payload.length >> 8, 0, 0];
  const frame = [3, 6, type, ...length, 0, seq, parameter, 0, 0, ...payload];
  return [...frame, frame.reduce((sum, byte) => sum ^ byte, 0)];
}

/** An array of texts, as source text. */
function texts(bytes: Bytes, size: number): string {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; at += size) found.push(text(bytes.slice(at, at + size)));
  return `[${found.join()}]`;
}

function text(bytes: Bytes): string {
  return `"${bytes.map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}"`;
}
