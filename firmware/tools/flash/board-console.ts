/**
 * Questions to the interpreter's console. Each is one line without echo, its answer stands between marks with a number
 * and its CRC, and a question whose answer is late or damaged is asked again: every question here may be answered twice.
 */
import type { Cancel, Clock } from "@duka/protocol/transport";
import { crc32 } from "./crc32.js";
import type { BoardWire } from "./espruino-package.js";
import { BoardError, linkLost } from "./flash-error.js";

export type BoardConsole = {
  readonly name: string;
  /**
   * The value of an expression.
   * @throws BoardError `board-error` when the board throws, `garbled` when no attempt got a whole answer, `link-lost`
   */
  ask(expression: string, limits?: AskLimits): Promise<unknown>;
  /** A line that is not answered: the board restarts. */
  tell(line: string): void;
  /** What `process.env` says. */
  environment(): Promise<Environment>;
  close(): Promise<void>;
};

export type AskLimits = { readonly deadlineMs?: number; readonly attempts?: number };

export type Environment = { readonly board: string; readonly version: string; readonly serial: string };

const ANSWER_MS = 3000;
const ATTEMPTS = 8;
/** Finding a prompt takes the package up to 3.5 s by itself. */
const ENVIRONMENT_MS = 8000;
/** Of what a board says while nobody understands it. */
const HEARD_MAX = 65_536;

/** Takes DLE at the beginning of a line for: no echo of this line. */
const SILENT_LINE = "\x10";
const INTERRUPT = "\x03";

export function createBoardConsole(wire: BoardWire, clock: Clock): BoardConsole {
  let lost: BoardError | undefined;
  let number = 0;
  let failures = 0;
  const loseListeners = new Set<() => void>();
  wire.onClosed((reason) => {
    lost ??= linkLost(wire.name, reason);
    for (const listener of [...loseListeners]) listener();
  });

  async function ask(expression: string, limits: AskLimits = {}): Promise<unknown> {
    const { deadlineMs = ANSWER_MS, attempts = ATTEMPTS } = limits;
    let failure = noAnswer(wire.name);
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const mark = String(++number);
      const line = `${SILENT_LINE}(function(t){print("<"+"${mark}:"+E.CRC32(t)+":"+t+":${mark}>")})(JSON.stringify(${expression})||"null")\n`;
      const heard = await exchange(line, (text) => isOver(text, mark), deadlineMs);
      const answer = between(heard, mark);
      if (answer !== undefined) {
        failures = 0;
        return answer.value;
      }
      const thrown = /Uncaught ([^\r\n]*)/.exec(heard)?.[1];
      failure = thrown === undefined ? noAnswer(wire.name) : boardThrew(wire.name, thrown);
      // Ends a line that has lost its end; one with a bracket left open is thrown away by the interrupt only.
      wire.write(++failures % 2 === 1 ? "\n" : `${INTERRUPT}\n`);
      await pause(QUIET_MS);
    }
    throw failure;
  }

  /** What the board says from now until `isEnough`, or until the time is over. */
  function exchange(line: string, isEnough: (text: string) => boolean, deadlineMs: number): Promise<string> {
    return new Promise((resolve, reject) => {
      let heard = "";
      const end = (done: () => void): void => {
        stopTimer();
        stopListening();
        loseListeners.delete(onLost);
        done();
      };
      const onLost = (): void => end(() => reject(lost));
      const stopListening = wire.onText((text) => {
        heard = (heard + text).slice(-HEARD_MAX);
        if (isEnough(heard)) end(() => resolve(heard));
      });
      const stopTimer: Cancel = clock.after(deadlineMs, () => end(() => resolve(heard)));
      loseListeners.add(onLost);
      if (lost !== undefined) onLost();
      else wire.write(line);
    });
  }

  function pause(delayMs: number): Promise<string> {
    return exchange("", () => false, delayMs);
  }

  async function environment(): Promise<Environment> {
    let text: string | undefined;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      text = await firstOf(wire.environment(), ENVIRONMENT_MS);
      const found = parseEnvironment(text);
      if (found !== undefined) return found;
    }
    throw text === undefined ? noConsole(wire.name) : noAnswer(wire.name);
  }

  function firstOf(answer: Promise<string | undefined>, deadlineMs: number): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      const onLost = (): void => {
        stopTimer();
        reject(lost);
      };
      const stopTimer = clock.after(deadlineMs, () => resolve(undefined));
      loseListeners.add(onLost);
      if (lost !== undefined) onLost();
      answer.then((text) => {
        stopTimer();
        loseListeners.delete(onLost);
        resolve(text);
      }, reject);
    });
  }

  return {
    name: wire.name,
    ask,
    tell: (line) => wire.write(`${SILENT_LINE}${line}\n`),
    environment,
    close: () => wire.close(),
  };
}

/** Between two attempts: what the board still says about the one before has been said by then. */
const QUIET_MS = 300;

/** Whole or damaged, the answer has come. */
function isOver(heard: string, mark: string): boolean {
  return heard.includes(`:${mark}>`) || /Uncaught [^\r\n]*\r\n[\s\S]*>$/.test(heard);
}

/** The text between the marks, when its CRC is right. */
function between(heard: string, mark: string): { readonly value: unknown } | undefined {
  const found = new RegExp(`<${mark}:(\\d+):([\\s\\S]*):${mark}>`).exec(heard);
  const text = found?.[2];
  if (text === undefined || crc32(text) !== Number(found?.[1])) return undefined;
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function parseEnvironment(text: string | undefined): Environment | undefined {
  if (text === undefined) return undefined;
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof read !== "object" || read === null) return undefined;
  const { BOARD: board, VERSION: version, SERIAL: serial } = read as { [name: string]: unknown };
  if (typeof board !== "string" || typeof version !== "string") return undefined;
  return { board, version, serial: typeof serial === "string" ? serial : "" };
}

function noConsole(where: string): BoardError {
  return new BoardError({
    message: `no Espruino console answers at ${where}`,
    code: "no-board",
    remedy:
      "check port and baud rate (a board without USB has its console at 9600 baud: ?baud=9600); where a reader runs, give the secret of its build, or hold the board's button while the power comes",
  });
}

function noAnswer(where: string): BoardError {
  return new BoardError({
    message: `${where} does not answer whole lines: bytes are lost or damaged on the way`,
    code: "garbled",
    remedy: "use a shorter cable or a lower baud rate, then repeat the command",
  });
}

function boardThrew(where: string, what: string): BoardError {
  return new BoardError({
    message: `the board at ${where} says: ${what.slice(0, 200)}`,
    code: "board-error",
    remedy: "restart the board and repeat the command; if that does not help, flash its interpreter anew",
  });
}
