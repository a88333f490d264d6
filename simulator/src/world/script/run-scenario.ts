/** Plays a scenario from its first step to its last, and says what was not as expected. */
import type { Cancel } from "@duka/protocol/transport";
import { RealClock } from "../../time/real-clock.js";
import { balancesOf } from "../chip-watch.js";
import type { PersonalMask } from "../personal-mask.js";
import { recordWorld } from "../record/record-world.js";
import type { RecordedEvent } from "../record/recorded-event.js";
import { DEFAULT_SEED } from "../simulated-defaults.js";
import type { LoggedEvent } from "../world-event.js";
import { actionOf, carryOut } from "./carry-out.js";
import { type Became, becameText, differences, unlike } from "./check-step.js";
import { maskScenario } from "./mask-scenario.js";
import type { ReadScenario } from "./read-scenario.js";
import { type Place, placeText } from "./scenario-error.js";
import { OWN_CARD } from "./scenario-shape.js";
import { type NamedCard, openShop, type ScenarioShop } from "./scenario-shop.js";
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

type ScenarioFailure = { readonly place: Place; readonly message: string };

export type ScenarioResult = {
  readonly file: string;
  readonly title: string;
  readonly titleZh: string | undefined;
  readonly seed: number;
  readonly steps: readonly StepResult[];
  readonly failures: readonly ScenarioFailure[];
  /** Virtual time in all. */
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
  /** Is told of whom the scenario's cards belong to, and who else comes. */
  readonly mask?: PersonalMask | undefined;
};

export async function runScenario(read: ReadScenario, options: RunOptions = {}): Promise<ScenarioResult> {
  const { file, scenario, place } = read;
  const seed = options.seed ?? scenario.seed ?? DEFAULT_SEED;
  const shop = await openShop(scenario, seed, options.characters);
  if (options.mask !== undefined) maskScenario(options.mask, read.scenario, shop);
  const steps: StepResult[] = [];
  const failures: ScenarioFailure[] = [];
  const { clock, log } = shop.world;
  const beganMs = clock.nowMs();
  const cards = new Map([...shop.cards].map(([name, { card }]) => [name, card]));
  const record = options.isRecorded ? recordWorld(shop.world, cards) : undefined;
  let recorded: readonly RecordedEvent[] = [];
  try {
    if (scenario.faults !== undefined) shop.world.strike(scenario.faults);
    for (const [index, step] of scenario.steps.entries()) {
      const at = place(["steps", index]);
      const fromMs = clock.nowMs();
      const action = actionOf(step);
      record?.step(action, stepWords(step), placeText(at));
      const became = await within(endOf(carryOut(shop, step)));
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
    tookMs: clock.nowMs() - beganMs,
    events: log.events,
    recorded,
  };
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
async function within(work: Promise<Became>): Promise<Became> {
  let stop: Cancel = () => undefined;
  const hung = new Promise<Became>((resolve) => {
    const message = `it was not over after ${HUNG_MS / 1000} seconds`;
    stop = new RealClock().after(HUNG_MS, () => resolve({ error: { code: HUNG, message } }));
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
  const { world, cards } = shop;
  const { money, triesLeft } = scenario;
  const at = (path: readonly PropertyKey[]) => (message: string) => ({ place: place(path), message });
  const found: ScenarioFailure[] = world
    .missed()
    .map(({ kind, at: where }) => at(["faults"])(`the fault ${kind} at "${where}" never struck`));
  if (money !== undefined) found.push(...unlike(moneyOf(shop), defined(money), "money").map(at(["money"])));
  for (const [index, { name, money: onCard }] of (scenario.cards ?? []).entries()) {
    if (onCard === undefined) continue;
    const balances = onCardOf(cards.get(name)!);
    found.push(...unlike(balances, defined(onCard), `money of ${name}`).map(at(["cards", index, "money"])));
  }
  if (triesLeft !== undefined) {
    const left = cards.get(OWN_CARD)!.card.inside.pin.triesLeft();
    found.push(...unlike(left, triesLeft, "triesLeft").map(at(["triesLeft"])));
  }
  const damages = await world.till.journal.verify();
  return [...found, ...damages.map((fault) => at([])(`the journal is damaged: ${fault}`))];
}

function moneyOf({ world, cards }: ScenarioShop) {
  const accounts = world.centre?.accounts();
  return {
    ...onCardOf(cards.get(OWN_CARD)!),
    holderFen: accounts?.holderFen,
    registeredFen: accounts?.cardFen,
    changesFen: world.log.events.flatMap((event) => (event.type === "money" ? [event.changeFen] : [])),
  };
}

function onCardOf({ card }: NamedCard) {
  const { purse, deposit, medical } = balancesOf(card);
  return { purseFen: purse, depositFen: deposit, medicalFen: medical };
}

function defined(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
