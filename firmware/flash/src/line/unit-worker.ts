/** The process that flashes one board of a line: the package that talks to the interpreter can do one at a time. */
import { realClock } from "@duka/driver/reader";
import { BoardError, FlashError } from "../base/flash-error.js";
import { readFirmwareFolder } from "../build/firmware-folder.js";
import { readKey } from "../build/signature.js";
import type { Unit } from "../build/unit.js";
import { connectBy } from "../flasher/connect.js";
import { flash } from "../flasher/flash.js";
import type { FromUnitProcess, ToUnitProcess, UnitJob } from "./unit-messages.js";

/** For what a stopped flash still says to its board. */
const GIVE_UP_MS = 1000;

const stop = new AbortController();
let answer: ((message: ToUnitProcess) => void) | undefined;

// Ctrl-C reaches the whole group: the line says what is to end.
process.on("SIGINT", () => undefined);
// The line was killed.
process.on("disconnect", () => {
  stop.abort();
  // A promise that no one answers any more must not keep the process.
  realClock.after(GIVE_UP_MS, () => process.exit());
});
process.on("message", (message: ToUnitProcess) => {
  if (message.kind === "job") void work(message.job);
  else if (message.kind === "stop") stop.abort();
  else answer?.(message);
});
say({ kind: "ready" });

async function work({
  folder,
  board,
  persona,
  trust,
  consoleAddress,
  readerAddress,
}: UnitJob): Promise<void> {
  try {
    const firmware = readFirmwareFolder(folder, {
      ...(board === undefined ? {} : { board }),
      ...(persona === undefined ? {} : { persona }),
      ...(trust === undefined ? {} : { trustedKey: readKey(trust) }),
    });
    const result = await flash({
      firmware,
      consoleAddress,
      readerAddress,
      unit: async (found) => unitIn(await ask({ kind: "identify", found })),
      secret: async (serialNumber) => secretIn(await ask({ kind: "secret-wanted", serialNumber })),
      replace: true,
      allowOlder: trust === undefined,
      clock: realClock,
      connect: connectBy(realClock),
      signal: stop.signal,
      progress: (progress) => say({ kind: "progress", progress }),
    });
    say({ kind: "result", result });
  } catch (error) {
    say(errorMessage(error));
  }
  process.disconnect?.();
}

function errorMessage(error: unknown): FromUnitProcess {
  if (error instanceof FlashError) {
    const { code, message, remedy, stage, running } = error;
    return { kind: "error", refusal: { code, message, remedy }, stage, running };
  }
  const message = error instanceof Error ? error.message : String(error);
  const remedy = "repeat it with duka-flash flash, which says more";
  return {
    kind: "error",
    refusal: { code: "board-error", message, remedy },
    stage: "open",
    running: "previous",
  };
}

function unitIn(message: ToUnitProcess): Unit {
  if (message.kind === "unit") return message.unit;
  if (message.kind === "refused") throw new BoardError(message.refusal);
  throw new Error(`"${message.kind}" is no answer to this`);
}

function secretIn(message: ToUnitProcess): Uint8Array | undefined {
  if (message.kind !== "secret") throw new Error(`"${message.kind}" is no answer to this`);
  return message.secret === undefined ? undefined : Uint8Array.from(message.secret);
}

function ask(question: FromUnitProcess): Promise<ToUnitProcess> {
  return new Promise((resolve) => {
    answer = resolve;
    say(question);
  });
}

function say(message: FromUnitProcess): void {
  if (process.connected) process.send?.(message);
}
