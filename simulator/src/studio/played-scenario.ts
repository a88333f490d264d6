/** A scenario file, as the studio saves it or a person writes it, played from its first step to its last. */

import { createPersonalMask } from "../world/personal-mask.js";
import { readScenario } from "../world/script/read-scenario.js";
import { runScenario } from "../world/script/run-scenario.js";
import { ScenarioError } from "../world/script/scenario-error.js";
import type { LoggedEvent } from "../world/world-event.js";
import { StudioRefusal } from "./studio-refusal.js";
import type { InBoth } from "./studio-state.js";
import type { Traced } from "./traces.js";

type PlayedScenario = {
  readonly title: InBoth;
  readonly steps: readonly { readonly action: string; readonly became: string }[];
  /** What was not as the file expects it. */
  readonly failures: readonly string[];
  readonly events: readonly LoggedEvent[];
};

const FILE = "scenario.yaml";

/** @throws StudioRefusal bad-request, with the line that cannot be read and what to do */
export async function playScenario(yaml: string): Promise<PlayedScenario> {
  const mask = createPersonalMask();
  const { title, titleZh, steps, failures, events } = await played(yaml, false, mask);
  return {
    title: { en: title, zh: titleZh ?? title },
    steps: steps.map(({ action, became }) => ({ action, became })),
    failures: failures.map(({ message }) => mask.text(message)),
    events: mask.events(events),
  };
}

/** As it is taken along. @throws StudioRefusal as `playScenario` */
export async function tracedScenario(yaml: string): Promise<Traced> {
  const mask = createPersonalMask();
  const { title, events, recorded } = await played(yaml, true, mask);
  return { name: "studio-scenario", title, events, recorded, mask };
}

async function played(yaml: string, isRecorded: boolean, mask: ReturnType<typeof createPersonalMask>) {
  return runScenario(read(yaml), { characters: true, isRecorded, mask });
}

function read(yaml: string) {
  try {
    return readScenario(Buffer.from(yaml), FILE);
  } catch (error) {
    if (error instanceof ScenarioError) throw new StudioRefusal("bad-request", error.message);
    throw error;
  }
}
