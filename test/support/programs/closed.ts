/** The end of a connection, as a test waits for it. */
import type { EventEmitter } from "node:events";

/**
 * Once it is closed, however: where the other side resets it, an error comes first, at which `once` of `node:events`
 * would reject. Whether it was reset or ended is the kernel's, not the rule under test.
 * @returns what "close" told
 */
export function closed(connection: EventEmitter): Promise<readonly unknown[]> {
  connection.on("error", () => {});
  return new Promise((resolve) => connection.once("close", (...told: unknown[]) => resolve(told)));
}
