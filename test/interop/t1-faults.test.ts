/**
 * Our card against the T=1 engine of stock libccid: each block of a session garbled, repeated, out of order or lost, in
 * each direction (ISO/IEC 7816-3, 11.6.3). Whatever the engine makes of it, no command is executed twice, and after a
 * reset all is well.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { type Child, start } from "./harness/child.js";
import { requirePackages } from "./harness/packages.js";
import { type PrivatePcscd, startPcscd } from "./harness/private-pcscd.js";
import { FRIENDLY_NAME, SLOT_0 } from "./harness/rig.js";
import {
  bytesOf,
  type Card,
  type Context,
  hexOf,
  loadSmartcard,
  type Smartcard,
} from "./harness/smartcard.js";
import { until } from "./harness/until.js";

const FAULTY_CARD = fileURLToPath(new URL("harness/faulty-card.js", import.meta.url));
const START_MS = 15_000;
const OK = "90 00";

/** Three blocks in and one out, one in and two out, the counter: blocks 1 to 6 each way; block 0 is S(IFS). */
const EXCHANGES: readonly (readonly [string, string])[] = [
  [`80 16 00 00 3C ${countingUp(60)} 3C`, `${countingUp(60)} ${OK}`],
  ["80 12 00 00 00", `${countingUp(256)} ${OK}`],
  ["80 1A 00 00 04", `00 00 00 03 ${OK}`],
];
const BLOCKS = [0, 1, 2, 3, 4, 5, 6];

/**
 * An old R-block in place of a command's only I-block: the card repeats its last answer and then asks for the I-block,
 * but libccid repeats its own R-block instead, resynchronises, and sends a command without bytes. The card refuses
 * that; nothing was executed.
 */
const EMPTY_COMMAND = "67 00";

let folder: string;
let card: Child;
let pcscd: PrivatePcscd;
let smartcard: Smartcard;
let context: Context;

test.before(async () => {
  requirePackages();
  folder = mkdtempSync(join(tmpdir(), "duka-t1-"));
  const device = join(folder, "reader");
  card = start([process.execPath, FAULTY_CARD, device]);
  await saying("is ready at");
  pcscd = await startPcscd({ folder, friendlyName: FRIENDLY_NAME, device, persona: "pos", log: false });
  smartcard = await loadSmartcard(pcscd.environment);
  context = new smartcard.Context();
});
test.after.always(async () => {
  context?.close();
  await pcscd?.stop();
  await card?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const RECOVERED: readonly (readonly [direction: string, fault: string])[] = [
  ["to-card", "garble"],
  ["to-reader", "garble"],
  ["to-card", "repeat"],
  ["to-reader", "repeat"],
  ["to-card", "disorder"],
  ["to-reader", "disorder"],
];

for (const [direction, fault] of RECOVERED) {
  test.serial(`libccid and our card recover from each block ${direction} hit by: ${fault}`, async (t) => {
    for (const block of BLOCKS) {
      const answers = await session(`${direction} ${block} ${fault}`);
      const isBeyondLibccid = direction === "to-card" && fault === "repeat" && block === 6;
      t.deepEqual(
        answers,
        isBeyondLibccid ? [...whole().slice(0, 2), EMPTY_COMMAND] : whole(),
        `block ${block}`,
      );
    }
  });
}

test.serial(
  "a lost block is the end of libccid's session, and nothing was executed twice; a reset heals it",
  async (t) => {
    for (const direction of ["to-card", "to-reader"]) {
      const answers = await session(`${direction} 3 lose`);
      t.true(answers.length < EXCHANGES.length);
      t.deepEqual(await session("none"), whole());
    }
  },
);

function whole(): string[] {
  return EXCHANGES.map(([, answer]) => answer);
}

/** What an application gets that connects, sends all commands, and resets the card. */
async function session(fault: string): Promise<string[]> {
  const before = card.printed().length;
  card.say(fault);
  await saying("armed", before);
  const slot = context.listReaders().find(({ name }) => name === SLOT_0)!;
  const connection = await slot.connect(smartcard.SCARD_SHARE_EXCLUSIVE, smartcard.SCARD_PROTOCOL_T1);
  try {
    return await answersOf(connection);
  } finally {
    connection.disconnect(smartcard.SCARD_UNPOWER_CARD);
  }
}

/** Until one fails. */
async function answersOf(connection: Card): Promise<string[]> {
  const answers: string[] = [];
  for (const [command] of EXCHANGES) {
    try {
      answers.push(hexOf(await connection.transmit(bytesOf(command))));
    } catch (error) {
      if (error instanceof Error) return answers;
      throw error;
    }
  }
  return answers;
}

async function saying(word: string, from = 0): Promise<void> {
  const said = () => {
    if (card.exitCode() !== undefined) throw new Error(`the reader ended: ${card.printed()}`);
    return card.printed().slice(from).includes(word) ? true : undefined;
  };
  await until(`the reader to say "${word}"`, START_MS, said, () => card.printed());
}

function countingUp(length: number): string {
  return hexOf(Uint8Array.from({ length }, (_, at) => at));
}
