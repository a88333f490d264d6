/**
 * What of Debian the interoperability tests need. They never skip: what is missing is named, with the line that
 * installs it.
 */
import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { SERIAL_DRIVER } from "@duka/flash/build/pcsc-conf";

const APT_LINE =
  "apt-get install -y --no-install-recommends pcscd libccid pcsc-tools opensc libpcsclite-dev socat vsmartcard-vpcd tshark sigrok-cli";
export const NPM_LINE = "npm install --no-save smartcard";

export const PCSCD = "/usr/sbin/pcscd";

export const VPCD_DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";

const FILES: readonly string[] = [PCSCD, SERIAL_DRIVER, VPCD_DRIVER];
const PROGRAMS: readonly string[] = [
  "pcsc_scan",
  "opensc-tool",
  "socat",
  "unshare",
  "setpriv",
  "tshark",
  "sigrok-cli",
];

/** @throws Error naming everything that is missing and the line that installs it */
export function requirePackages(): void {
  const missing = FILES.filter((file) => !isThere(file, constants.R_OK));
  for (const program of PROGRAMS) {
    const folders = (process.env.PATH ?? "").split(delimiter);
    if (!folders.some((folder) => isThere(join(folder, program), constants.X_OK))) missing.push(program);
  }
  if (missing.length > 0) throw new Error(`missing: ${missing.join(", ")}; as root: ${APT_LINE}`);
  if (!isSmartcardThere()) throw new Error(`the npm package smartcard is missing: ${NPM_LINE}`);
}

function isThere(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}

function isSmartcardThere(): boolean {
  try {
    createRequire(import.meta.url).resolve("smartcard");
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND") return false;
    throw error;
  }
}
