/** What stands on the rig: a simulated reader on a pseudo-terminal and a private pcscd that has it as "Duka". */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requirePackages } from "./packages.js";
import { type PrivatePcscd, startPcscd } from "./private-pcscd.js";
import { type ReaderProcess, startBench, startReader } from "./reader-process.js";
import { until } from "./until.js";

export const FRIENDLY_NAME = "Duka";
export const SLOT_0 = "Duka 00 00";
export const SLOT_1 = "Duka 00 01";
/** The chip that only carries bytes: historical bytes "Duka" and a mark. */
export const TRANSFER_ATR = "3B 05 44 75 6B 61 00";
export const OTHER_TRANSFER_ATR = "3B 05 44 75 6B 61 01";

const REPLY_MS = 3000;

export type Rig = {
  readonly folder: string;
  reader: ReaderProcess;
  pcscd: PrivatePcscd;
  /** Says a word to the operator of the reader and waits until it was done: "out", "in", "swap", "keys 123456#". */
  hand(word: string): Promise<void>;
  stopReader(): Promise<void>;
  /** Stops the reader and starts it again on the same path. */
  restartReader(): Promise<void>;
  restartPcscd(): Promise<void>;
  /** Ends everything and removes the folder. */
  clear(): Promise<void>;
};

type RigOptions = {
  /** Logs each frame; costs time. True by default. */
  readonly log?: boolean;
  readonly persona?: string;
};

/** One folder for all rigs of a process, one after the other: the PC/SC library reads the socket's name only once. */
let folder: string | undefined;

/** @param words for duka-sim reader, such as ["--card", "transfer"] */
export function setUpRig(words: readonly string[], options: RigOptions = {}): Promise<Rig> {
  const { persona } = options;
  const all = persona === undefined ? words : [...words, "--persona", persona];
  return setUp((link) => startReader(link, all), options);
}

/**
 * A rig whose user card is changed by words, as reader-bench.ts has them; until then it is the one for reader tests.
 * @param speed how many seconds of its world one real second is
 */
export function setUpBench(persona: string, speed = 1): Promise<Rig> {
  return setUp((link) => startBench(link, persona, speed), { persona });
}

async function setUp(
  begin: (link: string) => Promise<ReaderProcess>,
  { log = true, persona = "pos" }: RigOptions,
): Promise<Rig> {
  requirePackages();
  const home = folder ?? mkdtempSync(join(tmpdir(), "duka-pcsc-"));
  folder = home;
  mkdirSync(home, { recursive: true });
  const link = join(home, "reader");
  const options = { folder: home, friendlyName: FRIENDLY_NAME, device: link, persona, log };
  const reader = await begin(link);
  let pcscd: PrivatePcscd;
  try {
    pcscd = await startPcscd(options);
    if (hasGivenUp(home)) {
      await pcscd.stop();
      pcscd = await startPcscd(options);
    }
  } catch (error) {
    await reader.stop();
    rmSync(home, { recursive: true, force: true });
    throw error;
  }
  let isExpected = false;
  const rig: Rig = {
    folder: home,
    reader,
    pcscd,
    async hand(word) {
      const before = rig.reader.printed().length;
      rig.reader.say(word);
      await until(
        `duka-sim to do "${word}"`,
        REPLY_MS,
        () => (rig.reader.printed().slice(before).includes("\n") ? true : undefined),
        () => rig.reader.printed(),
      );
    },
    async stopReader() {
      isExpected = true;
      await rig.reader.stop();
    },
    async restartReader() {
      await rig.stopReader();
      rig.reader = await begin(link);
      isExpected = false;
      watchReader();
    },
    async restartPcscd() {
      await rig.pcscd.stop();
      rig.pcscd = await startPcscd(options);
    },
    async clear() {
      isExpected = true;
      await rig.pcscd.stop();
      await rig.reader.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
  watchReader();
  return rig;

  /** A libccid whose reader dies while it waits for an answer waits for ever, and every client with it. */
  function watchReader(): void {
    const { reader } = rig;
    reader.ended.then(() => {
      if (isExpected) return;
      process.stderr.write(`duka-sim ended unexpectedly: ${reader.printed()}\n`);
      void rig.pcscd.stop();
    });
  }
}

/**
 * libccid gives a reader 100 ms for its answers while it opens: a machine that is busy with other work may take longer,
 * once.
 */
function hasGivenUp(home: string): boolean {
  return /Open Port .* Failed/.test(readFileSync(join(home, "log"), "latin1"));
}
