/** The manifest that the firmware's build writes beside a bundle: which pins and UARTs the firmware uses for what. */
import { boardManifest, type Manifest } from "@duka/protocol/board";
import { readData } from "@duka/protocol/data/read-data";

/** @throws RangeError naming what is missing */
export function parseManifest(text: string): Manifest {
  try {
    return readData(boardManifest, JSON.parse(text), "board manifest");
  } catch (error) {
    const why = error instanceof SyntaxError ? "board manifest is no JSON" : String((error as Error).message);
    throw new RangeError(`${why}; build the firmware anew (npm run build)`, { cause: error });
  }
}
