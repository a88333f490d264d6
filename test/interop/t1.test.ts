/** The T=1 engine and the PPS of stock libccid against our firmware and card: every kind of block, extended APDUs, both EDCs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { type Desk, SLOT_0, setUpDesk } from "./harness/desk.js";
import { hexOf } from "./harness/smartcard.js";

const CLIENT = fileURLToPath(new URL("harness/apdu-client.js", import.meta.url));

const OK = "90 00";

type Setup = {
  readonly name: string;
  readonly words: readonly string[];
  readonly protocol: 0 | 1;
  /** Frames that the driver must have sent, in its own log. */
  readonly sent: readonly RegExp[];
};

const SETUPS: readonly Setup[] = [
  {
    name: "T=1, IFSC 32, LRC, 372/1",
    words: ["--protocol", "1"],
    protocol: 1,
    // S(IFS) with 254.
    sent: [/6F 05 00 00 00 00 .. 00 00 00 00 C1 01 FE 3E/],
  },
  {
    name: "T=1, IFSC 254, LRC, TA1 96",
    words: ["--protocol", "1", "--ifsc", "254", "--ta1", "96"],
    protocol: 1,
    sent: [/6F 04 00 00 00 00 .. 00 00 00 FF 11 96 78/, /61 07 00 00 00 00 .. 01 00 00 96 10/],
  },
  {
    name: "T=1, IFSC 254, CRC, TA1 97",
    words: ["--protocol", "1", "--ifsc", "254", "--edc", "crc", "--ta1", "97"],
    protocol: 1,
    sent: [/6F 04 00 00 00 00 .. 00 00 00 FF 11 97 79/, /61 07 00 00 00 00 .. 01 00 00 97 11/],
  },
  {
    name: "T=1, IFSC 32, CRC",
    words: ["--protocol", "1", "--edc", "crc"],
    protocol: 1,
    sent: [/61 07 00 00 00 00 .. 01 00 00 11 11/],
  },
  {
    name: "T=0, TA1 96",
    words: ["--ta1", "96"],
    protocol: 0,
    sent: [/6F 04 00 00 00 00 .. 00 00 00 FF 10 96 79/, /61 05 00 00 00 00 .. 00 00 00 96 00/],
  },
  {
    name: "T=0, TA1 97",
    words: ["--ta1", "97"],
    protocol: 0,
    sent: [/6F 04 00 00 00 00 .. 00 00 00 FF 10 97 78/, /61 05 00 00 00 00 .. 00 00 00 97 00/],
  },
];

const desks: Desk[] = [];
test.after.always(async () => {
  for (const desk of desks) await desk.clear();
});

/** Command and answer. Over T=0 the reader's answer to a case 4 is 61xx, and extended lengths do not exist. */
const SHORT: readonly (readonly [string, string])[] = [
  ["80 10 00 00", OK],
  ["80 12 40 00 40", `${countingUp(64)} ${OK}`],
  ["80 12 00 00 00", `${countingUp(256)} ${OK}`],
  [`80 14 00 00 FF ${countingUp(255)}`, OK],
  ["80 18 00 00 FF", `${countingUp(255)} ${OK}`],
];
const OF_T0: typeof SHORT = [["80 16 00 00 03 01 02 03 03", "61 03"]];
const OF_T1: typeof SHORT = [
  [`80 14 00 00 00 02 00 ${countingUp(512)}`, OK],
  ["80 18 00 00 00 01 80", `${countingUp(384)} 62 82`],
  ["80 16 00 00 03 01 02 03 03", `01 02 03 ${OK}`],
  ["80 1A 00 00 04", "00 00 00 09 90 00"],
];

for (const { name, words, protocol, sent } of SETUPS) {
  test.serial(`libccid with a card of ${name}`, async (t) => {
    const desk = await setUpDesk(["--card", "transfer", ...words]);
    desks.push(desk);
    const exchanges = [...SHORT, ...(protocol === 1 ? OF_T1 : OF_T0)];
    const commands = exchanges.map(([command]) => command);
    const client = [process.execPath, CLIENT, SLOT_0, String(protocol), ...commands];
    const ran = await desk.pcscd.client(client, 60_000);
    const answers = ran.stdout.trim().split("\n");
    t.deepEqual(
      answers,
      exchanges.map(([, answer]) => answer),
      ran.output,
    );
    const log = readFileSync(join(desk.folder, "log"), "latin1");
    for (const frame of sent) t.regex(log, frame);
    await desk.clear();
  });
}

function countingUp(length: number): string {
  return hexOf(Uint8Array.from({ length }, (_, at) => at));
}
