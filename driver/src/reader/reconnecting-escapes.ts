/** What only a Duka can do, on a reader that outlives its cable: each call finds the reader of the moment. */
import type { Limits } from "../base/deadline.js";
import { ReaderError } from "../base/errors.js";
import type { DukaEscapes } from "./duka-escapes.js";
import type { Reader } from "./reader.js";

/**
 * Does it with the reader of the moment, and once more on a new line when this one is lost meanwhile: none of these
 * calls moves money.
 * @param work is given what is left of the limits
 */
type ThroughLoss = <T>(
  work: (reader: Reader, left: Limits) => Promise<T>,
  limits: Limits | undefined,
) => Promise<T>;

export function reconnectingEscapes(throughLoss: ThroughLoss): DukaEscapes {
  const through = <T>(
    work: (duka: DukaEscapes, left: Limits) => Promise<T>,
    limits: Limits | undefined,
  ): Promise<T> => throughLoss((reader, left) => work(dukaOf(reader), left), limits);
  return {
    prompt: (name, options) => through((duka, left) => duka.prompt(name, { ...options, ...left }), options),
    pinTexts: (names, language, limits) =>
      through((duka, left) => duka.pinTexts(names, language, left), limits),
    persona: (limits) => through((duka, left) => duka.persona(left), limits),
    setPersona: (persona, limits) => through((duka, left) => duka.setPersona(persona, left), limits),
    selfTest: (limits) => through((duka, left) => duka.selfTest(left), limits),
    restart: (limits) => through((duka, left) => duka.restart(left), limits),
    statistics: (limits) => through((duka, left) => duka.statistics(left), limits),
    memory: (limits) => through((duka, left) => duka.memory(left), limits),
  };
}

function dukaOf(reader: Reader): DukaEscapes {
  if (reader.duka !== undefined) return reader.duka;
  throw new ReaderError({
    message: `${reader.name}: this reader is no Duka any more`,
    code: "unsupported",
    layer: "ccid",
    delivery: "not-sent",
  });
}
