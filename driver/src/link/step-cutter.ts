/**
 * Cuts what a serial port delivers into steps of known length with `ByteLengthParser`. Such a parser keeps what it has
 * not yet emitted, so each gets exactly what its step still needs, and the parser of the next step the rest. A step
 * that has come in one piece needs none.
 */
import { ByteLengthParser } from "@serialport/parser-byte-length";

type StepCutter = {
  /** Takes a chunk of any length; its steps are told in order, at once or a little later. */
  write(chunk: Uint8Array): void;
};

/**
 * @param bytesNeeded length of the step that begins now; asked again before each step, and when new bytes find a step
 *   half full
 */
export function createStepCutter(bytesNeeded: () => number, onStep: (bytes: Uint8Array) => void): StepCutter {
  const parsers = new Map<number, ByteLengthParser>();
  const waiting: Uint8Array[] = [];
  let parser: ByteLengthParser | undefined;
  let length = 0;
  let missing = 0;

  return {
    write(chunk) {
      if (parser !== undefined && missing > 0 && missing < length && bytesNeeded() !== length) abandon();
      if (chunk.length > 0) waiting.push(chunk);
      feed();
    },
  };

  /** The frame was given up: what has been collected of it belongs to nothing. */
  function abandon(): void {
    parsers.delete(length);
    parser = undefined;
  }

  function feed(): void {
    while (waiting.length > 0) {
      if (parser === undefined) {
        length = bytesNeeded();
        if (takeWhole()) continue;
        missing = length;
        parser = parserFor(length);
      }
      // A full step that has not come out yet decides how long the next one is.
      if (missing === 0) return;
      const chunk = waiting[0]!;
      const part = chunk.subarray(0, missing);
      if (part.length === chunk.length) waiting.shift();
      else waiting[0] = chunk.subarray(part.length);
      missing -= part.length;
      parser.write(part);
    }
  }

  function takeWhole(): boolean {
    const chunk = waiting[0]!;
    if (chunk.length < length) return false;
    if (chunk.length === length) waiting.shift();
    else waiting[0] = chunk.subarray(length);
    onStep(chunk.subarray(0, length));
    return true;
  }

  function parserFor(stepLength: number): ByteLengthParser {
    const known = parsers.get(stepLength);
    if (known !== undefined) return known;
    const made = new ByteLengthParser({ length: stepLength });
    made.on("data", (bytes: Uint8Array) => {
      if (parser !== made) return;
      parser = undefined;
      onStep(bytes);
      feed();
    });
    parsers.set(stepLength, made);
    return made;
  }
}
