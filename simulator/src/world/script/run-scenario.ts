/** Plays a scenario from its first step to its last, and says what was not as expected. */
import type { Cancel } from "@duka/protocol/transport";
import { RealClock } from "../../time/real-clock.js";
import type { PersonalMask } from "../personal-mask.js";
import type { RecordedEvent } from "../record/recorded-event.js";
import { DEFAULT_SEED } from "../simulated-defaults.js";
import type { LoggedEvent } from "../world-event.js";
import { actionOf, carryOut } from "./carry-out.js";
import { type Became, becameText, differences, unlike } from "./check-step.js";
import { maskScenario } from "./mask-scenario.js";
import type { ReadScenario } from "./read-scenario.js";
import { type Place, placeText } from "./scenario-error.js";
import type { Scenario } from "./scenario-shape.js";
import type { ScenarioShop } from "./scenario-shop.js";
import { openShop } from "./simulated-shop.js";
import { stepWords } from "./step-words.js";

/** Of the machine's time: a scenario takes a fraction of a second. */
const HUNG_MS = 60_000;

type StepResult = {
  readonly place: Place;
  readonly action: string;
  /** "committed", "refused wrong-password", "failed no-reader". */
  readonly became: string;
  /** Of virtual time. */
  readonly tookMs: number;
};

export type ScenarioFailure = { readonly place: Place; readonly message: string };

export type ScenarioResult = {
  readonly file: string;
  readonly title: string;
  readonly titleZh: string | undefined;
  readonly seed: number;
  readonly steps: readonly StepResult[];
  readonly failures: readonly ScenarioFailure[];
  /** Why it was not played; empty when it was. */
  readonly skipped: readonly ScenarioFailure[];
  /** Virtual time in all; on a reader that stands there, real time. */
  readonly tookMs: number;
  readonly events: readonly LoggedEvent[];
  /** With what changed between them, for a report; empty unless asked for. */
  readonly recorded: readonly RecordedEvent[];
};

type RunOptions = {
  /** In place of the scenario's own seed. */
  readonly seed?: number | undefined;
  /** True: what a report tells is kept. */
  readonly isRecorded?: boolean;
  /** True: the log tells each character of the card lines. */
  readonly characters?: boolean;
  /** A step that takes longer has hung: 60 000 ms by default. */
  readonly hungMs?: number;
  /** Where it is played; in a simulated world of its own without. */
  readonly openShop?: ((scenario: Scenario) => Promise<ScenarioShop>) | undefined;
  /** Is told of whom the scenario's cards belong to, and who else comes. */
  readonly mask?: PersonalMask | undefined;
};

export async function runScenario(read: ReadScenario, options: RunOptions = {}): Promise<ScenarioResult> {
  const { file, scenario, place } = read;
  const { hungMs = HUNG_MS } = options;
  const seed = options.seed ?? scenario.seed ?? DEFAULT_SEED;
  const shop = await (options.openShop?.(scenario) ?? openShop(scenario, seed, options.characters));
  if (options.mask !== undefined) maskScenario(options.mask, read.scenario, shop);
  const steps: StepResult[] = [];
  const failures: ScenarioFailure[] = [];
  const { clock, log } = shop.world;
  const beganMs = clock.nowMs();
  const record = options.isRecorded ? shop.record() : undefined;
  let recorded: readonly RecordedEvent[] = [];
  try {
    if (scenario.faults !== undefined) await shop.world.strike(scenario.faults);
    for (const [index, step] of scenario.steps.entries()) {
      const at = place(["steps", index]);
      const fromMs = clock.nowMs();
      const action = actionOf(step);
      record?.step(action, stepWords(step), placeText(at));
      const became = await within(endOf(carryOut(shop, step)), hungMs);
      steps.push({ place: at, action, became: becameText(became), tookMs: clock.nowMs() - fromMs });
      const told = differences(became, step.expect);
      record?.became(becameText(became), told);
      failures.push(
        ...told.map((message) => ({ place: at, message: `step ${index + 1}, ${action}: ${message}` })),
      );
      if ("error" in became && became.error.code === HUNG) break;
    }
    failures.push(...(await faultsInTheEnd(shop, read)));
    recorded = (await record?.events()) ?? [];
  } finally {
    await shop.world.close();
  }
  return {
    file,
    title: scenario.title,
    titleZh: scenario.titleZh,
    seed,
    steps,
    failures,
    skipped: [],
    tookMs: clock.nowMs() - beganMs,
    events: log.events,
    recorded,
  };
}

/** Of a scenario that was not played. @param reasons at least one */
export function notPlayed(
  { file, scenario: { title, titleZh, seed = DEFAULT_SEED } }: ReadScenario,
  reasons: Pick<ScenarioResult, "failures" | "skipped">,
): ScenarioResult {
  return { file, title, titleZh, seed, steps: [], ...reasons, tookMs: 0, events: [], recorded: [] };
}

const HUNG = "hung";

async function endOf(work: Promise<unknown>): Promise<Became> {
  try {
    return { answer: await work };
  } catch (error) {
    const { code, name, message } = error as Error & { readonly code?: unknown };
    return { error: { code: typeof code === "string" ? code : name, message } };
  }
}

/** A call of a till that was killed waits for nothing: it would end the process without a word. */
async function within(work: Promise<Became>, hungMs: number): Promise<Became> {
  let stop: Cancel = () => undefined;
  const hung = new Promise<Became>((resolve) => {
    const message = `it was not over after ${hungMs / 1000} seconds`;
    stop = new RealClock().after(hungMs, () => resolve({ error: { code: HUNG, message } }));
  });
  try {
    return await Promise.race([work, hung]);
  } finally {
    stop();
  }
}

async function faultsInTheEnd(
  shop: ScenarioShop,
  { scenario, place }: ReadScenario,
): Promise<ScenarioFailure[]> {
  const { world } = shop;
  const { money, triesLeft } = scenario;
  const at = (path: readonly PropertyKey[]) => (message: string) => ({ place: place(path), message });
  const found: ScenarioFailure[] = (await world.missed()).map(({ kind, at: where }) =>
    at(["faults"])(`the fault ${kind} at "${where}" never struck`),
  );
  const end = await shop.end();
  if (money !== undefined) found.push(...unlike(end.money, defined(money), "money").map(at(["money"])));
  for (const [index, { name, money: onCard }] of (scenario.cards ?? []).entries()) {
    if (onCard === undefined) continue;
    const differs = unlike(end.cards.get(name), defined(onCard), `money of ${name}`);
    found.push(...differs.map(at(["cards", index, "money"])));
  }
  if (triesLeft !== undefined)
    found.push(...unlike(end.triesLeft, triesLeft, "triesLeft").map(at(["triesLeft"])));
  const damages = await world.till.journal.verify();
  return [...found, ...damages.map((fault) => at([])(`the journal is damaged: ${fault}`))];
}

function defined(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
