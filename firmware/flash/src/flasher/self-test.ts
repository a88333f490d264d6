/** Does the reader that has just started do what its manifest says? Asked over CCID, the way every host will. */

import type { Manifest } from "@duka/protocol/board";
import { BoardError } from "../base/flash-error.js";
import type { ReaderLine } from "./reader-line.js";

export type SelfTest = {
  readonly firmwareVersion: string;
  readonly serialNumber: string;
  readonly slots: number;
  /** Interpreter variables in use and in all; undefined when the board cannot say. */
  readonly memory: { readonly used: number; readonly total: number } | undefined;
};

/** Above this part of its variables a reader would fail in the middle of an exchange. */
const MEMORY_MAX = 0.9;
const FAILURES_AT = 6;

/**
 * @param serialNumber what the unit was given; undefined: its chip's
 * @throws BoardError `self-test-failed` naming every answer that is not as it should be
 */
export async function runSelfTest(
  line: ReaderLine,
  manifest: Manifest,
  serialNumber: string | undefined,
): Promise<SelfTest> {
  const { identity } = line;
  const faults: string[] = [];
  const expect = (what: string, is: string | number, shouldBe: string | number): void => {
    if (is !== shouldBe) faults.push(`${what} is ${is}, not ${shouldBe}`);
  };
  expect("firmware version", identity.firmwareVersion, manifest.version);
  expect("board", identity.board, manifest.board);
  expect("persona of the build", await line.builtPersona(), manifest.persona);
  expect("slots", identity.slots, manifest.slots.length);
  expect("card clock", identity.clockHz, manifest.clockHz);
  if (serialNumber !== undefined) expect("serial number", identity.serialNumber, serialNumber);
  for (let slot = 0; slot < manifest.slots.length; slot++) {
    if (!(await line.slotAnswers(slot))) faults.push(`slot ${slot} does not answer`);
  }
  const memory = await line.memory();
  if (memory !== undefined && memory.used > memory.total * MEMORY_MAX) {
    faults.push(`${memory.used} of ${memory.total} interpreter variables are in use`);
  }
  const failures = (await line.counters())[FAILURES_AT] ?? 0;
  if (failures > 0) faults.push(`the firmware has caught ${failures} errors of its own`);
  if (faults.length > 0) throw selfTestFailed(faults.join("; "));
  return {
    firmwareVersion: identity.firmwareVersion,
    serialNumber: identity.serialNumber,
    slots: identity.slots,
    memory,
  };
}

export function selfTestFailed(why: string, cause?: unknown): BoardError {
  return new BoardError({
    message: `the new firmware does not pass its self-test: ${why}`,
    code: "self-test-failed",
    remedy: "build the firmware for this board anew and repeat; the image before is kept and started",
    cause,
  });
}
