/** What anything that the driver throws means, and what to do about it. */
import { CentreError } from "@duka/protocol/centre/centre-error";
import { textsOf } from "@duka/protocol/data/bilingual";
import { EquipmentError } from "../base/equipment-error.js";
import { READER_ERRORS } from "../base/error-codes.js";
import { ReaderError } from "../base/errors.js";
import type { Bilingual } from "../base/explanation.js";
import { JournalError } from "../journal/journal.js";
import { ClockError } from "../journal/till-clock.js";
import { PrinterError } from "../receipt/printer-error.js";
import { UpdateError } from "../update/update-error.js";

/**
 * Whose fault it is: the caller's request, reader or card, the till's equipment, its journal, the centre, or this
 * program.
 */
type ErrorKind = "usage" | "reader" | "equipment" | "journal" | "centre" | "internal";

type ExplainedError = {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly message: string;
  /** The message for a person: no bytes of a command stand in it. */
  readonly text: Bilingual;
  readonly remedy: Bilingual;
};

/** What to do is the remedy that the error itself has: `remedies`. */
export function explainError(error: unknown): ExplainedError {
  const known = knownError(error);
  return { ...known, text: textOf(error, known) };
}

function knownError(error: unknown): Omit<ExplainedError, "text"> {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ReaderError) {
    return { kind: "reader", code: error.code, message, remedy: error.remedies };
  }
  if (error instanceof UpdateError) {
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

const COMMAND_BYTES = /\b[0-9A-F]{2}(?: [0-9A-F]{2}){3}\b/;
const PLACE = /^(?:serial|tcp|pcsc|sim):[^ ]*(?=: )/;

function textOf(error: unknown, { kind, code, message }: Omit<ExplainedError, "text">): Bilingual {
  const said = textsOf(error);
  if (said !== undefined) return said;
  const cause = causeOf(error, kind, code);
  if (kind === "usage" || kind === "internal") return { en: message, zh: `${cause.zh}：${message}` };
  // "serial:COM3" where the error is about one.
  const [place] = PLACE.exec(message) ?? [];
  const zh = place === undefined ? cause.zh : `${place}：${cause.zh}`;
  return { en: COMMAND_BYTES.test(message) ? cause.en : message, zh };
}

const CAUSES: { readonly [code: string]: Bilingual } = {
  clock: { en: "the till's clock is wrong", zh: "本机时钟不正确，未办理交易" },
  printer: { en: "the receipt was not printed", zh: "凭证未能打印，交易本身不受影响" },
  journal: { en: "the journal cannot be used", zh: "交易日志不能使用" },
  psam: { en: "the PSAM failed", zh: "PSAM 卡故障" },
  "centre-line": { en: "the centre did not answer", zh: "中心无应答" },
};

const CAUSES_OF_KIND: { readonly [kind in ErrorKind]: Bilingual } = {
  usage: { en: "what was passed may not be", zh: "参数有误" },
  reader: { en: "reader or card failed", zh: "读卡器或卡故障" },
  equipment: { en: "PSAM, key server or centre failed", zh: "设备故障" },
  journal: { en: "the journal cannot be used", zh: "交易日志不能使用" },
  centre: { en: "the centre has not done it", zh: "中心未办理" },
  internal: { en: "the program failed", zh: "程序内部错误" },
};

function causeOf(error: unknown, kind: ErrorKind, code: string): Bilingual {
  if (error instanceof ReaderError) return READER_ERRORS[error.code].cause;
  return CAUSES[code] ?? CAUSES_OF_KIND[kind];
}
