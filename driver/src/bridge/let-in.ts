/** Who asks: the guard's verdict on the headers, then the token. */
import type { IncomingMessage } from "node:http";
import { onOneLine } from "@duka/protocol/data/plain-text";
import {
  type Guard,
  type GuardVerdict,
  type RateLimit,
  sameHash,
  tokenHash,
} from "@duka/protocol/local-service";
import type { Bridge, Caller } from "./bridge.js";
import { BridgeRefusal } from "./bridge-refusal.js";
import { headerOf } from "./http-message.js";
import type { PairedBridge } from "./paired-bridge.js";

const NAME_MAX = 40;

type LetIn = Extract<GuardVerdict, { isLetIn: true }>;

/** @throws BridgeRefusal; the operator's page then says who asked */
export function checkGuard(bridge: Bridge, guard: Guard, request: IncomingMessage): LetIn {
  const origin = headerOf(request, "origin");
  const host = headerOf(request, "host");
  const verdict = guard({ host, origin, fetchSite: headerOf(request, "sec-fetch-site") });
  if (verdict.isLetIn) return verdict;
  bridge.log.addStranger(origin ?? `host ${host ?? "-"}`);
  throw new BridgeRefusal(verdict.code);
}

/** @throws BridgeRefusal token-missing, token-refused, too-often */
export function callerOf(
  bridge: PairedBridge,
  rate: RateLimit,
  origin: LetIn["origin"],
  token: string | undefined,
  pageName: string | undefined,
): Caller {
  const own = origin ?? null;
  if (token === undefined) throw new BridgeRefusal("token-missing");
  const paired = bridge.tokens.find(token, own);
  if (paired === undefined) {
    bridge.log.add({ origin: own ?? "program", page: "", what: "token", ending: "token-refused" });
    throw new BridgeRefusal("token-refused");
  }
  const page = nameOf(pageName);
  const names = new Set([paired.name, page].filter((one) => one !== ""));
  const name = [...names].join(" · ") || (own ?? "program");
  const caller = { key: `${paired.id} ${page}`, name, origin: own ?? "program" };
  // By the token: a page that floods under many names is one caller.
  checkRate(bridge, rate, paired.id);
  return caller;
}

/** @throws BridgeRefusal too-often */
export function checkRate(bridge: Bridge, rate: RateLimit, key: string): void {
  if (rate.take(key, bridge.clock.nowMs()) > 0) throw new BridgeRefusal("too-often");
}

export function bearerOf(request: IncomingMessage): string | undefined {
  return /^Bearer ([\w-]{1,100})$/i.exec(headerOf(request, "authorization") ?? "")?.[1];
}

/** The operator's own page, or `duka pair`. @throws BridgeRefusal operator-only */
export function checkOperator(bridge: PairedBridge, { origin }: LetIn, request: IncomingMessage): void {
  const isOwn = origin === "own" || origin === undefined;
  const key = bearerOf(request) ?? "";
  if (!isOwn || !sameHash(tokenHash(key), tokenHash(bridge.tokens.operator)))
    throw new BridgeRefusal("operator-only");
}

/** What a page calls itself, for other people's screens: short, in one line. */
export function nameOf(text: unknown): string {
  if (typeof text !== "string") return "";
  return onOneLine(decoded(text).trim().slice(0, NAME_MAX));
}

/** Headers are ASCII: a name in Chinese comes percent-encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
