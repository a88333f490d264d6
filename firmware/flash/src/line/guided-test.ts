/** What a machine cannot see of a reader: a person is led through it, and says what there is. */
import { openAccount, openJournal, openReader, type Reader } from "@duka/driver";
import type { Clock } from "@duka/protocol/transport";
import type { GuidedStep } from "./batch.js";
import type { GuidedResult } from "./unit-record.js";

/** The person at the line. */
export type Tester = {
  /** Ends with yes, with no, or with no for one who has gone. */
  ask(question: string): Promise<boolean>;
  tell(instruction: string): void;
};

type Testing = { readonly reader: Reader; readonly tester: Tester; readonly serialNumber: string };

/** A card is put in or taken out within it. */
const CARD_MS = 60_000;
const LOOK_EVERY_MS = 250;
const SALE_FEN = 1;
const COLUMNS = 16;

/** Leads through all steps, after one that failed too. */
export async function guidedTest(
  steps: readonly GuidedStep[],
  unit: { readonly serialNumber: string; readonly readerAddress: string },
  tester: Tester,
): Promise<readonly GuidedResult[]> {
  const results: GuidedResult[] = [];
  const reader = await openReader(unit.readerAddress);
  try {
    for (const step of steps) {
      const fault = await faultOf(() => STEPS[step]({ reader, tester, serialNumber: unit.serialNumber }));
      results.push({ step, passed: fault === undefined, ...(fault === undefined ? {} : { note: fault }) });
    }
    await reader.duka?.prompt(undefined);
  } finally {
    await reader.close();
  }
  return results;
}

/** @returns what is wrong; undefined where nothing is */
async function faultOf(step: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await step();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const STEPS: { readonly [step in GuidedStep]: (testing: Testing) => Promise<string | undefined> } = {
  async lights({ reader, tester, serialNumber }) {
    for (const [prompt, colour] of [
      ["success", "green"],
      ["failed", "red"],
    ] as const) {
      const shown = await reader.duka?.prompt(prompt);
      if (shown?.lights !== true) return "the firmware of this board has no lights";
      if (!(await tester.ask(`${serialNumber}: is the ${colour} light on, and it alone?`)))
        return `the ${colour} light`;
    }
    return undefined;
  },
  async beep({ reader, tester, serialNumber }) {
    const shown = await reader.duka?.prompt("failed");
    if (shown?.beeper !== true) return "the firmware of this board has no beeper";
    return (await tester.ask(`${serialNumber}: has it beeped?`)) ? undefined : "no beep was heard";
  },
  async display({ reader, tester, serialNumber }) {
    const line = serialNumber.slice(-COLUMNS).padEnd(COLUMNS, "#");
    const shown = await reader.duka?.prompt("success", { secondLine: line });
    if (shown?.display !== true) return "the firmware of this board has no display";
    const question = `${serialNumber}: does the display show a word and below it "${line}", every dot of it?`;
    return (await tester.ask(question)) ? undefined : "the display";
  },
  async slots({ reader, tester, serialNumber }) {
    for (let slot = 0; slot < reader.slotCount; slot++) {
      const name = `${serialNumber}: slot ${slot + 1} of ${reader.slotCount}`;
      tester.tell(`${name}: put a card in`);
      if (!(await waitFor(reader, slot, true))) return `slot ${slot + 1} sees no card`;
      tester.tell(`${name}: take it out`);
      if (!(await waitFor(reader, slot, false)))
        return `slot ${slot + 1} does not see that its card has gone`;
    }
    return undefined;
  },
  async sale({ reader, tester, serialNumber }) {
    const journal = await openJournal(":memory:", reader.clock);
    try {
      tester.tell(
        `${serialNumber}: put in reference card and PSAM; if the reader asks, type the card's password on it`,
      );
      const pinPad = reader.identity?.keypad === true;
      const account = openAccount({ reader, journal, waitCardMs: CARD_MS, pinPad });
      const outcome = await account.debit({ amountFen: SALE_FEN, ref: `TEST-${serialNumber}` });
      return outcome.outcome === "committed" ? undefined : `the sale of 0.01 is ${outcome.outcome}`;
    } finally {
      await journal.close();
    }
  },
};

async function waitFor(reader: Reader, slot: number, isIn: boolean): Promise<boolean> {
  const { clock } = reader;
  const endMs = clock.nowMs() + CARD_MS;
  while (clock.nowMs() < endMs) {
    if (((await reader.status(slot)) !== "absent") === isIn) return true;
    await pause(clock);
  }
  return false;
}

function pause(clock: Clock): Promise<void> {
  return new Promise((resolve) => clock.after(LOOK_EVERY_MS, resolve));
}
