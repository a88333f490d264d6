/**
 * Puts the simulated reader behind a pseudo-terminal, as a serial port for programs that know nothing of simulation
 * (wraps the program `socat`: Node itself cannot make a pseudo-terminal).
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { closeSync, constants, lstatSync, openSync, rmSync } from "node:fs";
import type { Cable } from "../line/cable.js";
import type { SimulationClock } from "../time/clock.js";

/** Until the link is there. */
const START_LIMIT_MS = 5000;
const LOOK_EVERY_MS = 20;
/** A host that has written more than takes so long on the line waits before it is read again. */
const BACKLOG_MAX_MS = 250;
/** Of what socat says, for the message when it fails. */
const COMPLAINT_MAX = 2000;

type PtyService = {
  /** The symbolic link to the host's end. */
  readonly link: string;
  /** Settles when the pseudo-terminal is gone although no one closed it. */
  readonly lost: Promise<Error>;
  /** Takes the pseudo-terminal and its link away. */
  close(): Promise<void>;
};

/**
 * @param link path of the symbolic link to make; an old link there is replaced, anything else is not
 * @throws RangeError when something else than a link is there
 * @throws Error when socat is not installed or cannot do it
 */
export async function servePty(link: string, cable: Cable, clock: SimulationClock): Promise<PtyService> {
  removeOldLink(link);
  const socat = startSocat(link);
  try {
    await linkOf(socat, link, clock);
  } catch (error) {
    socat.child.kill();
    throw error;
  }
  const leave = join(socat.child, cable, clock);
  // As long as someone has it open, the pseudo-terminal outlives the hosts that open and close it.
  const keptOpen = openSync(link, constants.O_RDWR | constants.O_NOCTTY);
  let isClosing = false;
  return {
    link,
    lost: new Promise((resolve) => {
      socat.ended.then((why) => {
        if (!isClosing) resolve(new Error(`${link}: the pseudo-terminal is gone: ${why}`));
      });
    }),
    async close() {
      isClosing = true;
      leave();
      closeSync(keptOpen);
      socat.child.kill();
      await socat.ended;
    },
  };
}

type Socat = {
  readonly child: ChildProcessWithoutNullStreams;
  /** Settles with its last words. */
  readonly ended: Promise<string>;
  failure(): string | undefined;
};

function startSocat(link: string): Socat {
  // Out of the terminal's reach: Ctrl-C is ours to hear, and socat ends when its standard input does.
  const child = spawn("socat", ["STDIO", `pty,raw,echo=0,link=${escaped(link)}`], {
    stdio: "pipe",
    detached: true,
  });
  let words = "";
  let failure: string | undefined;
  child.stderr.on("data", (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-COMPLAINT_MAX);
  });
  // A pipe that breaks is told by the end of socat.
  child.stdin.on("error", (error) => {
    words = words || error.message;
  });
  const ended = new Promise<string>((resolve) => {
    child.on("error", (error) => {
      failure = "code" in error && error.code === "ENOENT" ? NO_SOCAT : error.message;
      resolve(failure);
    });
    child.on("exit", (code) => {
      failure ??= words.trim() || `socat ended with ${code}`;
      resolve(failure);
    });
  });
  return { child, ended, failure: () => failure };
}

const NO_SOCAT =
  "the program socat is not installed (Debian and Ubuntu: sudo apt-get install socat); without it use --tcp";

/** Commas, colons and the like are syntax of socat's addresses. */
function escaped(path: string): string {
  return path.replace(/[\\,:!"'([{]/g, (character) => `\\${character}`);
}

function removeOldLink(link: string): void {
  const old = lstatSync(link, { throwIfNoEntry: false });
  if (old === undefined) return;
  if (!old.isSymbolicLink()) {
    throw new RangeError(`${link} exists and is no symbolic link; name a path where a link can be made`);
  }
  rmSync(link);
}

/** Waits until socat has made the link. */
function linkOf(socat: Socat, link: string, clock: SimulationClock): Promise<void> {
  const endMs = clock.nowMs() + START_LIMIT_MS;
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const failure = socat.failure();
      if (failure !== undefined) reject(new Error(`${link}: ${failure}`));
      else if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) resolve();
      else if (clock.nowMs() > endMs) reject(new Error(`${link}: socat did not make it`));
      else clock.after(LOOK_EVERY_MS, look);
    };
    look();
  });
}

/** @returns how to leave the plug alone: until then it is put back when it was pulled, as a serial port has no end */
function join(socat: ChildProcessWithoutNullStreams, cable: Cable, clock: SimulationClock): () => void {
  let isServed = true;
  const listen = (): void =>
    cable.link.listen({
      data: (bytes) => {
        socat.stdin.write(bytes);
      },
      closed() {
        if (!isServed) return;
        cable.plug();
        listen();
      },
      bytesNeeded: () => 1,
    });
  listen();
  socat.stdout.on("data", (bytes: Buffer) => {
    cable.link.write(bytes);
    const backlogMs = cable.hostBacklogMs();
    if (backlogMs < BACKLOG_MAX_MS) return;
    socat.stdout.pause();
    clock.after(backlogMs, () => socat.stdout.resume());
  });
  return () => {
    isServed = false;
  };
}
