/** Links to where boards are: a serial port or a TCP port, opened anew after each restart of the board. */

import type { Deadline } from "@duka/driver/reader";
import { openTcpLink, parseAddress, ReaderError } from "@duka/driver/reader";
import type { Clock, Link } from "@duka/protocol/transport";

/** Opens a link to an address. Tests bring their own. */
export type Connect = (address: string, deadlineMs: number) => Promise<Link>;

/** @throws RangeError unless the address is one of a serial or TCP port */
export function checkBoardAddress(address: string): string {
  const { kind } = parseAddress(address);
  if (kind !== "serial" && kind !== "tcp") {
    throw new RangeError(`${address}: a board is at serial:PORT[?baud=N] or tcp://HOST:PORT`);
  }
  return address;
}

export function connectBy(clock: Clock): Connect {
  return async (text, deadlineMs) => {
    const address = parseAddress(text);
    const deadline: Deadline = { atMs: clock.nowMs() + deadlineMs };
    if (address.kind === "tcp") return openTcpLink(address, clock, deadline);
    if (address.kind !== "serial") throw new RangeError(`${text}: no address of a board`);
    // Its native part is nothing that a build should depend on.
    const { openSerialLink } = await import("@duka/driver/reader");
    return openSerialLink(address, clock, deadline);
  };
}

/** Tries again and again what needs a reader that is only just starting: until it works, or the time is over. */
export async function retryUntil<T>(
  clock: Clock,
  limitMs: number,
  everyMs: number,
  attempt: () => Promise<T>,
): Promise<T> {
  const endMs = clock.nowMs() + limitMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ReaderError) || clock.nowMs() + everyMs > endMs) throw error;
    }
    await new Promise<void>((resolve) => clock.after(everyMs, resolve));
  }
}
