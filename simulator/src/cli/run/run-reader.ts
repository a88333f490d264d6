/** `duka-sim reader`: the simulated reader in real time, behind a TCP port or a pseudo-terminal. */
import { type Terminal, untilInterrupted } from "@duka/protocol/command-line";
import { withInterface } from "../../line/card-interface.js";
import { type InterfaceWords, parseInterface } from "../../line/interface-words.js";
import { servePty } from "../../reader/serve-pty.js";
import { parseTcpAddress, serveTcp } from "../../reader/serve-tcp.js";
import type { SimulationClock } from "../../time/clock.js";
import { RealClock } from "../../time/real-clock.js";
import { simulateOnFile } from "../../world/open-simulated.js";
import { createOperator } from "../../world/operator.js";
import { checkKeys, parsePersona, parseSeed } from "../../world/simulated-spec.js";
import type { Simulation } from "../../world/simulation.js";
import { obeyLinesAndSignals } from "../operator-words.js";
import { type CardWords, cardsOf, makeNoise, parseBaud, parseNoise, spareCard } from "../reader-words.js";

export type ReaderOptions = InterfaceWords &
  CardWords & {
    readonly tcp?: string;
    readonly pty?: string;
    readonly baud?: string;
    readonly noise?: string;
    readonly seed: string;
    readonly persona: string;
    readonly keys: string;
    readonly json?: true;
  };

export async function serveReader(terminal: Terminal, options: ReaderOptions): Promise<void> {
  const say = (message: string): void => terminal.tell(`duka-sim: ${message}\n`);
  const port = parsePort(options, say);
  const seed = parseSeed(options.seed);
  const cardInterface = parseInterface(options);
  const hostBaud = parseBaud(options.baud);
  const noise = parseNoise(options.noise);
  const persona = parsePersona(options.persona);
  const keys = checkKeys(options.keys);
  const clock = new RealClock();
  const world = simulateOnFile(options.state, {
    ...cardInterface,
    ...cardsOf(options, seed),
    seed,
    persona,
    keys,
    clock,
    ...(hostBaud === undefined ? {} : { hostBaud }),
  });
  makeNoise(world.reader, noise, seed);
  try {
    // Before anyone is told that the reader is there.
    const interrupted = untilInterrupted();
    const service = await port(world, clock);
    if (options.json) terminal.out(`${JSON.stringify({ ready: true, address: service.at })}\n`);
    const operator = createOperator(world.reader, (slot) => {
      const spare = spareCard(options, seed, slot);
      return spare === undefined ? undefined : withInterface(spare, cardInterface);
    });
    const stopObeying = obeyLinesAndSignals(operator, say);
    const lost = await Promise.race([interrupted, service.lost]);
    stopObeying();
    await service.close();
    if (lost !== undefined) throw lost;
  } finally {
    await world.close();
  }
}

type Service = { readonly at: string; readonly lost: Promise<Error>; close(): Promise<void> };
type Say = (message: string) => void;
type OpenPort = (world: Simulation, clock: SimulationClock) => Promise<Service>;

/** What is wrong with the address is told before anything is started. */
function parsePort({ tcp, pty }: ReaderOptions, say: Say): OpenPort {
  if ((tcp === undefined) === (pty === undefined)) throw new RangeError("name one of --tcp and --pty");
  if (pty !== undefined) return (world, clock) => openPty(pty, world, clock, say);
  const address = parseTcpAddress(tcp!);
  return async (world, clock) => {
    const service = await serveTcp(address, world.reader.cable, clock, say);
    const { host, port } = service.address;
    const shown = `tcp://${host.includes(":") ? `[${host}]` : host}:${port}`;
    say(`reader with ${world.link.name} is ready at ${shown}`);
    return { at: shown, lost: new Promise<never>(() => {}), close: () => service.close() };
  };
}

async function openPty(link: string, world: Simulation, clock: SimulationClock, say: Say): Promise<Service> {
  const service = await servePty(link, world.reader.cable, clock);
  say(`reader with ${world.link.name} is ready at ${service.link}`);
  return { at: `serial:${service.link}`, lost: service.lost, close: () => service.close() };
}
