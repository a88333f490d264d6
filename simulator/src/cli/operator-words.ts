/** Words for the operator at the reader: lines of standard input, and signals. */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Operator } from "../world/operator.js";

/** @returns how to stop listening, so that the process can end */
export function obeyLinesAndSignals(operator: Operator, say: (message: string) => void): () => void {
  let isOut = false;
  const obey = (line: string): void => {
    if (line.trim() === "") return;
    try {
      say(operator.obey(line));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      say(error.message);
    }
  };
  const outOrIn = (): void => {
    obey(isOut ? "in" : "out");
    isOut = !isOut;
  };
  const swap = (): void => obey("swap");
  process.on("SIGUSR1", outOrIn);
  process.on("SIGUSR2", swap);
  const lines = mayReadInput() ? createInterface({ input: process.stdin }) : undefined;
  lines?.on("line", obey);
  return () => {
    process.off("SIGUSR1", outOrIn);
    process.off("SIGUSR2", swap);
    lines?.close();
  };
}

/** A program in the background that reads from its terminal is stopped by the system, without a word. */
function mayReadInput(): boolean {
  if (!process.stdin.isTTY) return true;
  if (process.platform !== "linux") return false;
  // proc(5): after the name in parentheses come state, ppid, pgrp, session, tty_nr, tpgid.
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1)!.split(" ");
  return fields[2] === fields[5];
}
