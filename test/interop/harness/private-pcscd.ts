/**
 * A pcscd of our own: its socket lies in a folder of ours, bound over /run/pcscd in a mount namespace, its configuration is
 * one reader. Several can run beside each other and beside the system's. Needs root, or user namespaces.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pcscConf } from "@duka/firmware/tools/pcsc-conf";
import { type Child, type Finished, run, start } from "./child.js";
import { PCSCD } from "./packages.js";
import { until } from "./until.js";

/** pcscd opens serial readers before it makes its socket; a dead one costs 2 s. */
const START_MS = 20_000;
const SHORT_LOG = 4000;

export type PcscdOptions = {
  /** A folder of this run's own. */
  readonly folder: string;
  /** First part of the PC/SC names: "Duka" becomes "Duka 00 00". */
  readonly friendlyName: string;
  /** Path of the serial device. */
  readonly device: string;
  readonly persona: string;
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
  /** Of pcscd and of the driver: with `log`, each frame as "-> 000000 03 06 ..". */
  log(): string;
  stop(): Promise<void>;
};

/** Starts pcscd and waits until clients can connect; the reader must be there already. */
export async function startPcscd(options: PcscdOptions): Promise<PrivatePcscd> {
  const runFolder = join(options.folder, "run");
  const confFolder = join(options.folder, "conf");
  const socket = join(runFolder, "pcscd.comm");
  mkdirSync(runFolder, { recursive: true });
  mkdirSync(confFolder, { recursive: true });
  rmSync(socket, { force: true });
  writeFileSync(join(confFolder, "duka"), readerConf(options));
  const pcscd = start(commandLine(runFolder, confFolder, options.log ?? true), {
    LIBCCID_ifdLogLevel: (options.log ?? true) ? "0x000F" : "0",
  });
  try {
    await until(
      "the socket of pcscd",
      START_MS,
      () => (existsSync(socket) ? true : failIfEnded(pcscd)),
      () => pcscd.printed().slice(-SHORT_LOG),
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
    log: () => pcscd.printed(),
    stop: () => pcscd.stop(),
  };
}

/** What duka-flash pcsc-conf prints for /etc/reader.conf.d: all before the empty line. */
function readerConf({ device, persona, friendlyName }: PcscdOptions): string {
  return `${pcscConf({ device, persona, name: friendlyName }).split("\n\n")[0]}\n`;
}

/** Every program replaces itself by the next, so the process that was started is pcscd in the end. */
function commandLine(runFolder: string, confFolder: string, log: boolean): string[] {
  const userNamespace = process.getuid?.() === 0 ? [] : ["-U", "-r"];
  const script = `mkdir -p /run/pcscd && mount --bind "$1" /run/pcscd && exec ${PCSCD} -f ${log ? "-d" : "-C"} -c "$2"`;
  const words = [
    "-m",
    "--propagation",
    "private",
    "sh",
    "-c",
    script,
    "private-pcscd",
    runFolder,
    confFolder,
  ];
  return ["unshare", ...userNamespace, ...words];
}

function failIfEnded(pcscd: Child): undefined {
  if (pcscd.exitCode() === undefined) return undefined;
  throw new Error(`pcscd ended with ${pcscd.exitCode()}:\n${pcscd.printed().slice(-SHORT_LOG)}`);
}
