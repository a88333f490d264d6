/** `duka-sim reader`: the simulated reader in real time, behind a TCP port or a pseudo-terminal. */
import { type Terminal, untilInterrupted } from "@duka/protocol/command-line";
import { controlOfReader } from "../../control/controlled.js";
import { handsOf } from "../../control/operator-hands.js";
import { withInterface } from "../../line/card-interface.js";
import { type InterfaceWords, parseInterface } from "../../line/interface-words.js";
import { RealClock } from "../../time/real-clock.js";
import { simulateOnFile } from "../../world/open-simulated.js";
import { createOperator, handsAt } from "../../world/operator.js";
import { checkKeys, parsePersona, parseSeed } from "../../world/simulated-spec.js";
import type { SimulationOptions } from "../../world/simulation.js";
import { type WatchedReader, watchedReader } from "../../world/watched-reader.js";
import { type ControlWords, controlText, parseControl } from "../control-words.js";
import { type PortWords, parsePort } from "../open-port.js";
import { obeyLinesAndSignals } from "../operator-words.js";
import { type CardWords, cardsOf, makeNoise, parseBaud, parseNoise, spareCard } from "../reader-words.js";

export type ReaderOptions = InterfaceWords &
  CardWords &
  ControlWords &
  PortWords & {
    readonly baud?: string;
    readonly noise?: string;
    readonly seed: string;
    readonly persona: string;
    readonly keys: string;
    readonly json?: true;
  };

/** Of a reader that is steered; some hundred sales, character by character. */
const EVENTS_MAX = 200_000;

export async function serveReader(terminal: Terminal, options: ReaderOptions): Promise<void> {
  const say = (message: string): void => terminal.tell(`duka-sim: ${message}\n`);
  const port = parsePort(options, say);
  const openControl = parseControl(options);
  const seed = parseSeed(options.seed);
  const cardInterface = parseInterface(options);
  const hostBaud = parseBaud(options.baud);
  const noise = parseNoise(options.noise);
  const persona = parsePersona(options.persona);
  const keys = checkKeys(options.keys);
  const clock = new RealClock();
  const simulated = {
    ...cardInterface,
    ...cardsOf(options, seed),
    seed,
    persona,
    keys,
    ...(hostBaud === undefined ? { hostSpeeds: "of-board" as const } : { hostBaud }),
  };
  const watched = openControl && watchedOnFile(options, simulated, clock);
  const world = watched?.simulation ?? simulateOnFile(options.state, { ...simulated, clock });
  makeNoise(world.reader, noise, seed);
  const { reader } = world;
  try {
    // Before anyone is told that the reader is there.
    const interrupted = untilInterrupted();
    const controlled = watched && controlOfReader(watched);
    const control = controlled && (await openControl?.(controlled, clock));
    const between = watched && {
      plug: () => (watched.incidents.isCableOut ? undefined : reader.cable.plug()),
      left: watched.lineBroken,
    };
    const service = await port(`reader with ${world.link.name}`, reader.cable, clock, between);
    if (control !== undefined) say(controlText(control));
    const where = { address: service.address, ...(control === undefined ? {} : { control: control.url }) };
    if (options.json) terminal.out(`${JSON.stringify({ ready: true, ...where })}\n`);
    const own = handsAt(reader, (slot) => {
      const spare = spareCard(options, seed, slot);
      return spare === undefined ? undefined : withInterface(spare, cardInterface);
    });
    const shelf = controlled?.reader?.shelf;
    const operator = createOperator(reader, shelf === undefined ? own : handsOf(shelf));
    const stopObeying = obeyLinesAndSignals(operator, say);
    const lost = await Promise.race([interrupted, service.lost]);
    stopObeying();
    await Promise.all([control?.close(), service.close()]);
    if (lost !== undefined) throw lost;
  } finally {
    await world.close();
  }
}

/** Everything in it is told, and faults can strike. */
function watchedOnFile(
  { state, pty }: ReaderOptions,
  simulated: Omit<SimulationOptions, "clock">,
  clock: RealClock,
): WatchedReader {
  return watchedReader({
    clock,
    simulated,
    eventsMax: EVENTS_MAX,
    start: (options) => simulateOnFile(state, options),
    // A pseudo-terminal stays where it is.
    ...(pty === undefined
      ? {}
      : { port: ({ reader: { cable } }) => ({ cableOut: cable.cut, cableIn: cable.mend }) }),
  });
}
