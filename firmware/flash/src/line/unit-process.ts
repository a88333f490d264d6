/** Flashes a board of a line in a process of its own, and answers what that process asks. */
import { type ChildProcess, fork } from "node:child_process";
import { BoardError } from "../base/flash-error.js";
import type { FlashResult } from "../flasher/flashing.js";
import type { FlashQuestions, FlashUnit } from "./line.js";
import type { FromUnitProcess, ToUnitProcess, UnitJob } from "./unit-messages.js";

/**
 * @param what of the job is the same for all boards
 * @param signal ends the boards at work at once
 */
export function unitProcesses(
  what: Omit<UnitJob, "consoleAddress" | "readerAddress">,
  signal: AbortSignal,
): FlashUnit {
  return (addresses, questions) => flashIn({ ...what, ...addresses }, questions, signal);
}

function flashIn(job: UnitJob, questions: FlashQuestions, signal: AbortSignal): Promise<FlashResult> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL(import.meta.resolve("#unit-worker")), {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let said = "";
    child.stderr?.on("data", (chunk: Uint8Array) => {
      said = (said + String(chunk)).slice(-2000);
    });
    const stop = (): void => tell(child, { kind: "stop" });
    const end = (settle: () => void): void => {
      signal.removeEventListener("abort", stop);
      settle();
    };
    signal.addEventListener("abort", stop, { once: true });
    child.on("message", (message: FromUnitProcess) => {
      switch (message.kind) {
        case "ready":
          tell(child, { kind: "job", job });
          if (signal.aborted) stop();
          break;
        case "identify":
          tell(child, answerTo(message.found, questions));
          break;
        case "secret-wanted": {
          const secret = questions.secretOf(message.serialNumber);
          tell(child, { kind: "secret", secret: secret === undefined ? undefined : [...secret] });
          break;
        }
        case "progress":
          questions.progress(message.progress);
          break;
        case "result":
          end(() => resolve(message.result));
          break;
        case "error":
          end(() => reject(new BoardError(message.refusal)));
          break;
      }
    });
    child.on("error", (error) => end(() => reject(ended(error.message))));
    // A promise that is settled stays so: this is for a process that said nothing.
    child.on("exit", (code, by) => end(() => reject(ended(`${by ?? `exit code ${code}`} ${said}`.trim()))));
  });
}

function answerTo(
  found: Parameters<FlashQuestions["identify"]>[0],
  questions: FlashQuestions,
): ToUnitProcess {
  try {
    return { kind: "unit", unit: questions.identify(found) };
  } catch (error) {
    if (error instanceof BoardError) {
      const { code, message, remedy } = error;
      return { kind: "refused", refusal: { code, message, remedy } };
    }
    // A full disk: no number is given that is not written down.
    const message = error instanceof Error ? error.message : String(error);
    const remedy = "look at the disk of the records and secrets, then plug the board in again";
    return { kind: "refused", refusal: { code: "no-number", message, remedy } };
  }
}

function tell(child: ChildProcess, message: ToUnitProcess): void {
  if (child.connected) child.send(message);
}

function ended(how: string): BoardError {
  return new BoardError({
    message: `the process that flashed the board has ended: ${how}`,
    code: "interrupted",
    remedy: "plug the board in again: it keeps its number",
  });
}
