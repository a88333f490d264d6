/** What to do about anything that the driver throws. */
import { CentreError } from "@duka/protocol/centre";
import { EquipmentError } from "../base/equipment-error.js";
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

/** What to do is the remedy that the error itself has: `remedies`. */
export function explainError(error: unknown): ExplainedError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ReaderError) {
    return { kind: "reader", code: error.code, message, remedy: error.remedies };
  }
  if (error instanceof EquipmentError) {
    const code = error.cause instanceof CentreError ? "centre-line" : "psam";
    return { kind: "equipment", code, message, remedy: error.remedies };
  }
  if (error instanceof ClockError) {
    return { kind: "equipment", code: "clock", message, remedy: error.remedies };
  }
  if (error instanceof PrinterError) {
    return { kind: "equipment", code: "printer", message, remedy: error.remedies };
  }
  if (error instanceof JournalError) {
    return { kind: "journal", code: "journal", message, remedy: error.remedies };
  }
  if (error instanceof CentreError) {
    return { kind: "centre", code: error.code, message, remedy: error.remedies };
  }
  if (error instanceof RangeError || error instanceof TypeError) {
    return { kind: "usage", code: error.name, message, remedy: USAGE };
  }
  return { kind: "internal", code: "internal", message, remedy: INTERNAL };
}

const USAGE = {
  en: "correct what was passed; the message says what was expected",
  zh: "请更正传入的参数，详见错误信息",
};
const INTERNAL = {
  en: "report it to the maker of this program, with a trace",
  zh: "请附上跟踪记录联系软件厂商",
};
