/** What only a Duka can do, on a reader that outlives its cable: each call finds the reader of the moment. */
import type { Limits } from "../base/deadline.js";
import { ReaderError } from "../base/errors.js";
import type { OwnEscapes } from "./duka-escapes.js";
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

export function createLastingOwn(throughLoss: ThroughLoss): OwnEscapes {
  const through = <T>(
    work: (own: OwnEscapes, left: Limits) => Promise<T>,
    limits: Limits | undefined,
  ): Promise<T> => throughLoss((reader, left) => work(ownOf(reader), left), limits);
  return {
    prompt: (name, options) => through((own, left) => own.prompt(name, { ...options, ...left }), options),
    pinTexts: (names, language, limits) =>
      through((own, left) => own.pinTexts(names, language, left), limits),
    persona: (limits) => through((own, left) => own.persona(left), limits),
    setPersona: (persona, limits) => through((own, left) => own.setPersona(persona, left), limits),
    selfTest: (limits) => through((own, left) => own.selfTest(left), limits),
    restart: (limits) => through((own, left) => own.restart(left), limits),
    statistics: (limits) => through((own, left) => own.statistics(left), limits),
    memory: (limits) => through((own, left) => own.memory(left), limits),
  };
}

function ownOf(reader: Reader): OwnEscapes {
  if (reader.own !== undefined) return reader.own;
  throw new ReaderError({
    message: `${reader.name}: this reader is no Duka any more`,
    code: "unsupported",
    layer: "ccid",
    delivery: "not-sent",
  });
}
