/** The person at the line, at a terminal: answers yes or no. */
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Input, Output } from "@duka/protocol/command-line";
import type { Tester } from "../line/guided-test.js";

const YES = /^\s*(y|yes|是)\s*$/i;
const NO = /^\s*(n|no|否)\s*$/i;

export function testerAt(input: Input, output: Output): Tester {
  return {
    tell: (instruction) => output.tell(`${instruction}\n`),
    ask: (question) =>
      new Promise((resolve) => {
        const lines = createInterface({ input: input as unknown as Readable });
        const end = (answer: boolean): void => {
          lines.close();
          resolve(answer);
        };
        lines.on("line", (line) => {
          if (YES.test(line)) end(true);
          else if (NO.test(line)) end(false);
          else output.tell(`${question} [y/n] `);
        });
        // No one is there any more: what no one has seen has not passed.
        lines.on("close", () => resolve(false));
        output.tell(`${question} [y/n] `);
      }),
  };
}
