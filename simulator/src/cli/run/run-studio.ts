/** `duka-sim studio`: the page of a whole counter, until Ctrl-C. */
import { spawn } from "node:child_process";
import { type Terminal, untilInterrupted } from "@duka/protocol/command-line";
import { openCounter } from "../../studio/counter.js";
import type { Counter } from "../../studio/counter-face.js";
import { serveStudio } from "../../studio/studio-server.js";
import { parseSeed } from "../../world/simulated-spec.js";
import { readToken } from "../control-words.js";

export type StudioWords = {
  readonly port: string;
  readonly open: boolean;
  readonly seed: string;
  readonly withPersonalData?: true;
  readonly json?: true;
  readonly reader?: string;
  readonly city: string;
  readonly journal: string;
  readonly control?: string;
  readonly controlToken?: string;
};

const PORT_MAX = 65_535;

/** @throws RangeError naming the word that is wrong */
export async function runStudio(terminal: Terminal, words: StudioWords): Promise<void> {
  const port = parsePort(words.port);
  const counter = await openAsked(words, parseSeed(words.seed));
  try {
    // Before anyone is told that it is there.
    const interrupted = untilInterrupted();
    const service = await serveStudio(counter, port);
    if (words.json) terminal.out(`${JSON.stringify({ ready: true, address: service.address })}\n`);
    terminal.tell(`duka-sim: the studio is ready at ${service.address}\n`);
    if (words.open) openInBrowser(service.address);
    await interrupted;
    await service.close();
  } finally {
    await counter.close();
  }
}

/** A simulated counter, unless something real is named. @throws RangeError */
async function openAsked(words: StudioWords, seed: number): Promise<Counter> {
  const { reader, control, controlToken, city, journal, withPersonalData } = words;
  if (reader !== undefined && control !== undefined)
    throw new RangeError("--reader and --control are two things to look at: give one of them");
  if (reader?.startsWith("sim:"))
    throw new RangeError("--reader sim: the counter is simulated anyway; leave --reader out");
  if (controlToken !== undefined && control === undefined)
    throw new RangeError("--control-token needs --control URL");
  if (withPersonalData && (reader !== undefined || control !== undefined))
    throw new RangeError(
      "--with-personal-data: cards of a real reader, and of a running till, stay masked here; leave it out",
    );
  if (reader !== undefined) {
    const { openLiveReader } = await import("../../studio/live-reader.js");
    return openLiveReader({ address: reader, city, journal, seed });
  }
  if (control !== undefined) {
    const { openLiveTill } = await import("../../studio/live-till.js");
    const token = controlToken === undefined ? undefined : readToken(controlToken);
    return openLiveTill({ url: control, token, seed });
  }
  return openCounter(seed, words);
}

/** @throws RangeError */
function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= PORT_MAX) return port;
  throw new RangeError(`--port must be a number from 0 to ${PORT_MAX}, got "${text.slice(0, 40)}"`);
}

/** Where there is no browser the address was printed all the same. */
function openInBrowser(address: string): void {
  const [program, ...before] = { darwin: ["open"], win32: ["cmd", "/c", "start", ""] }[
    String(process.platform)
  ] ?? ["xdg-open"];
  const child = spawn(program!, [...before, address], { stdio: "ignore", detached: true });
  child.once("error", () => undefined);
  child.unref();
}
