/**
 * What the native database holds of a closed journal is given back when its statements are collected: whoever opens
 * thousands of journals in one process lets go now and then, or runs out of file descriptors.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

export function lettingGo(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => resolve(collectGarbage())));
}
