/** Lines of standard input, one after the other: a password, or the Enter of someone who has done what was asked. */
import type { Input } from "@duka/protocol/command-line";
import type { Clock } from "@duka/protocol/transport";

const LF = 0x0a;
const CR = 0x0d;

export type InputLines = {
  /**
   * @returns without its end; overwrite it when it was secret
   * @throws Error when none came within the limit, or the input has ended
   */
  next(limitMs: number): Promise<Uint8Array>;
  close(): void;
};

export function inputLines(input: Input, clock: Clock): InputLines {
  const lines: Uint8Array[] = [];
  let begun: number[] = [];
  let isEnded = input.readableEnded === true;
  let wake: () => void = () => undefined;

  const onData = (chunk: Uint8Array): void => {
    for (const byte of chunk) {
      if (byte !== LF) begun.push(byte);
      else {
        if (begun.at(-1) === CR) begun.pop();
        lines.push(Uint8Array.from(begun));
        begun.fill(0);
        begun = [];
      }
    }
    wake();
  };
  const onEnd = (): void => {
    if (begun.length > 0) onData(Uint8Array.of(LF));
    isEnded = true;
    wake();
  };
  input.on("data", onData);
  input.on("end", onEnd);
  input.pause();

  return {
    async next(limitMs) {
      const line = lines.shift();
      if (line !== undefined) return line;
      if (isEnded) throw new Error("standard input has ended");
      input.resume();
      await new Promise<void>((resolve) => {
        const cancel = clock.after(limitMs, resolve);
        wake = () => {
          cancel();
          resolve();
        };
      });
      input.pause();
      const come = lines.shift();
      if (come !== undefined) return come;
      throw new Error(isEnded ? "standard input has ended" : `no one answered in ${limitMs / 1000} seconds`);
    },
    close() {
      input.off("data", onData);
      input.off("end", onEnd);
      input.pause();
    },
  };
}
