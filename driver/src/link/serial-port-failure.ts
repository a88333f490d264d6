/** Why a serial port could not be opened, for the person who has to do something about it. */

import { withChinese } from "@duka/protocol/data/bilingual";
import { ReaderError } from "../base/errors.js";
import type { Bilingual } from "../base/explanation.js";
import { REMEDIES } from "../base/remedies.js";

/** What stands under the path, if it is known to be no port. */
export type NoPort = "file" | "folder" | "device";

/** What is wanted behind the port. */
export type BehindPort = "reader" | "printer";

type PortFailure = {
  readonly path: string;
  /** What the serial port library said. */
  readonly error: Error;
  /**
   * Error code of an attempt to look at the file, such as "ENOENT" or "EACCES"; undefined when that worked, or on
   * Windows.
   */
  readonly accessCode: string | undefined;
  /** Undefined for a port, and where it is not known. */
  readonly noPort?: NoPort | undefined;
  /** Paths of the ports there are; empty when they cannot be listed. */
  readonly ports: readonly string[];
  /** A reader, unless it is said. */
  readonly behind?: BehindPort | undefined;
};

export function portError(failure: PortFailure): ReaderError {
  const { path, error } = failure;
  const [why, remedy] = explain(failure);
  const thrown = new ReaderError({
    message: `serial:${path}: ${why.en} (${error.message.replace(/^Error: /, "")})`,
    code: isTaken(failure) ? "card-in-use" : "no-reader",
    layer: "link",
    delivery: "not-sent",
    remedy,
    cause: error,
  });
  return withChinese(thrown, `serial:${path}：${why.zh}`);
}

/** The path leads nowhere; a device without hardware behind it is told by the last two. */
const MISSING_CODES = ["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG"];
const MISSING = /file not found|no such (?:file|device)|does not exist/i;
/** ENOTTY, of a device that has no line settings. */
const NO_SETTINGS = /inappropriate ioctl/i;
const FORBIDDEN_CODES = ["EACCES", "EPERM"];

function isTaken(failure: PortFailure): boolean {
  // Windows says "Access denied" for a port in use.
  const { error, accessCode } = failure;
  return (
    accessCode === undefined &&
    noPortOf(failure) === undefined &&
    /lock|busy|access denied/i.test(error.message)
  );
}

function noPortOf({ error, noPort }: PortFailure): NoPort | undefined {
  return noPort ?? (NO_SETTINGS.test(error.message) ? "device" : undefined);
}

const WHAT_IT_IS: { readonly [what in NoPort]: Bilingual } = {
  file: { en: "a file", zh: "文件" },
  folder: { en: "a folder", zh: "文件夹" },
  device: { en: "another device", zh: "其他设备" },
};

const BEHIND: { readonly [what in BehindPort]: Bilingual } = {
  reader: { en: "the reader", zh: "读卡器" },
  printer: { en: "the printer", zh: "打印机" },
};

const OTHERWISE: { readonly [what in BehindPort]: Bilingual } = {
  reader: { en: "duka readers lists the readers", zh: "可用 duka readers 列出读卡器" },
  printer: {
    en: "the device of a printer (/dev/usb/lp0) is named without serial:",
    zh: "打印机设备（/dev/usb/lp0）不加 serial:",
  },
};

function explain(failure: PortFailure): [why: Bilingual, remedy: Bilingual] {
  const { error, accessCode, ports, behind = "reader" } = failure;
  const what = BEHIND[behind];
  const known =
    ports.length === 0
      ? { en: "no serial port was found", zh: "未找到任何串口" }
      : { en: `the ports here are ${ports.join(", ")}`, zh: `本机串口有 ${ports.join("、")}` };
  const other = noPortOf(failure);
  if (other !== undefined) {
    const { en, zh } = WHAT_IT_IS[other];
    const or = OTHERWISE[behind];
    return [
      {
        en: `this is ${en} and no serial port; a port such as /dev/ttyACM0 or COM3 was expected`,
        zh: `这是${zh}，不是串口；应为 /dev/ttyACM0、COM3 这样的串口`,
      },
      {
        en: `name the port of ${what.en}: ${known.en}; ${or.en}`,
        zh: `请指定${what.zh}所在的串口：${known.zh}；${or.zh}`,
      },
    ];
  }
  if (accessCode !== undefined && FORBIDDEN_CODES.includes(accessCode)) {
    return [{ en: "you may not open this port", zh: "没有权限打开此串口" }, REMEDIES["port-rights"]];
  }
  if (MISSING_CODES.includes(accessCode ?? "") || MISSING.test(error.message)) {
    return [
      { en: "there is no such port", zh: "没有此串口" },
      {
        en: `connect ${what.en} or name another port: ${known.en}`,
        zh: `请连接${what.zh}，或指定其他串口：${known.zh}`,
      },
    ];
  }
  if (isTaken(failure)) {
    return [
      { en: "another program uses this port", zh: "此串口正被其他程序使用" },
      behind === "reader" ? REMEDIES["port-taken"] : REMEDIES["check-printer"],
    ];
  }
  return [
    { en: "the port could not be opened", zh: "串口无法打开" },
    behind === "reader" ? REMEDIES["check-cable"] : REMEDIES["check-printer"],
  ];
}
