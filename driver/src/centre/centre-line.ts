/**
 * The line to the centre: the only file that knows node:http and node:https. One request, one answer, within limits;
 * redirects are not followed.
 */

import { X509Certificate } from "node:crypto";
import { type IncomingMessage, Agent as PlainAgent, request as requestPlain } from "node:http";
import { request as requestTls, Agent as TlsAgent } from "node:https";
import { createSecureContext } from "node:tls";
import { rangeError } from "@duka/protocol/data/bilingual";
import { members } from "@duka/protocol/data/values";
import { z } from "zod";
import type { OptionsOf } from "../base/option-values.js";

const PEM_MAX = 1 << 20;
const PEM = { error: 'must be a PEM text ("-----BEGIN …")' };
const pem = z.string(PEM).max(PEM_MAX, PEM).includes("-----BEGIN ", PEM);

/** Who the till is to the centre, and whom it trusts: PEM texts, none of which is ever part of a message. */
export const centreTls = members({
  /** Certificates of the authorities that may vouch for the centre, in place of the system's. */
  ca: pem.optional(),
  /** The till's own certificate, with those above it. */
  cert: pem.optional(),
  /** The private key of `cert`. */
  key: pem.optional(),
});

export type CentreTls = OptionsOf<typeof centreTls>;

type LineAnswer = { readonly status: number; readonly body: Uint8Array };

/** The connection broke. */
export class LineError extends Error {
  override readonly name = "LineError";
  /** "ECONNREFUSED", "CERT_HAS_EXPIRED" and the like. */
  readonly code: string;
  /** False when it is certain that nothing of the request has left. */
  readonly mayHaveLeft: boolean;

  constructor(cause: unknown, mayHaveLeft: boolean) {
    const code = codeOf(cause);
    super(`the line broke (${code})`, { cause });
    this.code = code;
    this.mayHaveLeft = mayHaveLeft;
  }
}

export type CentreLine = {
  /** @throws LineError; the signal's reason never comes through */
  post(
    path: string,
    headers: { readonly [name: string]: string },
    body: string,
    signal: AbortSignal,
  ): Promise<LineAnswer>;
};

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const URL_MAX = 2000;
const ANSWER_BYTES_MAX = 4 * 1024 * 1024;
/** Less than a server commonly keeps an idle connection, so that none is used while it is being closed. */
const IDLE_MS = 4000;

/**
 * @param insecure plain http:// is taken to other machines too
 * @throws RangeError when the url is not valid, or leaves this machine unprotected, or `tls` does not fit together
 */
export function openCentreLine(text: string, tls: CentreTls | undefined, insecure: boolean): CentreLine {
  const url = urlOf(text);
  const isPlain = url.protocol === "http:";
  if (isPlain && !insecure && !isLoopback(url.hostname)) {
    throw rangeError(
      "the centre's url begins with http:// and names another machine: everyone on the way could read and change what is said. Use https://, or say that it is wanted (--insecure-centre; insecure: true)",
      "中心地址以 http:// 开头且不在本机：途中任何人都能读取和篡改。请使用 https://；确需如此请注明（--insecure-centre，insecure: true）",
    );
  }
  if (isPlain && tls !== undefined)
    throw rangeError("tls: certificates are for a centre at https://", "tls：证书只用于 https:// 的中心");
  if (tls !== undefined) checkTls(tls);
  const idle = { keepAlive: true, timeout: IDLE_MS };
  // Said, since a package in the same process may have switched the check off for all (NODE_TLS_REJECT_UNAUTHORIZED).
  const agent = isPlain ? new PlainAgent(idle) : new TlsAgent({ ...idle, ...tls, rejectUnauthorized: true });
  const base = text.replace(/\/+$/, "");
  return {
    post(path, headers, body, signal) {
      const options = {
        method: "POST",
        headers: { ...headers, "content-length": lengthOf(body) },
        agent,
        signal,
      };
      return new Promise((resolve, reject) => {
        let mayHaveLeft = false;
        const broken = (error: unknown) => reject(new LineError(error, mayHaveLeft));
        const send = isPlain ? requestPlain : requestTls;
        const request = send(base + path, options, (response) => {
          answerOf(response).then(resolve, broken);
        });
        request.on("socket", (socket) => {
          // A connection that is used again is open; a new one carries nothing before it is, and is protected.
          if (request.reusedSocket) mayHaveLeft = true;
          else socket.once(isPlain ? "connect" : "secureConnect", () => (mayHaveLeft = true));
        });
        request.on("error", broken);
        request.end(body);
      });
    },
  };
}

async function answerOf(response: IncomingMessage): Promise<LineAnswer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > ANSWER_BYTES_MAX) throw new Error("the answer is too long");
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks) };
}

function urlOf(text: string): URL {
  const url = text.length <= URL_MAX && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
    throw rangeError(
      "the centre's url begins with http:// or https://",
      "中心地址须以 http:// 或 https:// 开头",
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw rangeError(
      "the centre's url names no user and no password: give them as its authorization",
      "中心地址中不得带用户名和密码：请作为 authorization 给出",
    );
  }
  return url;
}

/** This machine by name or number (RFC 6761, RFC 5735, RFC 4291): what is said does not leave it. */
function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(host);
}

/** @throws RangeError naming the part; what stands in it is not shown */
function checkTls({ ca, cert, key }: CentreTls): void {
  if ((cert === undefined) !== (key === undefined))
    throw rangeError("a client certificate and its key are given together", "客户端证书和私钥须同时给出");
  try {
    // OpenSSL passes over an authority that it cannot read.
    for (const pem of [ca, cert]) if (pem !== undefined) checkCertificates(pem);
    createSecureContext({ ca, cert, key });
  } catch (error) {
    // OpenSSL says what is wrong, and quotes nothing.
    const why = error instanceof Error ? error.message : String(error);
    throw rangeError(`the centre's certificates cannot be used: ${why}`, `中心证书不能使用：${why}`, error);
  }
}

/** @throws Error of OpenSSL */
function checkCertificates(pem: string): void {
  const [first = pem, ...others] = pem.match(CERTIFICATE) ?? [];
  for (const one of [first, ...others]) new X509Certificate(one);
}

function lengthOf(text: string): number {
  return Buffer.byteLength(text);
}

/** Of a failed connection: its own, or that of the first address of several. */
function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error ? error.name : "unknown";
}
