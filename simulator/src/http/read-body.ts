/** The body of a request, with its limit (wraps node:http). */
import type { IncomingMessage } from "node:http";

/**
 * @returns undefined when it is longer than allowed; the rest of it is not read
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
      request.pause();
      resolve(undefined);
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", reject);
    request.on("close", () => reject(new Error("the request was broken off")));
  });
}
