/**
 * A pcscd of our own: its socket lies in a folder of ours, bound over /run/pcscd in a mount namespace, its
 * configuration is one reader. Several can run beside each other and beside the system's. Needs root, or user
 * namespaces.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pcscConf } from "@duka/flash/build/pcsc-conf";
import { type Child, type Finished, run, start } from "./child.js";
import { PCSCD } from "./packages.js";
import { until } from "./until.js";

/** pcscd opens serial readers before it makes its socket; a dead one costs 2 s. */
const START_MS = 20_000;
const SHORT_LOG = 4000;
/** In blocks of 512 bytes: a driver whose reader vanished in the middle of an exchange logs without end. */
const LOG_BLOCKS_MAX = 200_000;

/** The simulated reader on a serial device, as duka-flash pcsc-conf has it. */
type SerialReader = {
  /** First part of the PC/SC names: "Duka" becomes "Duka 00 00". */
  readonly friendlyName: string;
  /** Path of the serial device. */
  readonly device: string;
  readonly persona: string;
};

type PcscdOptions = (SerialReader | { readonly conf: string }) & {
  /** A folder of this run's own. */
  readonly folder: string;
  /** Logs each frame; costs time. True by default. */
  readonly log?: boolean;
};

export type PrivatePcscd = {
  /** To be in the environment of every client. */
  readonly environment: Record<string, string>;
  readonly pid: number;
  /** Runs a PC/SC client under a time limit. */
  client(words: readonly string[], limitMs?: number): Promise<Finished>;
  isRunning(): boolean;
  /** The end of the log of pcscd and the driver: with `log`, each frame as "-> 000000 03 06 ..". */
  log(): string;
  /** It has no time to say goodbye. Done when it is gone. */
  kill(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts pcscd and waits until clients can connect; the reader must be there already. */
export async function startPcscd(options: PcscdOptions): Promise<PrivatePcscd> {
  const runFolder = join(options.folder, "run");
  const confFolder = join(options.folder, "conf");
  const socket = join(runFolder, "pcscd.comm");
  const logFile = join(options.folder, "log");
  mkdirSync(runFolder, { recursive: true });
  mkdirSync(confFolder, { recursive: true });
  rmSync(socket, { force: true });
  writeFileSync(join(confFolder, "duka"), readerConf(options));
  const pcscd = start(commandLine(runFolder, confFolder, logFile, options.log ?? true), {
    LIBCCID_ifdLogLevel: (options.log ?? true) ? "0x000F" : "0",
  });
  try {
    await until(
      "the socket of pcscd",
      START_MS,
      () => (existsSync(socket) ? true : failIfEnded(pcscd, log)),
      log,
    );
  } catch (error) {
    await pcscd.stop();
    throw error;
  }
  const environment = { PCSCLITE_CSOCK_NAME: socket };
  return {
    environment,
    pid: pcscd.pid,
    client: (words, limitMs = 10_000) => run(words, limitMs, environment),
    isRunning: () => pcscd.exitCode() === undefined,
    log,
    kill() {
      pcscd.signal("SIGKILL");
      return pcscd.ended;
    },
    stop: () => pcscd.stop(),
  };

  function log(): string {
    return existsSync(logFile) ? readFileSync(logFile, "latin1").slice(-SHORT_LOG) : pcscd.printed();
  }
}

/** The one given, or what duka-flash pcsc-conf prints for /etc/reader.conf.d: all before the empty line. */
function readerConf(options: PcscdOptions): string {
  if ("conf" in options) return options.conf;
  const { device, persona, friendlyName } = options;
  return `${pcscConf({ device, persona, name: friendlyName }).split("\n\n")[0]}\n`;
}

/**
 * Every program replaces itself by the next, so the process that was started is pcscd in the end. It logs to a file: a
 * pipe to this process would be full while a client here waits for pcscd.
 */
function commandLine(runFolder: string, confFolder: string, logFile: string, log: boolean): string[] {
  const userNamespace = process.getuid?.() === 0 ? [] : ["-U", "-r"];
  const pcscd = `exec ${PCSCD} -f ${log ? "-d" : "-C"} -c "$2" > "$3" 2>&1`;
  const script = `ulimit -f ${LOG_BLOCKS_MAX} && mkdir -p /run/pcscd && mount --bind "$1" /run/pcscd && ${pcscd}`;
  const words = ["sh", "-c", script, "private-pcscd", runFolder, confFolder, logFile];
  return ["unshare", ...userNamespace, "-m", "--propagation", "private", ...words];
}

function failIfEnded(pcscd: Child, log: () => string): undefined {
  if (pcscd.exitCode() === undefined) return undefined;
  throw new Error(`pcscd ended with ${pcscd.exitCode()}:\n${log()}`);
}
