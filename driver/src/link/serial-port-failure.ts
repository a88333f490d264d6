/** Why a serial port could not be opened, for the person who has to do something about it. */

import { ReaderError } from "../base/errors.js";
import type { Bilingual } from "../base/explanation.js";
import { REMEDIES } from "../base/remedies.js";

type PortFailure = {
  readonly path: string;
  /** What the serial port library said. */
  readonly error: Error;
  /**
   * Error code of an attempt to look at the file, such as "ENOENT" or "EACCES"; undefined when that worked, or on
   * Windows.
   */
  readonly accessCode: string | undefined;
  /** Paths of the ports there are; empty when they cannot be listed. */
  readonly ports: readonly string[];
};

export function portError(failure: PortFailure): ReaderError {
  const { path, error } = failure;
  const [why, remedy] = explain(failure);
  return new ReaderError({
    message: `serial:${path}: ${why} (${error.message.replace(/^Error: /, "")})`,
    code: isTaken(failure) ? "card-in-use" : "no-reader",
    layer: "link",
    delivery: "not-sent",
    remedy,
    cause: error,
  });
}

function isTaken({ error, accessCode }: PortFailure): boolean {
  // Windows says "Access denied" for a port in use.
  return accessCode === undefined && /lock|busy|access denied/i.test(error.message);
}

function explain(failure: PortFailure): [why: string, remedy: Bilingual] {
  const { error, accessCode, ports } = failure;
  if (accessCode === "EACCES" || accessCode === "EPERM") {
    return ["you may not open this port", REMEDIES["port-rights"]];
  }
  if (accessCode === "ENOENT" || /file not found|no such file|does not exist/i.test(error.message)) {
    const known =
      ports.length === 0
        ? { en: "no serial port was found", zh: "未找到任何串口" }
        : { en: `the ports here are ${ports.join(", ")}`, zh: `本机串口有 ${ports.join("、")}` };
    return [
      "there is no such port",
      {
        en: `connect the reader or name another port: ${known.en}`,
        zh: `请连接读卡器，或指定其他串口：${known.zh}`,
      },
    ];
  }
  if (isTaken(failure)) {
    return ["another program uses this port", REMEDIES["port-taken"]];
  }
  return ["the port could not be opened", REMEDIES["check-cable"]];
}
