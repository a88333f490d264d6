/** A password typed at the till: on a terminal, without echo, or as lines of a pipe that was meant for it. */

import type { Terminal } from "@duka/protocol/command-line";
import { secretBytes } from "@duka/protocol/layout";
import { Password } from "../../base/password.js";
import { realClock } from "../../base/real-clock.js";
import type { AskPassword, PasswordQuestion } from "../../password/ask-password.js";

/** No one types for longer. */
const TYPING_LIMIT_MS = 60_000;
const DIGITS_MAX = 16;

const LF = 0x0a;
const CR = 0x0d;
const ENTER = [LF, CR];
const RUBOUT = [0x08, 0x7f];
/** Ctrl-C, Ctrl-D, Escape. */
const GIVE_UP = [0x03, 0x04, 0x1b];
const DIGIT_0 = 0x30;

/**
 * @param fromPipe the caller said that the password comes on stdin
 * @returns undefined when no one can type one
 */
export function passwordTyping(terminal: Terminal, fromPipe: boolean): AskPassword | undefined {
  const isTty = !fromPipe && terminal.input.isTTY === true;
  if (!isTty && !fromPipe) return undefined;
  /** What came with a line and stands behind it. */
  let rest = new Uint8Array(0);
  const readLine = (signal: AbortSignal | undefined) =>
    readDigits(terminal, isTty, signal, rest, (behind) => {
      rest = secretBytes(behind.length);
      rest.set(behind);
    });
  return async (question) => {
    // A pipe holds one password: a wrong one is not sent again.
    if (fromPipe && question.because !== "first" && question.because !== "interrupted") return undefined;
    if (isTty) terminal.tell(promptOf(question));
    const typed = await readLine(question.signal);
    if (isTty) terminal.tell("\n");
    return typed;
  };
}

const NAMES = {
  current: { en: "Password", zh: "请输入密码" },
  old: { en: "Old password", zh: "请输入原密码" },
  new: { en: "New password", zh: "请输入新密码" },
  again: { en: "New password once more", zh: "请再次输入新密码" },
} as const;

function promptOf({
  what = "current",
  maskedCardNumber,
  triesLeft,
  because,
  lengthMin,
  lengthMax,
  language,
}: PasswordQuestion): string {
  const digits = lengthMin === lengthMax ? `${lengthMin}` : `${lengthMin}-${lengthMax}`;
  if (language === "zh") {
    const tries = triesLeft === undefined ? "" : `（剩余 ${triesLeft} 次）`;
    const wrong = {
      first: "",
      interrupted: "上次验证或修改密码时中断，无法确认该卡是否仍为初始密码；从未设置过密码的，直接按回车。",
      wrong: "密码错误。",
      "wrong-length": `密码为 ${digits} 位数字。`,
    }[because];
    return `${wrong}${NAMES[what].zh} ${maskedCardNumber}${tries}: `;
  }
  const tries = triesLeft === undefined ? "" : ` (${triesLeft} ${triesLeft === 1 ? "try" : "tries"} left)`;
  const wrong = {
    first: "",
    interrupted:
      "An earlier check or change of the password was interrupted, so it is unknown whether this card still has its initial one. If none was ever set, press Enter. ",
    wrong: "Wrong password. ",
    "wrong-length": `It has ${digits} digits. `,
  }[because];
  return `${wrong}${NAMES[what].en} of card ${maskedCardNumber}${tries}: `;
}

/** Resolves with undefined when the holder gives up, the input ends empty, time is over, or `signal` aborts. */
function readDigits(
  terminal: Terminal,
  isTty: boolean,
  signal: AbortSignal | undefined,
  before: Uint8Array,
  keep: (behind: Uint8Array) => void,
): Promise<Password | undefined> {
  const { input } = terminal;
  if (input.readableEnded === true && before.length === 0) return Promise.resolve(undefined);
  const typed = secretBytes(DIGITS_MAX);
  let count = 0;
  return new Promise((resolve) => {
    let isOver = false;
    const finish = (isEntered: boolean) => {
      isOver = true;
      cancelLimit();
      signal?.removeEventListener("abort", giveUp);
      input.off("data", onData);
      input.off("end", onEnd);
      if (isTty) input.setRawMode?.(false);
      input.pause();
      resolve(isEntered ? passwordOf(typed, count) : undefined);
      typed.fill(0);
    };
    const giveUp = () => finish(false);
    const onEnd = () => finish(count > 0);
    const onData = (chunk: Uint8Array) => {
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at]!;
        chunk[at] = 0;
        if (ENTER.includes(byte)) {
          keep(chunk.subarray(at + (byte === CR && chunk[at + 1] === LF ? 2 : 1)));
          chunk.fill(0);
          return finish(true);
        }
        if (GIVE_UP.includes(byte)) return giveUp();
        if (RUBOUT.includes(byte)) count = Math.max(0, count - 1);
        // Anything that is no digit makes it no password; one too many does as well.
        else if (count < DIGITS_MAX) typed[count++] = byte >= DIGIT_0 && byte <= DIGIT_0 + 9 ? byte : 0;
        else typed[0] = 0;
      }
    };
    const cancelLimit = realClock.after(TYPING_LIMIT_MS, giveUp);
    signal?.addEventListener("abort", giveUp, { once: true });
    if (isTty) input.setRawMode?.(true);
    input.on("data", onData);
    input.on("end", onEnd);
    keep(new Uint8Array(0));
    onData(before);
    if (isOver) return;
    if (input.readableEnded === true) onEnd();
    else input.resume();
  });
}

function passwordOf(typed: Uint8Array, count: number): Password | undefined {
  try {
    return Password.fromAscii(typed.subarray(0, count));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
