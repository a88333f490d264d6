/** What a browser is told, so that a listed page may ask and read. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Headers, headerOf } from "./http-message.js";

/** What a listed page may read of an answer. */
export function corsOf(origin: string): Headers {
  return {
    "access-control-allow-origin": origin,
    vary: "origin",
    "access-control-expose-headers": "retry-after",
  };
}

/**
 * A browser asks first. `access-control-allow-private-network` is the answer to Private Network Access (Chromium until
 * 141), the other one that of the draft of Local Network Access; only a listed origin comes here.
 * @param allowed names of headers that the page may set
 */
export function preflight(
  request: IncomingMessage,
  response: ServerResponse,
  headers: Headers,
  allowed: string,
): void {
  const local = ["private-network", "local-network"].filter(
    (one) => headerOf(request, `access-control-request-${one}`) === "true",
  );
  response.writeHead(204, {
    ...headers,
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": allowed,
    "access-control-max-age": "600",
    "cache-control": "no-store",
    ...Object.fromEntries(local.map((one) => [`access-control-allow-${one}`, "true"])),
  });
  response.end();
}
