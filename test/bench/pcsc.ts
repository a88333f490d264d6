/**
 * One APDU through our driver and through stock pcscd with the npm package `smartcard`, at the same instantly answering
 * reader on a pseudo-terminal: what the host itself costs.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openReader } from "@duka/driver";
import { startProgram } from "../espruino/children.js";
import { requirePackages } from "../interop/harness/packages.js";
import { startPcscd } from "../interop/harness/private-pcscd.js";
import { loadSmartcard } from "../interop/harness/smartcard.js";
import { until } from "../interop/harness/until.js";
import { type Goal, printGoal } from "./report.js";
import { median } from "./timing.js";

const APDUS_PER_ROUND = 200;
const ROUNDS = 20;
/** Until every program runs its compiled code. */
const WARM_UP_ROUNDS = 15;
const DEADLINE_MS = 5000;
const LINK_MS = 5000;
const NAME = "Bench";
const ERROR = /missing/;

const APDUS: readonly (readonly [name: string, command: readonly number[]])[] = [
  ["5 bytes out, 16 + 2 in", [0x00, 0x84, 0x00, 0x00, 0x10]],
  ["5 bytes out, 255 + 2 in", [0x00, 0xb0, 0x00, 0x00, 0xff]],
];

/** @returns the goals; none, with what to install, where pcscd is not there */
export async function measurePcsc(): Promise<Goal[]> {
  console.log("\none APDU at an instantly answering reader on a pseudo-terminal");
  try {
    requirePackages();
  } catch (error) {
    if (!(error instanceof Error) || !ERROR.test(error.message)) throw error;
    console.log(`  not measured: ${error.message}`);
    return [];
  }
  const [ours = [], theirs = []] = await withReader((ourLink) =>
    withReader((theirLink, folder) => contest(ourLink, theirLink, folder)),
  );
  return APDUS.map(([name], index) => {
    const our = ours[index] ?? Number.NaN;
    const their = theirs[index] ?? Number.NaN;
    console.log(
      `  ${name.padEnd(28)} ours ${microseconds(our)}   pcscd + smartcard ${microseconds(their)}   ${(their / our).toFixed(2)} x ours`,
    );
    const goal = { what: `${name}: our driver is faster than pcscd and smartcard`, met: our < their };
    printGoal(goal);
    return goal;
  });
}

type Send = (command: readonly number[]) => Promise<unknown>;

/** Milliseconds of each APDU through our driver, and through theirs: in turns, so that both see the same machine. */
async function contest(ourLink: string, theirLink: string, folder: string): Promise<number[][]> {
  const reader = await openReader(`serial:${ourLink}`);
  const slot = reader.slot(0);
  await slot.open(DEADLINE_MS);
  const pcscd = await startPcscd({
    folder,
    friendlyName: NAME,
    device: theirLink,
    persona: "pos",
    log: false,
  });
  try {
    const smartcard = await loadSmartcard(pcscd.environment);
    const context = new smartcard.Context();
    const found = context.listReaders().find(({ name }) => name.startsWith(`${NAME} 00 00`));
    if (found === undefined) throw new Error(`pcscd has no reader "${NAME}"`);
    const card = await found.connect(smartcard.SCARD_SHARE_EXCLUSIVE, smartcard.SCARD_PROTOCOL_T0);
    const times = await inTurns([
      (command) => slot.exchange(Uint8Array.from(command), DEADLINE_MS),
      (command) => card.transmit(command),
    ]);
    card.disconnect(smartcard.SCARD_LEAVE_CARD);
    context.close();
    return times;
  } finally {
    await pcscd.stop();
    await reader.close();
  }
}

/** By contestant, then by APDU: the median of all. */
async function inTurns(contestants: readonly Send[]): Promise<number[][]> {
  const medians: number[][] = contestants.map(() => []);
  for (const [, command] of APDUS) {
    const times: number[][] = contestants.map(() => []);
    for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
      for (const [index, send] of contestants.entries()) {
        for (let turn = 0; turn < APDUS_PER_ROUND; turn++) {
          const began = performance.now();
          await send(command);
          if (round >= WARM_UP_ROUNDS) times[index]!.push(performance.now() - began);
        }
      }
    }
    times.forEach((all, index) => {
      medians[index]!.push(median(all));
    });
  }
  return medians;
}

async function withReader<T>(measure: (link: string, folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "duka-bench-"));
  const link = join(folder, "reader");
  const program = fileURLToPath(new URL("./instant-reader.js", import.meta.url));
  const socat = startProgram(
    "socat",
    [`pty,raw,echo=0,link=${link}`, `EXEC:${process.execPath} ${program}`],
    folder,
  );
  try {
    await until("the reader's link", LINK_MS, () => {
      if (!socat.isRunning()) throw new Error(`socat: ${socat.words()}`);
      return existsSync(link) ? true : undefined;
    });
    return await measure(link, folder);
  } finally {
    await socat.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function microseconds(ms: number): string {
  return `${(ms * 1000).toFixed(0).padStart(5)} µs`;
}
