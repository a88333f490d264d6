/** `duka-sim run --reader`: scenarios on a reader that stands there, with a person or a control API as their hands. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Password } from "@duka/driver";
import type { Terminal } from "@duka/protocol/command-line";
import { makeFolder } from "@duka/protocol/data/make-folder";
import { readRegularFile } from "@duka/protocol/data/regular-file";
import { type ControlClient, connectControl, controlHands } from "../../on-reader/control-hands.js";
import { impossibleHere, type Means } from "../../on-reader/impossible.js";
import { type InputLines, inputLines } from "../../on-reader/input-lines.js";
import { personHands } from "../../on-reader/person-hands.js";
import type { ReaderHands } from "../../on-reader/reader-hands.js";
import { openReaderShop } from "../../on-reader/reader-shop.js";
import { RealClock } from "../../time/real-clock.js";
import { type Driver, loadDriver } from "../../world/load-driver.js";
import type { ReadScenario } from "../../world/script/read-scenario.js";
import { notPlayed, runScenario, type ScenarioResult } from "../../world/script/run-scenario.js";
import type { WorldTill } from "../../world/world-till.js";
import { readToken } from "../control-words.js";

export type ReaderWords = {
  readonly reader?: string;
  readonly control?: string;
  readonly controlToken?: string;
  readonly realCard?: true;
  readonly journal?: string;
  readonly passwordFile?: string;
  readonly passwordStdin?: true;
  readonly allowSkipped?: true;
  readonly patience?: string;
};

export type ReaderStage = {
  run(read: ReadScenario, options: Parameters<typeof runScenario>[1]): Promise<ScenarioResult>;
  close(): void;
};

const PATIENCE_S = 60;
const PATIENCE_MAX_S = 3600;
const PASSWORD_FILE_BYTES_MAX = 64;
const PER_SECOND = 1000;
/** A sale's own limits end long before. */
const STEP_MS = 120_000;
const RUN_BYTES = 4;
const PRIVATE = 0o700;

/**
 * @throws RangeError for words that do not go together, and for a real card without its consent
 * @throws ReaderError `no-reader` when the reader is not there
 */
export async function openReaderStage(
  terminal: Terminal,
  words: ReaderWords & { readonly reader: string },
): Promise<ReaderStage> {
  const { reader: address, control: controlUrl } = words;
  const patienceMs = parsePatience(words.patience) * PER_SECOND;
  if (address.startsWith("sim:"))
    throw new RangeError(
      "--reader sim: a scenario is played in a simulated world anyway; leave --reader out",
    );
  if (words.passwordFile !== undefined && words.passwordStdin)
    throw new RangeError("--password-file and --password-stdin: choose one of them");
  if (words.passwordStdin && terminal.input.isTTY)
    throw new RangeError(
      "--password-stdin: on a terminal it would be seen; pass it through a pipe, or --password-file",
    );
  if (words.controlToken !== undefined && controlUrl === undefined)
    throw new RangeError("--control-token needs --control URL");
  const { driver } = await loadDriver();
  const clock = new RealClock();
  const isSimulated = await isSimulatedAt(driver, address);
  checkConsent(words, isSimulated);
  const client = controlUrl === undefined ? undefined : await connectControl(controlUrl, tokenOf(words));
  const lines = inputLines(terminal.input, clock);
  const password = await passwordOf(driver, words, lines, patienceMs);
  const person = terminal.input.isTTY ? "person" : "none";
  const means: Means = {
    isSimulated,
    isPcsc: address.startsWith("pcsc:"),
    hands: client === undefined ? person : "control",
    city: client?.city,
    hasPassword: password !== undefined,
  };
  let count = 0;

  return {
    async run(read, options) {
      const reasons = impossibleHere(read, means);
      if (reasons.length > 0 && words.allowSkipped)
        return notPlayed(read, { failures: [], skipped: reasons });
      if (reasons.length > 0) {
        const advice = "give --allow-skipped to count a scenario that cannot be played there as skipped";
        const failures = [...reasons, { place: reasons[0]!.place, message: advice }];
        return notPlayed(read, { failures, skipped: [] });
      }
      count++;
      return runScenario(read, {
        ...options,
        hungMs: STEP_MS + patienceMs,
        openShop: (scenario) =>
          openReaderShop(scenario, {
            address,
            clock,
            password,
            isSimulated,
            journal: isSimulated ? undefined : journalFile(words.journal!, clock.wallMs(), count),
            hands: (till) => handsOf(till, client, scenario, count),
          }),
      });
    },
    close: () => lines.close(),
  };

  function handsOf(
    till: () => WorldTill,
    control: ControlClient | undefined,
    { city, cards = [] }: ReadScenario["scenario"],
    nth: number,
  ): ReaderHands {
    if (control !== undefined)
      return controlHands(
        control,
        city ?? control.city,
        cards,
        `${randomBytes(RUN_BYTES).toString("hex")}-${nth}`,
      );
    const ask = async (what: string): Promise<void> => {
      terminal.tell(`duka-sim: ${what}, and press Enter\n`);
      await lines.next(patienceMs);
    };
    return personHands(ask, async () => (await till().reader.status(0)) !== "absent");
  }
}

/** @throws RangeError */
function tokenOf({ controlToken }: ReaderWords): string | undefined {
  return controlToken === undefined ? undefined : readToken(controlToken);
}

function parsePatience(text: string | undefined): number {
  const seconds = text === undefined ? PATIENCE_S : Number(text);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= PATIENCE_MAX_S) return seconds;
  throw new RangeError(`--patience ${text}: whole seconds from 1 to ${PATIENCE_MAX_S}`);
}

/** What the reader says of itself. */
async function isSimulatedAt({ openReader }: Driver, address: string): Promise<boolean> {
  const reader = await openReader(address);
  const { simulated } = reader;
  await reader.close();
  return simulated;
}

function checkConsent({ reader, realCard, journal }: ReaderWords, isSimulated: boolean): void {
  if (isSimulated && realCard)
    throw new RangeError(`--real-card: the reader at ${reader} says that it is simulated; leave it out`);
  if (isSimulated && journal !== undefined)
    throw new RangeError("--journal: what is done with simulated cards is not kept; leave it out");
  if (isSimulated) return;
  if (!realCard)
    throw new RangeError(
      `${reader} does not say that it is simulated: the card in it would really be debited; give --real-card if that is what you want`,
    );
  if (journal === undefined)
    throw new RangeError(
      "--real-card: give --journal FOLDER too: what was done with a real card is kept there, to be settled or looked up",
    );
}

/** Another one for each scenario: their refs are alike. */
function journalFile(folder: string, wallMs: number, count: number): string {
  makeFolder(folder, PRIVATE);
  return join(folder, `run-${new Date(wallMs).toISOString().replace(/[:.]/g, "-")}-${count}.db`);
}

async function passwordOf(
  { Password: Passwords }: Driver,
  { passwordFile, passwordStdin }: ReaderWords,
  lines: InputLines,
  patienceMs: number,
): Promise<(() => Password) | undefined> {
  if (passwordFile === undefined && !passwordStdin) return undefined;
  const read =
    passwordFile === undefined
      ? await lines.next(patienceMs)
      : readRegularFile(passwordFile, PASSWORD_FILE_BYTES_MAX);
  let end = read.length;
  while (end > 0 && read[end - 1]! <= 0x20) end--;
  const digits = Uint8Array.from(read.subarray(0, end));
  read.fill(0);
  // What is no password is told before anything is done.
  const anew = (): Password => Passwords.fromAscii(digits.slice());
  anew().wipe();
  return anew;
}
