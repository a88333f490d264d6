/**
 * The driver's `sim:` address: starts the embedded reader under virtual time, its cards' memory in a file
 * if one is named.
 */
import { whyInBoth, withChinese } from "@duka/protocol/data/bilingual";
import type { OpenSimulated } from "@duka/protocol/transport";
import { REFERENCE_CPU } from "../espruino/board-model.js";
import { profileOf } from "../profiles/profile-file.js";
import { machineDateMs } from "../time/real-clock.js";
import { VirtualClock } from "../time/virtual-clock.js";
import { DEFAULT_PROFILE } from "./simulated-defaults.js";
import { parseSimulatedSpec } from "./simulated-spec.js";
import { type Simulation, type SimulationOptions, simulate } from "./simulation.js";
import { openStateFile } from "./state-file.js";

/**
 * @param spec `PROFILE?state=FILE&seed=N&date=ISO&persona=pinpad&keys=123456#&protocol=1&ta1=96&scenario=card-mute`,
 *   all of it optional
 * @throws RangeError for a spec that cannot be read, or an unknown profile
 * @throws CardInUseError when another process holds the state file
 * @throws Error naming the state file when it is damaged
 */
export const openSimulated: OpenSimulated = async (spec) => {
  const { state, trace, dateMs, cardInterface, scenario, amounts, hostBaudMax, ...rest } =
    parseSimulatedSpec(spec);
  const clock = new VirtualClock(dateMs ?? machineDateMs());
  // What was measured, not a board's estimate: without it the figures of a sale would leave the reader's own work out.
  const cpu = REFERENCE_CPU;
  const hostSpeeds = hostBaudMax === undefined ? {} : { hostSpeeds: { upToBaud: hostBaudMax } };
  const options = { ...cardInterface, ...rest, ...hostSpeeds, cpu };
  if (trace !== undefined) {
    const { simulateRecorded } = await import("./recorded/simulate-recorded.js");
    return simulateRecorded(trace, { ...options, clock });
  }
  if (scenario === undefined && amounts === undefined) return simulateOnFile(state, { ...options, clock });
  const { struckSimulation } = await import("./struck-simulation.js");
  return struckSimulation({ scenario, amounts }, clock, options, (all) => simulateOnFile(state, all));
};

/**
 * A simulation whose cards' memory lives in a file, if one is named; the file is let go when the world is
 * closed.
 */
export function simulateOnFile(path: string | undefined, options: SimulationOptions): Simulation {
  // First, so that a RangeError further on is about the file.
  const wanted = options.profile ?? DEFAULT_PROFILE;
  const profile = typeof wanted === "string" ? profileOf(wanted) : wanted;
  if (path === undefined) return simulate({ ...options, profile });
  const file = openStateFile(path);
  try {
    return simulate({
      ...options,
      profile,
      ...(file.text === undefined ? {} : { state: file.text }),
      onStateChange: (state) => file.write(state),
      onClose: () => file.close(),
    });
  } catch (error) {
    file.close();
    if (!(error instanceof RangeError)) throw error;
    const { en, zh } = whyInBoth(error);
    throw withChinese(new Error(`state file ${path}: ${en}`, { cause: error }), `状态文件 ${path}：${zh}`);
  }
}
