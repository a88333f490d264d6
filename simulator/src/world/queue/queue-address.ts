/** Where the queue is: an address of Redis. */

export type QueueAddress = {
  /** As it was typed; a password may be in it. */
  readonly url: string;
  /** For people, without user and password. */
  readonly text: string;
};

/** @throws RangeError; what was typed is told only where no password can be in it */
export function parseQueueAddress(text: string): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isRedis = url?.protocol === "redis:" || url?.protocol === "rediss:";
  if (isRedis && url.hostname !== "" && /^\/?[0-9]{0,3}$/.test(url.pathname) && url.search + url.hash === "")
    return { url: text, text: `${url.protocol}//${url.host}${url.pathname}` };
  const typed = text.includes("@") ? "" : `, not "${text.slice(0, 60)}"`;
  throw new RangeError(
    `--queue is such as redis://127.0.0.1:6379, or rediss://user:password@host:6380/1 with TLS and a database${typed}`,
  );
}
