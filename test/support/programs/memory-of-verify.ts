/** Runs `scenario/secret-verify` and looks through its memory while it lives. */
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { fileURLToPath } from "node:url";
import { findInMemory, memoryForms } from "./memory-image.js";

const PROGRAM = fileURLToPath(new URL("../../scenario/secret-verify.js", import.meta.url));
/** Three for VERIFY, two for CHANGE PIN. */
const TYPED = 5;

type MemoryOfVerify = {
  readonly password: string;
  /** Of the five commands, as the card answered them. */
  readonly statusWords: string;
  readonly inMemory: readonly string[];
  /** What it told on stderr. */
  readonly told: string;
};

/** @param words a reader's address, or "pcsc" and "T=0" or "T=1" */
export async function memoryOfVerify(...words: readonly string[]): Promise<MemoryOfVerify> {
  const password = Array.from({ length: 16 }, () => randomInt(10)).join("");
  const child = spawn(process.execPath, [PROGRAM, ...words], { stdio: ["pipe", "pipe", "pipe", "ipc"] });
  let inMemory: readonly string[] = ["not looked at"];
  let statusWords = "";
  let told = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    told += chunk.toString();
  });
  child.stdout?.on("data", (chunk: Buffer) => {
    statusWords += chunk.toString();
    inMemory = findInMemory(child.pid!, memoryForms(password));
    child.disconnect();
  });
  child.stdin?.end(`${password}\n`.repeat(TYPED));
  await new Promise((resolve) => child.on("exit", resolve));
  return { password, statusWords, inMemory, told };
}
