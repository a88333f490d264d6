/**
 * Ctrl-C: every link is lost from then on, and no other is opened, so each step ends as it does when a cable is pulled.
 */
import type { Link, LinkListener } from "@duka/protocol/transport";
import { BoardError } from "../base/flash-error.js";
import type { Connect } from "./connect.js";

export function interruptible(connect: Connect, signal: AbortSignal): Connect {
  return async (address, deadlineMs) => {
    if (signal.aborted) throw interrupted();
    const link = await connect(address, deadlineMs);
    if (!signal.aborted) return lostOnInterrupt(link, signal);
    await link.close();
    throw interrupted();
  };
}

function lostOnInterrupt(link: Link, signal: AbortSignal): Link {
  let listener: LinkListener | undefined;
  const lose = (): void => {
    listener?.closed(interrupted());
    void link.close();
  };
  signal.addEventListener("abort", lose, { once: true });
  return {
    ...link,
    listen(to) {
      listener = to;
      link.listen(to);
    },
    close() {
      signal.removeEventListener("abort", lose);
      return link.close();
    },
  };
}

export function interrupted(): BoardError {
  return new BoardError({
    message: "interrupted",
    code: "interrupted",
    remedy: "repeat the command: the board can be flashed again",
  });
}
