/**
 * Where a service listens, and by which names it may be asked. A page of a stranger can have its own name resolve to
 * 127.0.0.1 (DNS rebinding) and is of the same origin as what it then asks; the name in `Host` is still the stranger's.
 */
import { rangeError } from "../data/bilingual.js";

export type ListenAddress = {
  /** Without brackets. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
};

const PORT_MAX = 65_535;

/** @throws RangeError when it is not HOST:PORT, or the host is not of this machine's loopback */
export function listenAddress(text: string): ListenAddress {
  const match = /^(?:\[([0-9a-f:.]{2,45})\]|([\w.-]{1,253})):(\d{1,5})$/i.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > PORT_MAX) {
    const given = JSON.stringify(text.slice(0, 60));
    throw rangeError(
      `${given} is no HOST:PORT: write 127.0.0.1:4090`,
      `${given} 不是 主机:端口，应写作 127.0.0.1:4090`,
    );
  }
  const host = (match[1] ?? match[2]!).toLowerCase();
  if (!isLoopbackHost(host)) {
    throw rangeError(
      `${host} is not this machine alone: a reader is served at 127.0.0.1, [::1] or localhost, since whoever reaches the port reaches the card`,
      `${host} 不限于本机：只能在 127.0.0.1、[::1] 或 localhost 提供服务，因为能连上端口就能操作卡`,
    );
  }
  return { host, port };
}

export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** @param header `Host` of a request @param port where the service listens */
export function isOwnHost(header: string | undefined, port: number): boolean {
  const match = /^(?:\[([0-9a-f:.]{2,45})\]|([\w.-]{1,253}))(?::(\d{1,5}))?$/i.exec(header ?? "");
  if (match === null) return false;
  const host = (match[1] ?? match[2]!).toLowerCase();
  return isLoopbackHost(host) && Number(match[3] ?? 80) === port;
}
