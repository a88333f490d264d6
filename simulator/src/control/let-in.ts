/** Who may steer: the guard's verdict on the headers, then the token where there is one. */
import type { IncomingHttpHeaders } from "node:http";
import { type Guard, isToken, sameHash, tokenHash } from "@duka/protocol/local-service";
import { ControlRefusal } from "./control-refusal.js";

const EXPECTED = {
  "host-refused": "this machine's own name in Host",
  "origin-null": "an origin",
  "origin-not-listed": "an origin of --control-origin",
  "page-without-origin": "an origin of --control-origin",
} as const;

/** @returns the listed origin that asks; undefined for a program. @throws ControlRefusal */
export function letIn(guard: Guard, headers: IncomingHttpHeaders): string | undefined {
  const fetchSite = headers["sec-fetch-site"];
  const verdict = guard({
    host: headers.host,
    origin: headers.origin,
    fetchSite: typeof fetchSite === "string" ? fetchSite : undefined,
  });
  if (!verdict.isLetIn) throw new ControlRefusal(verdict.code, EXPECTED[verdict.code]);
  return verdict.origin === "own" ? undefined : verdict.origin;
}

/** @param hash of the token; undefined where none is asked for */
export function checkToken(hash: string | undefined, headers: IncomingHttpHeaders): void {
  if (hash === undefined) return;
  const token = /^Bearer ([\w-]{1,100})$/i.exec(headers.authorization ?? "")?.[1];
  if (token === undefined) throw new ControlRefusal("token-missing", "authorization: Bearer TOKEN");
  if (!isToken(token) || !sameHash(tokenHash(token), hash))
    throw new ControlRefusal("token-refused", "the token of this service");
}
