/**
 * Questions to the interpreter's console. A console may lose, mix up or repeat what it is sent, and executes whatever
 * is left of it. So each question is one line with its CRC, which a function on the board checks before it executes
 * anything; the answer stands between marks with a number and its CRC; and a question whose answer is late or damaged
 * is asked again. Every question here may be executed twice.
 */
import type { Cancel, Clock } from "@duka/protocol/transport";
import { crc32 } from "../base/crc32.js";
import { BoardError, linkLost } from "../base/flash-error.js";
import type { BoardWire } from "./espruino-package.js";
import { quoted } from "./espruino-text.js";

export type BoardConsole = {
  readonly name: string;
  /**
   * The value of an expression.
   * @param limits.text what the expression calls `d`: a long text that need not be quoted twice
   * @throws BoardError `board-error` when the board throws, `garbled` when no attempt got a whole answer, `link-lost`
   */
  ask(expression: string, limits?: AskLimits): Promise<unknown>;
  /** The board has restarted when this ends, or has said nothing. */
  restart(): Promise<void>;
  /** What `process.env` says. */
  environment(): Promise<Environment>;
  close(): Promise<void>;
};

type AskLimits = { readonly deadlineMs?: number; readonly attempts?: number; readonly text?: string };

export type Environment = {
  readonly board: string;
  readonly version: string;
  /** Of the chip. */
  readonly serialNumber: string;
};

const ANSWER_MS = 3000;
/**
 * Until a board that has said that it will restarts: long enough to be asked once more where the first answer is lost.
 */
const RESTART_MS = 1200;
const RESTART_LIMITS: AskLimits = { deadlineMs: 400, attempts: 2 };
const ATTEMPTS = 8;
/** Finding a prompt takes the package up to 3.5 s by itself. */
const ENVIRONMENT_MS = 8000;
/** A port where nothing at all is said is no console. */
const SILENT_MAX = 2;
/** Of what a board says while no one understands it. */
const HEARD_MAX = 65_536;

/** Takes DLE at the beginning of a line for: no echo of this line. */
const SILENT_LINE = "\x10";
const INTERRUPT = "\x03";

/**
 * On the board: number, CRC of all the rest, expression, text. Answers "=" and JSON, "!" and what was thrown, or "?" to
 * a damaged question.
 */
const QUESTION =
  '(function(n,c,s,d){var t="?";if(E.CRC32(n+s+d)==c)try{t="="+(JSON.stringify(eval(s))||"null")}catch(e){t="!"+e}' +
  'print("<"+n+":"+E.CRC32(t)+":"+t+":"+n+">")})';
const DEFINE_QUESTION = `(function(s){if(E.CRC32(s)==${crc32(QUESTION)})DUKAQ=eval(s)})(${quoted(QUESTION)})`;

export function createBoardConsole(wire: BoardWire, clock: Clock): BoardConsole {
  let lost: BoardError | undefined;
  let number = 0;
  let failures = 0;
  let isDefined = false;
  const loseListeners = new Set<() => void>();
  wire.onClosed((reason) => {
    lost ??= linkLost(wire.name, reason);
    for (const listener of [...loseListeners]) listener();
  });

  async function ask(expression: string, limits: AskLimits = {}): Promise<unknown> {
    const { deadlineMs = ANSWER_MS, attempts = ATTEMPTS, text = "" } = limits;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const mark = String(++number);
      const crc = crc32(mark + expression + text);
      const question = `${SILENT_LINE}DUKAQ(${mark},${crc},${quoted(expression)},${quoted(text)})\n`;
      const definition = isDefined ? "" : `${SILENT_LINE}${DEFINE_QUESTION}\n`;
      const heard = await exchange(definition + question, (said) => isOver(said, mark), deadlineMs);
      const answer = between(heard, mark);
      isDefined = answer !== undefined || !isUndefined(heard);
      if (answer?.kind === "value") {
        failures = 0;
        return answer.value;
      }
      if (answer?.kind === "thrown") throw boardThrew(wire.name, answer.thrown);
      if (answer?.kind === "damaged") continue;
      // Ends a line that has lost its end; one with a bracket left open is thrown away by the interrupt only.
      wire.write(++failures % 2 === 1 ? "\n" : `${INTERRUPT}\n`);
      await pause(QUIET_MS);
    }
    throw noAnswer(wire.name);
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
    let silent = 0;
    for (let attempt = 1; attempt <= ATTEMPTS && silent < SILENT_MAX; attempt++) {
      const text = await firstOf(wire.environment(), ENVIRONMENT_MS);
      if (text === undefined) silent++;
      // The package finds the prompt; what it hears may be damaged.
      if (text?.includes("BOARD") === true) return readEnvironment(await ask(ENVIRONMENT));
    }
    throw silent < SILENT_MAX ? noAnswer(wire.name) : noConsole(wire.name);
  }

  async function restart(): Promise<void> {
    try {
      await ask(`(setTimeout("E.reboot()",${RESTART_MS}),1)`, RESTART_LIMITS);
    } catch (error) {
      // The search for the reader will find out.
      if (!(error instanceof BoardError && error.code === "garbled")) throw error;
    }
    await pause(RESTART_MS);
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
    restart,
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

/** The board has restarted, or the function came damaged. */
function isUndefined(heard: string): boolean {
  return /DUKAQ"? is not defined/.test(heard);
}

type Answer =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "thrown"; readonly thrown: string }
  | { readonly kind: "damaged" };

/** What stands between the marks, when its CRC is right. */
function between(heard: string, mark: string): Answer | undefined {
  const found = new RegExp(`<${mark}:(\\d+):([\\s\\S]*):${mark}>`).exec(heard);
  const text = found?.[2];
  if (text === undefined || crc32(text) !== Number(found?.[1])) return undefined;
  if (text.startsWith("!")) return { kind: "thrown", thrown: text.slice(1) };
  if (!text.startsWith("=")) return { kind: "damaged" };
  try {
    return { kind: "value", value: JSON.parse(text.slice(1)) };
  } catch {
    return undefined;
  }
}

const ENVIRONMENT = "[process.env.BOARD,process.env.VERSION,process.env.SERIAL]";

function readEnvironment(answer: unknown): Environment {
  const [board, version, serialNumber] = Array.isArray(answer) ? (answer as unknown[]) : [];
  return { board: String(board), version: String(version), serialNumber: String(serialNumber) };
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
