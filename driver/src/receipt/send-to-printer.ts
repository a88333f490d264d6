/** Bytes of `receiptEscPos` on their way to a printer. Every wait ends with the deadline. */

import { closeSync, constants, openSync, statSync, writeSync } from "node:fs";
import { connect } from "node:net";
import { rangeError, textsOf, typeError, withChinese } from "@duka/protocol/data/bilingual";
import { members } from "@duka/protocol/data/values";
import type { Clock } from "@duka/protocol/transport";
import { checkText, shown, shownZh } from "../base/argument.js";
import { type Deadline, deadlineOf, type Limits, onEnd } from "../base/deadline.js";
import { ReaderError } from "../base/errors.js";
import { limits as limitsOfCall, readOptions } from "../base/option-values.js";
import { realClock } from "../base/real-clock.js";
import { REMEDIES } from "../base/remedies.js";
import { type PrinterAddress, parsePrinter } from "./printer-address.js";
import { PrinterError } from "./printer-error.js";

const printLimits = members(limitsOfCall);
/** A long receipt at 9600 baud takes ten seconds, and a printer that feeds paper keeps the line waiting. */
const DEADLINE_MS = 30_000;
/** Until a printer that has everything lets go of the connection; many never do. */
const GOODBYE_MS = 500;
const FULL_MS = 20;
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
const DEVICE = constants.O_WRONLY | (constants.O_NONBLOCK ?? 0);
const NOT_YET = ["EAGAIN", "EWOULDBLOCK", "EINTR"];

/**
 * Sends the whole of it, or says that it did not.
 * @param printer serial:PORT[?baud=N], tcp:HOST[:9100], or the path of a device or a new file
 * @throws RangeError for another address, and for a file that exists; PrinterError: nothing, or only the beginning, was
 *   printed
 */
export async function sendToPrinter(
  bytes: Uint8Array,
  printer: string,
  limits: Limits = {},
  clock: Clock = realClock,
): Promise<void> {
  if (!(bytes instanceof Uint8Array))
    throw typeError(
      `bytes are a Uint8Array, not ${shown(bytes)}`,
      `bytes 须为 Uint8Array，不能是 ${shownZh(bytes)}`,
    );
  checkText("printer", printer);
  const address = parsePrinter(printer);
  const deadline = deadlineOf(clock, readOptions(printLimits, limits, "limits"), DEADLINE_MS);
  try {
    await send(bytes, address, clock, deadline);
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) throw error;
    throw notPrinted(printer, error);
  }
}

/** Where the port is at fault, the error of the port says what can be done. */
function notPrinted(printer: string, error: unknown): PrinterError {
  const message = error instanceof Error ? error.message : String(error);
  const why = message.replace(/^serial:[^:]*: /, "");
  if (!(error instanceof ReaderError) || error.delivery !== "not-sent")
    return new PrinterError(`${printer}: ${why}`, REMEDIES["check-printer"], error);
  const thrown = new PrinterError(`${printer}: ${why}`, error.remedies, error);
  const whyZh = textsOf(error)?.zh.replace(/^serial:[^：]*：/, "");
  return whyZh === undefined
    ? thrown
    : withChinese(thrown, `${printer}：凭证未能打印，交易本身不受影响。${whyZh}`);
}

async function send(
  bytes: Uint8Array,
  address: PrinterAddress,
  clock: Clock,
  deadline: Deadline,
): Promise<void> {
  if (address.kind === "tcp") return sendOverTcp(bytes, address, clock, deadline);
  if (address.kind === "file") return writeTo(bytes, address.path, clock, deadline);
  const { sendToSerialPort } = await import("../link/link-serialport.js");
  return sendToSerialPort(bytes, address, clock, deadline);
}

function sendOverTcp(
  bytes: Uint8Array,
  { host, port }: { readonly host: string; readonly port: number },
  clock: Clock,
  deadline: Deadline,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    let stopGoodbye = (): void => {};
    const stopWaiting = onEnd(clock, deadline, (code) => {
      done(tooLate(code));
    });
    socket.on("error", done);
    socket.on("close", () =>
      done(new Error("the printer closed the connection before it had the whole receipt")),
    );
    // A status that the printer tells is read, and not needed; unread it would make the end an abrupt one.
    socket.resume();
    socket.end(bytes, () => {
      stopWaiting();
      const taken = (): void => done(undefined);
      stopGoodbye = clock.after(GOODBYE_MS, taken);
      socket.removeAllListeners("close");
      socket.on("close", taken);
    });

    function done(error: Error | undefined): void {
      stopWaiting();
      stopGoodbye();
      socket.removeAllListeners();
      socket.on("error", () => {});
      socket.destroy();
      if (error === undefined) resolve();
      else reject(error);
    }
  });
}

/** Not blocking: a printer without paper must not hold the program. */
async function writeTo(bytes: Uint8Array, path: string, clock: Clock, deadline: Deadline): Promise<void> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() || found?.isDirectory()) {
    throw rangeError(
      `${path} exists already; name a new file, or a printer's device`,
      `${path} 已存在：请指定新文件或打印机设备`,
    );
  }
  const file = openSync(path, found === undefined ? NEW_FILE : DEVICE, 0o600);
  try {
    for (let at = 0; at < bytes.length; ) {
      const taken = writeSome(file, bytes.subarray(at));
      at += taken;
      if (taken === 0) await pause(clock, deadline);
    }
  } finally {
    closeSync(file);
  }
}

/** @returns how many bytes were taken; 0: not now */
function writeSome(file: number, bytes: Uint8Array): number {
  try {
    return writeSync(file, bytes);
  } catch (error) {
    if (error instanceof Error && "code" in error && NOT_YET.includes(String(error.code))) return 0;
    throw error;
  }
}

function pause(clock: Clock, deadline: Deadline): Promise<void> {
  return new Promise((resolve, reject) => {
    const stopWaiting = onEnd(clock, deadline, (code) => {
      stopPause();
      reject(tooLate(code));
    });
    const stopPause = clock.after(FULL_MS, () => {
      stopWaiting();
      resolve();
    });
  });
}

function tooLate(code: "timeout" | "aborted"): ReaderError {
  const isLate = code === "timeout";
  return new ReaderError({
    message: isLate ? "the printer did not take the receipt by the deadline" : "given up by the caller",
    code,
    layer: "link",
    delivery: "unknown",
  });
}
