/** Where a program puts its simulated line: behind a TCP port, or behind a pseudo-terminal. */
import type { Cable } from "../line/cable.js";
import { servePty } from "../reader/serve-pty.js";
import { type Between, parseTcpAddress, serveTcp, shownAddress } from "../reader/serve-tcp.js";
import type { SimulationClock } from "../time/clock.js";

export type PortWords = { readonly tcp?: string; readonly pty?: string };

type Service = {
  /** As a driver takes it. */
  readonly address: string;
  /** Settles when it is gone although no one closed it. */
  readonly lost: Promise<Error>;
  close(): Promise<void>;
};

/**
 * @param what stands there: "reader with sim:hangzhou"
 * @param between a TCP port and the reader, where the cable may be out; a pseudo-terminal stays
 */
type OpenPort = (what: string, cable: Cable, clock: SimulationClock, between?: Between) => Promise<Service>;

/** What is wrong with the address is told before anything is started. */
export function parsePort({ tcp, pty }: PortWords, say: (message: string) => void): OpenPort {
  if ((tcp === undefined) === (pty === undefined)) throw new RangeError("name one of --tcp and --pty");
  if (pty !== undefined) {
    return async (what, cable, clock) => {
      const service = await servePty(pty, cable, clock);
      say(`${what} is ready at ${service.link}`);
      return { address: `serial:${service.link}`, lost: service.lost, close: () => service.close() };
    };
  }
  const wanted = parseTcpAddress(tcp!);
  return async (what, cable, clock, between) => {
    const service = await serveTcp(wanted, cable, clock, say, between);
    const address = `tcp://${shownAddress(service.address)}`;
    say(`${what} is ready at ${address}`);
    return { address, lost: new Promise<never>(() => {}), close: () => service.close() };
  };
}
