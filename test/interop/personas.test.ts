/**
 * Every persona in stock pcscd: cards of T=0 and T=1, both EDCs, at the speed they begin with and after PPS, for each
 * client that an application may use.
 */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { openReader } from "@duka/driver/readers/open-reader";
import { parseAtr } from "@duka/protocol/wire/atr";
import { TA1_DEFAULT } from "@duka/protocol/wire/timing";
import test from "ava";
import { changeCard } from "./harness/card-change.js";
import { start } from "./harness/child.js";
import { type Rig, SLOT_0, setUpBench } from "./harness/rig.js";
import { bytesOf, type Context, hexOf, loadSmartcard, type Smartcard } from "./harness/smartcard.js";
import { until } from "./harness/until.js";

const LIMIT_MS = 10_000;
/** The longest extended response. */
const RESPONSE_MAX = 65_538;
const OK = "90 00";

type Persona = "pos" | "pinpad" | "sec1210";
type Kind = {
  readonly name: string;
  readonly words: string;
  readonly protocol: 0 | 1;
  readonly fiDi: number;
  readonly crc?: true;
};

const KINDS: readonly Kind[] = [
  { name: "T=0", words: "protocol=0", protocol: 0, fiDi: TA1_DEFAULT },
  { name: "T=0, TA1 96", words: "protocol=0 ta1=96", protocol: 0, fiDi: 0x96 },
  { name: "T=0, TA1 97", words: "protocol=0 ta1=97", protocol: 0, fiDi: 0x97 },
  { name: "T=1, IFSC 32, LRC", words: "protocol=1", protocol: 1, fiDi: TA1_DEFAULT },
  {
    name: "T=1, IFSC 32, CRC, TA1 96",
    words: "protocol=1 edc=crc ta1=96",
    protocol: 1,
    fiDi: 0x96,
    crc: true,
  },
  { name: "T=1, IFSC 254, LRC, TA1 96", words: "protocol=1 ifsc=254 ta1=96", protocol: 1, fiDi: 0x96 },
  {
    name: "T=1, IFSC 254, CRC, TA1 97",
    words: "protocol=1 ifsc=254 edc=crc ta1=97",
    protocol: 1,
    fiDi: 0x97,
    crc: true,
  },
];

/** Command and answer. Over T=0 the reader's answer to a case 4 is 61xx, and extended lengths do not exist. */
const ANY: readonly (readonly [string, string])[] = [
  ["80 10 00 00", OK],
  ["80 12 40 00 40", `${countingUp(64)} ${OK}`],
];
/** Each takes long at the speed of the answer to reset. */
const LONG: typeof ANY = [
  ["80 12 00 00 00", `${countingUp(256)} ${OK}`],
  [`80 14 00 00 FF ${countingUp(255)}`, OK],
  ["80 18 00 00 FF", `${countingUp(255)} ${OK}`],
];
const OF_T0: typeof ANY = [
  ["80 16 00 00 03 01 02 03 03", "61 03"],
  ["00 C0 00 00 03", `01 02 03 ${OK}`],
];
const OF_T1: typeof ANY = [["80 16 00 00 03 01 02 03 03", `01 02 03 ${OK}`]];
const LONG_OF_T1: typeof ANY = [
  [`80 14 00 00 00 02 00 ${countingUp(512)}`, OK],
  ["80 18 00 00 00 01 80", `${countingUp(384)} 62 82`],
  ["80 1A 00 00 04", `00 00 00 09 ${OK}`],
];

function exchangesWith({ protocol, fiDi }: Kind): typeof ANY {
  const short = [...ANY, ...(protocol === 1 ? OF_T1 : OF_T0)];
  if (fiDi === TA1_DEFAULT) return short;
  return [...short, ...LONG, ...(protocol === 1 ? LONG_OF_T1 : [])];
}

/** libccid takes PPS to itself, except with the type that has its reader make it (9.2; CCID 6.1.7). */
function framesOf(persona: Persona, { protocol, fiDi, crc }: Kind): RegExp[] {
  const speed = hexByte(fiDi);
  const pps = hexOf(Uint8Array.of(0xff, 0x10 | protocol, fiDi, 0xff ^ (0x10 | protocol) ^ fiDi));
  const structure =
    protocol === 0 ? `61 05 .{15}00 00 00 ${speed} 00` : `61 07 .{15}01 00 00 ${speed} 1${crc ? 1 : 0}`;
  const isAsked = fiDi !== TA1_DEFAULT && persona !== "sec1210";
  const ifsd = /6F 0[56] .{15}00 00 00 00 C1 01 FE/;
  return [
    new RegExp(structure),
    ...(protocol === 1 ? [ifsd] : []),
    ...(isAsked ? [new RegExp(`6F 04 .{15}00 00 00 ${pps}`)] : []),
  ];
}

for (const persona of ["pos", "pinpad", "sec1210"] as const) {
  let rig: Rig;
  let smartcard: Smartcard;
  let context: Context;

  test.serial(`${persona}: pcscd opens the reader, and has as many slots as the type`, async (t) => {
    rig = await setUpBench(persona);
    smartcard = await loadSmartcard(rig.pcscd.environment);
    context = new smartcard.Context();
    const slots = { pos: 5, pinpad: 1, sec1210: 2 };
    t.is(context.listReaders().length, slots[persona]);
  });

  for (const kind of KINDS) {
    test.serial(
      `${persona} with a card of ${kind.name}: smartcard, opensc-tool and pcsc: have every case`,
      async (t) => {
        const logFile = join(rig.folder, "log");
        const before = statSync(logFile).size;
        await changeCard(rig, smartcard, context, `card transfer ${kind.words}`);
        const exchanges = exchangesWith(kind);
        const answers = exchanges.map(([, answer]) => answer);
        const commands = exchanges.map(([command]) => command);
        t.deepEqual(await throughSmartcard(commands), answers);
        const log = readFileSync(logFile, "latin1").slice(before);
        for (const frame of framesOf(persona, kind)) t.true(frame.test(log), String(frame));
        t.deepEqual(await throughDriver(commands, kind), answers);
        const tool = await rig.pcscd.client([
          "opensc-tool",
          "-r",
          "0",
          "-c",
          "default",
          "-s",
          "80:12:04:00:04",
        ]);
        t.regex(tool.output, /SW1=0x90, SW2=0x00/);
      },
    );
  }

  test.serial(`${persona}: pcsc_scan shows the ATR`, async (t) => {
    const atr = hexOf(context.listReaders()[0]!.atr);
    const scan = start(["pcsc_scan"], { ...rig.pcscd.environment, TERM: "dumb" });
    await until(
      atr,
      LIMIT_MS,
      () => (scan.printed().includes(atr) ? true : undefined),
      () => scan.printed(),
    );
    await scan.stop();
    t.pass();
  });

  test.serial(`${persona}: everything is let go`, async (t) => {
    context.close();
    await rig.clear();
    t.false(rig.pcscd.isRunning());
  });
  test.after.always(() => rig?.clear());

  async function throughSmartcard(commands: readonly string[]): Promise<string[]> {
    const slot = context.listReaders().find(({ name }) => name === SLOT_0)!;
    const { SCARD_PROTOCOL_T0, SCARD_PROTOCOL_T1 } = smartcard;
    const card = await slot.connect(smartcard.SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1);
    try {
      const answers: string[] = [];
      for (const command of commands) {
        answers.push(hexOf(await card.transmit(bytesOf(command), { maxRecvLength: RESPONSE_MAX })));
      }
      return answers;
    } finally {
      card.disconnect(smartcard.SCARD_UNPOWER_CARD);
    }
  }
}

/** Our own transport. */
async function throughDriver(commands: readonly string[], { protocol }: Kind): Promise<string[]> {
  const reader = await openReader("pcsc:Duka");
  try {
    const slot = reader.slot(0);
    parseAtr(await slot.open(LIMIT_MS));
    if (slot.line()?.protocol !== protocol) throw new Error(`the driver speaks T=${slot.line()?.protocol}`);
    const answers: string[] = [];
    for (const command of commands) {
      answers.push(hexOf(await slot.exchange(Uint8Array.from(bytesOf(command)), LIMIT_MS)));
    }
    return answers;
  } finally {
    await reader.close();
  }
}

function countingUp(length: number): string {
  return hexOf(Uint8Array.from({ length }, (_, at) => at));
}

function hexByte(value: number): string {
  return hexOf(Uint8Array.of(value));
}
