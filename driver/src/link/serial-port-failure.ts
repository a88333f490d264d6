/** Why a serial port could not be opened, for the person who has to do something about it. */
import { ReaderError } from "../base/errors.js";

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

function explain(failure: PortFailure): [why: string, remedy: string] {
  const { error, accessCode, ports } = failure;
  if (accessCode === "EACCES" || accessCode === "EPERM") {
    return [
      "you may not open this port",
      "add yourself to the group that owns it (sudo usermod -aG dialout $USER) and log in again",
    ];
  }
  if (accessCode === "ENOENT" || /file not found|no such file|does not exist/i.test(error.message)) {
    const known = ports.length === 0 ? "no serial port was found" : `the ports here are ${ports.join(", ")}`;
    return ["there is no such port", `connect the reader or name another port: ${known}`];
  }
  if (isTaken(failure)) {
    return [
      "another program uses this port",
      "close that program (pcscd keeps readers that its configuration names) or use the reader through it",
    ];
  }
  return ["the port could not be opened", "check the reader and its cable"];
}
