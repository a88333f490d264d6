/** The body of a request, with its limit (wraps node:http). */
import type { IncomingMessage } from "node:http";

/**
 * So much beyond its limit is read and forgotten. A connection that is closed with unread bytes takes the answer with
 * it: who sent a little too much would hear that the line broke, not that the body is too long.
 */
const READ_ON_BYTES = 1 << 20;

/**
 * How long it may take is the server's limit (`requestTimeout`).
 * @returns undefined when it is longer than allowed
 * @throws Error when it is broken off
 */
export function readBody(request: IncomingMessage, bytesMax: number): Promise<Uint8Array | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    request.on("data", (chunk: Uint8Array) => {
      length += chunk.length;
      if (length <= bytesMax) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      if (length <= bytesMax + READ_ON_BYTES) return;
      request.pause();
      resolve(undefined);
    });
    request.on("end", () => resolve(length <= bytesMax ? Buffer.concat(chunks) : undefined));
    request.on("error", reject);
    request.on("close", () => reject(new Error("the request was broken off")));
  });
}
