/** What to do about anything that the driver throws. */
import { CentreError } from "@duka/protocol/centre";
import { EquipmentError } from "../base/equipment-error.js";
import { READER_ERRORS } from "../base/error-codes.js";
import { ReaderError } from "../base/errors.js";
import type { Bilingual } from "../base/explanation.js";
import { JournalError } from "../journal/journal.js";
import { ClockError } from "../journal/till-clock.js";
import { PrinterError } from "../receipt/printer-error.js";

/**
 * Whose fault it is: the caller's request, reader or card, the till's equipment, its journal, the centre, or this
 * program.
 */
type ErrorKind = "usage" | "reader" | "equipment" | "journal" | "centre" | "internal";

type ExplainedError = {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly message: string;
  readonly remedy: Bilingual;
};

/** English as in `error.remedy`, where the error has one. */
export function explainError(error: unknown): ExplainedError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ReaderError) {
    const { code, remedy } = error;
    return { kind: "reader", code, message, remedy: { en: remedy, zh: READER_ERRORS[code].remedy.zh } };
  }
  if (error instanceof EquipmentError) {
    const isCentre = error.cause instanceof CentreError;
    const zh = isCentre ? centreLineZh(error.remedy) : "请检查 PSAM 卡是否插好；仍失败请联系发卡方更换";
    const code = isCentre ? "centre-line" : "psam";
    return { kind: "equipment", code, message, remedy: { en: error.remedy, zh } };
  }
  if (error instanceof ClockError) {
    const zh = "请校准本机时钟；确认时钟无误后加 --clock-is-right 重试一次";
    return { kind: "equipment", code: "clock", message, remedy: { en: error.remedy, zh } };
  }
  if (error instanceof PrinterError) {
    return { kind: "equipment", code: "printer", message, remedy: error.remedies };
  }
  if (error instanceof JournalError) {
    const zh = "请检查日志文件是否可写、磁盘是否有空间；恢复前请勿刷卡";
    return { kind: "journal", code: "journal", message, remedy: { en: error.remedy, zh } };
  }
  if (error instanceof CentreError) {
    const { code, remedy, delivery } = error;
    const zh = delivery === "answered" ? CENTRE_SAID_NO : CENTRE_NO_ANSWER;
    return { kind: "centre", code, message, remedy: { en: remedy, zh } };
  }
  if (error instanceof RangeError || error instanceof TypeError) {
    return { kind: "usage", code: error.name, message, remedy: USAGE };
  }
  return { kind: "internal", code: "internal", message, remedy: INTERNAL };
}

const CENTRE_SAID_NO = "中心已拒绝，原因见错误信息；请更正或联系中心";
const CENTRE_NO_ANSWER = "中心未应答，请检查网络后用同一单号重试";
const USAGE = {
  en: "correct what was passed; the message says what was expected",
  zh: "请更正传入的参数，详见错误信息",
};
const INTERNAL = {
  en: "report it to the maker of this program, with a trace",
  zh: "请附上跟踪记录联系软件厂商",
};

/** What a key server does a PSAM may do as well. */
function centreLineZh(remedy: string): string {
  return `请检查到医保中心的网络连接${remedy.includes("PSAM") ? "，或插好 PSAM 卡" : ""}`;
}
