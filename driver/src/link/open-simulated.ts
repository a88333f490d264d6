/** The one place where the driver looks for the simulator, at run time and only for a `sim:` address. */
import type { OpenSimulated, SimulatedWorld } from "@duka/protocol/transport";
import { ReaderError } from "../base/errors.js";
import { REMEDIES } from "../base/remedies.js";

const SIMULATOR = "@duka/simulator";

/**
 * @param spec what follows `sim:` in the address
 * @throws ReaderError `no-reader` when the simulator is not installed, `card-in-use` when another process uses the
 *   simulated card; the simulator's RangeError when the spec or its state file is wrong
 */
export async function openSimulatedWorld(
  spec: string,
  simulator: string = SIMULATOR,
): Promise<SimulatedWorld> {
  let loaded: { readonly openSimulated?: unknown };
  try {
    loaded = await import(simulator);
  } catch (cause) {
    if (!isMissingPackage(cause, simulator)) throw cause;
    throw notInstalled(simulator, cause);
  }
  const { openSimulated } = loaded;
  if (!isOpenSimulated(openSimulated)) throw notInstalled(simulator, undefined);
  try {
    return await openSimulated(spec);
  } catch (cause) {
    // By its code: the simulator's class is not the driver's to import.
    if (cause instanceof Error && "code" in cause && cause.code === "card-in-use") throw inUse(spec, cause);
    throw cause;
  }
}

function isOpenSimulated(value: unknown): value is OpenSimulated {
  return typeof value === "function";
}

/** What an import, or a search for it, ended with: the package is missing, not something that it needs in turn. */
export function isMissingPackage(cause: unknown, name: string): boolean {
  return (
    cause instanceof Error &&
    "code" in cause &&
    (cause.code === "ERR_MODULE_NOT_FOUND" || cause.code === "MODULE_NOT_FOUND") &&
    cause.message.includes(`'${name}'`)
  );
}

function notInstalled(simulator: string, cause: unknown): ReaderError {
  return new ReaderError({
    message: `sim: needs the package ${simulator}, which is not installed`,
    code: "no-reader",
    layer: "link",
    delivery: "not-sent",
    remedy: { en: `npm install ${simulator}`, zh: `请安装：npm install ${simulator}` },
    cause,
  });
}

function inUse(spec: string, cause: Error): ReaderError {
  return new ReaderError({
    message: `sim:${spec}: ${cause.message}`,
    code: "card-in-use",
    layer: "link",
    delivery: "not-sent",
    remedy: REMEDIES["end-other-or-state"],
    cause,
  });
}
