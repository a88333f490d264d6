/**
 * What is different in each unit. It stands in files of its own, which no update touches:
 *
 *     duka.sn     "D26-000123;": the serial number
 *     duka.key    SHA-256 of the secret that opens the console, 64 hexadecimal digits and ";"
 *
 * A file that was not written to its end lacks the ";" and counts for nothing.
 */
import { chipSerialNumber, keptText } from "./hal.js";

function wholeText(name: string): string {
  const kept = keptText(name) || "";
  return kept.substr(-1) === ";" ? kept.substr(0, kept.length - 1) : "";
}

/** The chip's own where the unit has been given none. */
export function serialNumber(): string {
  return wholeText("duka.sn") || chipSerialNumber();
}

/** Empty: nothing opens the console. */
export function consoleSecretSha256(): string {
  return wholeText("duka.key");
}
