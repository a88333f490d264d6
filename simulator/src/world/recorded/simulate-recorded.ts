/** A simulated reader with the cards of a recorded session in its slots: `sim:?trace=FILE`. */
import { readRegularFile } from "@duka/protocol/data/regular-file";
import { type Simulation, type SimulationOptions, simulate } from "../simulation.js";
import { recordedChip } from "./recorded-chip.js";
import { type RecordedSession, readRecordedSession } from "./recorded-session.js";

const TRACE_BYTES_MAX = 64 * 1024 * 1024;
const SLOTS = [0, 1, 2, 3, 4];

/** @throws RangeError naming the file, when it cannot be read or is no trace */
export function recordedSession(file: string): Promise<RecordedSession> {
  return readRecordedSession(new TextDecoder().decode(bytesOf(file)), file);
}

function bytesOf(file: string): Uint8Array {
  try {
    return readRegularFile(file, TRACE_BYTES_MAX);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    const why = isMissing ? "there is no such file" : (error as Error).message;
    throw new RangeError(`${file}: ${why}; duka … --trace FILE writes a trace`, { cause: error });
  }
}

/** @throws RangeError as `recordedSession` */
export async function simulateRecorded(file: string, options: SimulationOptions): Promise<Simulation> {
  return simulateSession(await recordedSession(file), options);
}

export function simulateSession(session: RecordedSession, options: SimulationOptions): Simulation {
  return simulate({ ...options, inSlots: () => SLOTS.map((slot) => recordedChip(session, slot)) });
}
