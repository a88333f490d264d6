/** `duka-sim reader`: the simulated reader in real time, behind a TCP port or a pseudo-terminal. */
import { Command } from "commander";
import { withInterface } from "../line/card-interface.js";
import { type InterfaceWords, parseInterface } from "../line/interface-words.js";
import { servePty } from "../reader/serve-pty.js";
import { parseTcpAddress, serveTcp } from "../reader/serve-tcp.js";
import type { SimulationClock } from "../time/clock.js";
import { RealClock } from "../time/real-clock.js";
import { simulateOnFile } from "../world/open-simulated.js";
import { createOperator, HANDS_HELP } from "../world/operator.js";
import {
  checkKeys,
  DEFAULT_PERSONA,
  DEFAULT_PROFILE,
  DEFAULT_SEED,
  PERSONAS,
  parsePersona,
  parseSeed,
} from "../world/simulated-spec.js";
import type { Simulation } from "../world/simulation.js";
import { obeyLinesAndSignals } from "./operator-words.js";
import {
  type CardWords,
  cardsOf,
  makeNoise,
  parseBaud,
  parseNoise,
  spareCard,
  TRANSFER,
} from "./reader-words.js";

type ReaderOptions = InterfaceWords &
  CardWords & {
    readonly tcp?: string;
    readonly pty?: string;
    readonly baud?: string;
    readonly noise?: string;
    readonly seed: string;
    readonly persona: string;
    readonly keys: string;
  };

const EXAMPLES = `
Examples:
  duka-sim reader --tcp 127.0.0.1:4070
  duka-sim reader --tcp 127.0.0.1:4070 --profile hangzhou --state card.json
  duka balance --reader tcp://127.0.0.1:4070        (in another window)
  duka-sim reader --tcp 127.0.0.1:4070 --protocol 1 --ta1 96
  duka-sim reader --pty ./reader                    (a serial port for pcscd)
  duka-sim reader --pty ./reader --baud 9600 --noise 0.001 --seed 7
  duka-sim reader --tcp 127.0.0.1:4070 --persona pinpad --keys 123456#

Words on standard input move the cards and press keys: ${HANDS_HELP}.
SIGUSR1 takes the user card out or puts it back, SIGUSR2 swaps it.
Ctrl-C ends it; the memory of card and PSAM is in the state file by then.`;

export function readerCommand(): Command {
  return new Command("reader")
    .description("serve a simulated reader with a user card (slot 0) and a PSAM (slot 1) in real time")
    .option("--tcp <host:port>", "where to listen for one client at a time")
    .option("--pty <link>", "make a pseudo-terminal and this symbolic link to it; needs the program socat")
    .option("--profile <name>", "city profile of user card and PSAM", DEFAULT_PROFILE)
    .option("--card <kind>", `another profile for both, or "${TRANSFER}": a chip for reader tests in slot 0`)
    .option("--sam <profile>", "city profile of the PSAM alone")
    .option("--state <file>", "keep the memory of card and PSAM in this file")
    .option("--baud <rate>", "speed of the host line, in place of the firmware's own")
    .option("--noise <rate>", "share of the bytes on the host line that are damaged, such as 0.001")
    .option("--persona <type>", `reader type that it behaves as: ${PERSONAS.join(", ")}`, DEFAULT_PERSONA)
    .option(
      "--keys <keys>",
      "typed on the keypad when the reader asks: digits, # confirm, * correct, C cancel",
      "",
    )
    .option("--seed <number>", "what everything random comes from, noise too", String(DEFAULT_SEED))
    .option("--protocol <offer>", "protocols that the user card offers: 0, 1, or 0,1")
    .option("--ta1 <hex>", "speed that it offers, as TA1")
    .option("--ifsc <bytes>", "longest block that it takes over T=1")
    .option("--edc <kind>", "lrc or crc over T=1")
    .addHelpText("after", EXAMPLES)
    .action(serveReader);
}

async function serveReader(options: ReaderOptions): Promise<void> {
  const port = parsePort(options);
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

type Service = { readonly lost: Promise<Error>; close(): Promise<void> };
type OpenPort = (world: Simulation, clock: SimulationClock) => Promise<Service>;

/** What is wrong with the address is told before anything is started. */
function parsePort({ tcp, pty }: ReaderOptions): OpenPort {
  if ((tcp === undefined) === (pty === undefined)) throw new RangeError("name one of --tcp and --pty");
  if (pty !== undefined) return (world, clock) => openPty(pty, world, clock);
  const address = parseTcpAddress(tcp!);
  return async (world, clock) => {
    const service = await serveTcp(address, world.reader.cable, clock, say);
    const { host, port } = service.address;
    const shown = `tcp://${host.includes(":") ? `[${host}]` : host}:${port}`;
    say(`reader with ${world.link.name} is ready at ${shown}`);
    return { lost: new Promise<never>(() => {}), close: () => service.close() };
  };
}

async function openPty(link: string, world: Simulation, clock: SimulationClock): Promise<Service> {
  const service = await servePty(link, world.reader.cable, clock);
  say(`reader with ${world.link.name} is ready at ${service.link}`);
  return service;
}

function untilInterrupted(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve(undefined));
  });
}

function say(message: string): void {
  process.stderr.write(`duka-sim: ${message}\n`);
}
