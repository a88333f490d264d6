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
import type { MEGA_INSTRUCTIONS } from "@duka/simulator/espruino/board-model";
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
  /** How the host's frame is cut; 64 bytes at a time unless given. */
  readonly hostChunks?: Bytes;
  /** The program ends where the last command is said to the card, or behind the event in which it is. */
  readonly ends?: "as said" | "behind";
  /** Or where the firmware looks at the clock for this time since the last command was said to the card, from 1. */
  readonly look?: number;
  /** Done beside each answer. */
  readonly aside?: string;
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
/** Of counts that a pause at the start makes uncertain by a quarter of a million; the smallest is taken. */
const SAMPLES = 4;
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

const STATUS = OPERATIONS[0]!;
const SHORT = OPERATIONS[1]!;
const SHORT_BYTES = 13 + 5 + 1 + 4 + 2;
const SEND: Operation = {
  name: "XfrBlock 13 bytes",
  type: XFR_BLOCK,
  payload: [0x00, 0xd6, 0, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8],
  card: [[0xd6], [0x90, 0x00]],
  cardChunk: 32,
};

/** What the simulated interpreter's time is made of (`MEGA_INSTRUCTIONS`), in millions of instructions. */
export async function measureEvents(
  interpreter: string,
): Promise<{ readonly [name in keyof typeof MEGA_INSTRUCTIONS]: number }> {
  const { bundle } = readFirmware(LINUX_FIRMWARE);
  const cost = async (operation: Operation): Promise<number> => {
    const once = await countOf(interpreter, bundle, operation, TURNS);
    return ((await countOf(interpreter, bundle, operation, 2 * TURNS)) - once) / TURNS / 1e6;
  };
  const least = async (operation: Operation): Promise<number> => {
    const counts: number[] = [];
    for (let turn = 0; turn < SAMPLES; turn++) counts.push(await countOf(interpreter, bundle, operation, 1));
    return Math.min(...counts) / 1e6;
  };
  const status = await cost(STATUS);
  const short = await cost(SHORT);
  const longer = [0x84, ...new Array<number>(20).fill(3), 0x90, 0];
  const byte = ((await cost({ ...SHORT, payload: [0, 0x84, 0, 0, 20], card: [longer] })) - short) / 16;
  const host = ((await cost({ ...STATUS, hostChunks: [1, 1, 11] })) - status) / 2;
  const card = ((await cost({ ...SHORT, cardChunk: 1 })) - short) / 6;
  const answer = status - host - 13 * byte;
  const aside = (await cost({ ...STATUS, aside: 'Serial5.emit("data","a");' })) - status;
  const sent =
    (await least({ ...SHORT, ends: "behind" })) - (await least({ ...SHORT, ends: "as said" })) - aside;
  const counted = { ...STATUS, look: Number.MAX_SAFE_INTEGER };
  const clock = (await cost({ ...counted, aside: "getTime();" })) - (await cost(counted));
  const look = (await least({ ...SEND, look: 3 })) - (await least({ ...SEND, look: 2 })) - clock;
  return {
    event: Math.max(host, card),
    byte,
    command: short - host - card - SHORT_BYTES * byte - sent - answer,
    answer,
    sent,
    look,
  };
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
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      // 139, or no code at all: it was to end where it is.
      if (code === 0 || code === 139 || signal === "SIGSEGV") resolve(said);
      else reject(new Error(`the interpreter under valgrind ended with ${code}: ${said.slice(-300)}`));
    });
  });
}

/** In front of the firmware: its ports, the host and the card. */
function surroundings(operation: Operation, turns: number): string {
  const { type, payload, card, cardChunk, hostChunks = [HOST_CHUNK], ends, look, aside = "" } = operation;
  // Two frames in turn, since a frame that is repeated is not executed again.
  const frames = [10, 11].map((seq) => texts(frameOf(type, payload, seq), hostChunks));
  const isLast = `TURN>=${turns}&&SAID==1`;
  return `var STEP=0,TURN=0,SAID=0,LOOKS=0,FRAMES=[${frames.join()}],CARD=[${card.map((one) => texts(one, [cardChunk])).join()}];
Serial1.setup=Serial2.setup=Serial3.setup=Serial4.setup=function(){};
Serial3.write=function(){};
Serial5.on("data",function(t){if(t=="end"){${END}}});
${look === undefined ? "" : `var CLOCK=getTime;global.getTime=function(){if(${isLast}&&++LOOKS==${look}){${END}}return CLOCK();};`}
Serial4.write=function(b){if((b&0xF4)==4&&(b&3)&&STEP==1){STEP=2;Serial2.emit("data","\\x3b\\x00");}};
Serial2.write=function(){var a=CARD[SAID++];${ends === undefined ? "" : `if(${isLast}){${ends === "as said" ? END : 'Serial5.emit("data","end");'}}`}for(var i=0;i<a.length;i++)Serial2.emit("data",a[i]);};
function NEXT(){SAID=0;${aside}if(TURN>=${turns})return quit();var a=FRAMES[TURN++&1];for(var i=0;i<a.length;i++)Serial1.emit("data",a[i]);}
Serial1.write=function(d){if(d===128||STEP<2)return;if(d[9]&64)throw 0;NEXT();};
`;
}

/** Ends the program in the middle of anything: it reads where no memory is. */
const END = "peek8(0);";

/** Behind it: a card comes, and is powered. */
const POWER_UP = `;setTimeout(function(){Serial4.emit("data","\\x01");setTimeout(function(){STEP=1;Serial1.emit("data",${text(frameOf(0x62, [], 1, 1))});},20);},20);`;

function frameOf(type: number, payload: Bytes, seq: number, parameter = 0): Bytes {
  const length = [payload.length & 255, payload.length >> 8, 0, 0];
  const frame = [3, 6, type, ...length, 0, seq, parameter, 0, 0, ...payload];
  return [...frame, frame.reduce((sum, byte) => sum ^ byte, 0)];
}

/** An array of texts, as source text; of the sizes in turn, the last one for all that follow. */
function texts(bytes: Bytes, sizes: Bytes): string {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = sizes[Math.min(found.length, sizes.length - 1)]!;
    found.push(text(bytes.slice(at, at + size)));
    at += size;
  }
  return `[${found.join()}]`;
}

function text(bytes: Bytes): string {
  return `"${bytes.map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}"`;
}
