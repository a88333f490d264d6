/** What the words `--control`, `--control-origin` and `--control-token` mean. */
import { existsSync, writeFileSync } from "node:fs";
import { OWNER_ONLY, tooWide } from "@duka/protocol/data/file-mode";
import { readRegularFile } from "@duka/protocol/data/regular-file";
import { createToken, isLoopbackHost, isToken, originList } from "@duka/protocol/local-service";
import type { Controlled } from "../control/controlled.js";
import { serveControl } from "../control/serve-control.js";
import type { HttpService } from "../http/listen.js";
import { parseTcpAddress } from "../reader/serve-tcp.js";
import type { RealClock } from "../time/real-clock.js";
import { simulatorVersion } from "./simulator-version.js";

export type ControlWords = {
  readonly control?: string;
  readonly controlOrigin?: readonly string[];
  readonly controlToken?: string;
  readonly withPersonalData?: true;
};

/** Opens the port. */
type OpenControl = (controlled: Controlled, clock: RealClock) => Promise<HttpService>;

const TOKEN_FILE_MAX = 4096;

/**
 * What is wrong with the words is told before anything is started.
 * @returns undefined without --control
 * @throws RangeError
 */
export function parseControl(words: ControlWords): OpenControl | undefined {
  const { control, controlOrigin = [], controlToken } = words;
  if (control === undefined) {
    if (controlOrigin.length === 0 && controlToken === undefined && !words.withPersonalData) return undefined;
    throw new RangeError(
      "--control-origin, --control-token and --with-personal-data need --control HOST:PORT",
    );
  }
  const address = parseTcpAddress(control);
  const origins = originList(controlOrigin);
  if (!isLoopbackHost(address.host) && controlToken === undefined)
    throw new RangeError(
      `--control ${address.host} is reached by others on the network: it needs a token, --control-token FILE`,
    );
  const token = controlToken === undefined ? undefined : tokenOf(controlToken);
  return (controlled, clock) =>
    serveControl({
      controlled: { ...controlled, personal: { withPersonalData: words.withPersonalData } },
      ...{ address, origins, token, clock, version: simulatorVersion() },
    });
}

/** For a person who has just started it. */
export function controlText({ url }: HttpService): string {
  return `control is at ${url}, described by ${url}/openapi.json`;
}

/** Made where it is missing. @throws RangeError when others may read it, or something else is in it */
function tokenOf(file: string): string {
  if (!existsSync(file)) {
    const token = createToken();
    writeFileSync(file, `${token}\n`, { mode: OWNER_ONLY, flag: "wx" });
    return token;
  }
  return readToken(file);
}

/** @throws RangeError when the file is missing, others may read it, or something else is in it */
export function readToken(file: string): string {
  if (!existsSync(file))
    throw new RangeError(`--control-token ${file}: there is no such file; name the one of the reader`);
  const [wide] = tooWide([file]);
  if (wide !== undefined) throw new RangeError(`--control-token: ${wide}`);
  const token = Buffer.from(readRegularFile(file, TOKEN_FILE_MAX)).toString("latin1").trim();
  if (isToken(token)) return token;
  throw new RangeError(
    `--control-token ${file}: there is no token in it; remove it, and it is made anew, or name another file`,
  );
}
