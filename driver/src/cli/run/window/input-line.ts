/** One line of standard input that holds no password. */
import type { Input } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import { realClock } from "../../../base/real-clock.js";

/** As for a password: no one types for longer. */
const TYPING_LIMIT_MS = 60_000;
const LF = 0x0a;

/**
 * Without its end; what stands behind it is left out.
 * @param what it is for, such as "--id-number-stdin"
 * @throws RangeError when the input ends empty, the line is too long, or none comes in a minute
 */
export function readInputLine(input: Input, bytesMax: number, what: string): Promise<string> {
  const bytes: number[] = [];
  return new Promise((resolve, reject) => {
    const stop = () => {
      cancelLimit();
      input.off("data", onData);
      input.off("end", onEnd);
      input.pause();
    };
    const give = () => {
      stop();
      resolve(Buffer.from(bytes).toString("utf8"));
    };
    const fail = (en: string, zh: string) => {
      stop();
      reject(rangeError(`${what}: ${en}`, `${what}：${zh}`));
    };
    const onEnd = () =>
      bytes.length > 0
        ? give()
        : fail("standard input has ended without a line", "标准输入结束，没有读到一行");
    const onData = (chunk: Uint8Array) => {
      const end = chunk.indexOf(LF);
      bytes.push(...chunk.subarray(0, end < 0 ? bytesMax + 1 : end));
      if (bytes.length > bytesMax)
        fail(`the line is longer than ${bytesMax} bytes`, `该行超过 ${bytesMax} 字节`);
      else if (end >= 0) give();
      else input.resume();
    };
    const cancelLimit = realClock.after(TYPING_LIMIT_MS, () =>
      fail("no line came in a minute", "一分钟内没有读到一行"),
    );
    input.on("data", onData);
    input.on("end", onEnd);
    if (input.readableEnded === true) onEnd();
    else input.resume();
  });
}
