/** What is different in each unit, and lies beside its firmware: serial number, console secret, board revision. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { rangeError, whyInBoth } from "@duka/protocol/data/bilingual";

/** What a unit is given, once; undefined is left as it stands on the board. */
export type Unit = {
  readonly serialNumber?: string | undefined;
  /** SHA-256 of the secret that opens the console, in lower-case hexadecimal digits. */
  readonly consoleSecretSha256?: string | undefined;
  /** Of the printed circuit: "B2". */
  readonly boardRevision?: string | undefined;
};

/** What the identity Escape can carry, and a label can show. */
const SERIAL_NUMBER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;
const BOARD_REVISION = /^[A-Za-z0-9][A-Za-z0-9._-]{0,15}$/;
/** Guessing must not be worth a try; more does not fit one block of the hash. */
const SECRET_MIN_BYTES = 16;
const SECRET_MAX_BYTES = 55;
/** Begins the numbers of simulated readers: what they sell is marked as simulated. */
const SIMULATED_PREFIX = "SIM-";

export function isSimulatedNumber(serialNumber: string): boolean {
  return serialNumber.startsWith(SIMULATED_PREFIX);
}

/** @throws RangeError saying what a serial number is made of */
export function checkSerialNumber(text: string): string {
  if (!SERIAL_NUMBER.test(text)) {
    throw new RangeError(
      `serial number "${text.slice(0, 60)}": expected 1 to 40 letters, digits, dots, - and _`,
    );
  }
  return text;
}

/** @throws RangeError saying what a revision is made of */
export function checkBoardRevision(text: string): string {
  if (BOARD_REVISION.test(text)) return text;
  throw new RangeError(
    `board revision "${text.slice(0, 60)}": expected 1 to 16 letters, digits, dots, - and _`,
  );
}

/**
 * The secret in a file, without the line end that editors add.
 * @throws RangeError when it is too short or too long, or the file cannot be read; the secret is in no message
 */
export function readSecret(file: string): Uint8Array {
  const bytes = readFile(file);
  const end = bytes.at(-1) === 0x0a ? (bytes.at(-2) === 0x0d ? -2 : -1) : bytes.length;
  const secret = bytes.subarray(0, end);
  if (secret.length < SECRET_MIN_BYTES || secret.length > SECRET_MAX_BYTES) {
    throw rangeError(
      `${file}: the secret has ${secret.length} bytes; expected ${SECRET_MIN_BYTES} to ${SECRET_MAX_BYTES}, ` +
        "such as the output of: openssl rand -hex 16",
      `${file}：口令为 ${secret.length} 字节，应为 ${SECRET_MIN_BYTES} 至 ${SECRET_MAX_BYTES} 字节，如 openssl rand -hex 16 的输出`,
    );
  }
  return secret;
}

export function sha256Hex(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function readFile(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const { en, zh } = whyInBoth(error);
    throw rangeError(`${file} cannot be read: ${en}`, `无法读取 ${file}：${zh}`);
  }
}
