/** `duka-sim reader`: the simulated reader in real time, behind a TCP port or a pseudo-terminal. */
import { type Terminal, untilInterrupted } from "@duka/protocol/command-line";
import { withInterface } from "../../line/card-interface.js";
import { type InterfaceWords, parseInterface } from "../../line/interface-words.js";
import { RealClock } from "../../time/real-clock.js";
import { simulateOnFile } from "../../world/open-simulated.js";
import { createOperator } from "../../world/operator.js";
import { checkKeys, parsePersona, parseSeed } from "../../world/simulated-spec.js";
import { type PortWords, parsePort } from "../open-port.js";
import { obeyLinesAndSignals } from "../operator-words.js";
import { type CardWords, cardsOf, makeNoise, parseBaud, parseNoise, spareCard } from "../reader-words.js";

export type ReaderOptions = InterfaceWords &
  CardWords &
  PortWords & {
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
    const service = await port(`reader with ${world.link.name}`, world.reader.cable, clock);
    if (options.json) terminal.out(`${JSON.stringify({ ready: true, address: service.address })}\n`);
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
