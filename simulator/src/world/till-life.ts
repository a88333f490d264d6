/**
 * One life of the till's program, which can be killed: from then on nothing that it does reaches anything, and it hears
 * nothing. What runs on of it in this process waits for ever.
 */
import { live } from "@duka/protocol/data/live";
import type { Cancel, Clock, Link, LinkListener } from "@duka/protocol/transport";

export type TillLife = {
  readonly isDead: () => boolean;
  /** The program's view of time. */
  readonly clock: Clock;
  /** The program's end of a line. */
  line(link: Link): Link;
  /** What the program is doing for a caller: rejects when it is killed. */
  during<T>(work: Promise<T>): Promise<T>;
  kill(): void;
};

/** The till's program was killed while it worked for the caller. */
export class TillKilledError extends Error {
  constructor() {
    super("the till was killed: world.repair() starts it again on what its disk holds");
    this.name = "TillKilledError";
  }
}

export function beginLife(clock: Clock): TillLife {
  const timers = new Set<Cancel>();
  const lines = new Set<Link>();
  let isDead = false;
  let die: (error: Error) => void = () => undefined;
  const death = new Promise<never>((_resolve, reject) => {
    die = reject;
  });
  // Who was not waiting for anything is not told.
  death.catch(() => undefined);

  /** What is begun for the program's sake ends with it. */
  const timed =
    (begin: Clock["after"]): Clock["after"] =>
    (delayMs, then) => {
      if (isDead) return () => undefined;
      const cancel = begin(delayMs, () => {
        timers.delete(cancel);
        then();
      });
      timers.add(cancel);
      return () => {
        timers.delete(cancel);
        cancel();
      };
    };

  return {
    isDead: () => isDead,
    clock: {
      nowMs: () => clock.nowMs(),
      wallMs: () => clock.wallMs(),
      // A killed program waits for no one outside: time goes on without it, and it never hears how that ended.
      async outside(work) {
        const ended = await clock.outside(() => Promise.race([work(), death.catch(() => undefined)]));
        return isDead ? new Promise<never>(() => undefined) : (ended as Awaited<ReturnType<typeof work>>);
      },
      after: timed(clock.after.bind(clock)),
      ...(clock.background === undefined ? {} : { background: timed(clock.background.bind(clock)) }),
    },
    line(link) {
      lines.add(link);
      const line: Omit<Link, "baud"> = {
        name: link.name,
        bitsPerByte: link.bitsPerByte,
        listen: (listener) => link.listen(living(listener, () => isDead)),
        write(bytes) {
          if (!isDead) link.write(bytes);
        },
        ...(link.setBaud === undefined
          ? {}
          : { setBaud: async (baud) => (isDead ? undefined : link.setBaud?.(baud)) }),
        async close() {
          lines.delete(link);
          if (!isDead) await link.close();
        },
      };
      return live<Link, "baud">(line, { baud: () => link.baud });
    },
    during: (work) => Promise.race([work, death]),
    kill() {
      isDead = true;
      for (const cancel of timers) cancel();
      timers.clear();
      // The system closes the port of a process that is gone.
      for (const link of lines) void link.close();
      die(new TillKilledError());
    },
  };
}

function living(listener: LinkListener, isDead: () => boolean): LinkListener {
  return {
    data(bytes) {
      if (!isDead()) listener.data(bytes);
    },
    closed(reason) {
      if (!isDead()) listener.closed(reason);
    },
    bytesNeeded: () => (isDead() ? 1 : listener.bytesNeeded()),
  };
}
