/**
 * A scenario's shop on a reader that stands there: the till is of this machine, time is real. The centre is simulated,
 * and only there where the cards are simulated too: it does not have the keys of others.
 */

import { randomBytes } from "node:crypto";
import { live } from "@duka/protocol/data/live";
import type { Clock } from "@duka/protocol/transport";
import { cardFor } from "../card/card-issue.js";
import { PROFILE_HOLDER } from "../centre/enrol-profile.js";
import { type Profile, socialRules } from "../profiles/profile.js";
import type { RealClock } from "../time/real-clock.js";
import { openCityCentre } from "../world/city-centre.js";
import { createEventLog } from "../world/event-log.js";
import type { Fault } from "../world/faults/fault.js";
import { faultPlan } from "../world/faults/fault-plan.js";
import { type Driver, loadDriver } from "../world/load-driver.js";
import { OPENING_MS } from "../world/open-world.js";
import { worldProcesses } from "../world/processes.js";
import { OWN_CARD, type Scenario } from "../world/script/scenario-shape.js";
import { type ScenarioShop, shopSettings, windowAt } from "../world/script/scenario-shop.js";
import type { CardMoney, ScenarioEnd, ScenarioWorld } from "../world/script/scenario-world.js";
import type { Watch } from "../world/watch.js";
import { openTillMachine, type WorldTill } from "../world/world-till.js";
import { isInMachine } from "./impossible.js";
import type { ReaderHands } from "./reader-hands.js";

type AccountKind = keyof typeof MEMBER_OF;

type ReaderSetup = {
  /** As the driver takes it: "serial:/dev/ttyACM0". */
  readonly address: string;
  readonly clock: RealClock;
  /** The first card's own password, anew for each question; that of the city's simulated card without. */
  readonly password: (() => ReturnType<Driver["Password"]["fromAscii"]>) | undefined;
  /** Cards are simulated, as the reader says of itself: the centre knows them, and the scenario sets the date. */
  readonly isSimulated: boolean;
  /** The journal that is kept; undefined: one that is gone in the end. */
  readonly journal: string | undefined;
  hands(till: () => WorldTill): ReaderHands;
};

/** The name under which others are told who has the reader. */
const HOLDER = "duka-sim run";

/** @throws ReaderError `no-reader` when the reader is not there */
export async function openReaderShop(scenario: Scenario, setup: ReaderSetup): Promise<ScenarioShop> {
  const { driver } = await loadDriver();
  const { password, isSimulated } = setup;
  const settings = shopSettings(scenario, driver, (profile) =>
    password === undefined ? driver.Password.fromDigits(profile.password.initial) : password(),
  );
  const { profile } = settings;
  const clock = isSimulated ? startingAt(setup.clock, settings.dateMs ?? OPENING_MS) : setup.clock;
  const log = createEventLog(clock);
  log.mask.addCard(profile);
  const plan = faultPlan([]);
  const watch: Watch = {
    tell: log.tell,
    reach(point) {
      const struck = plan.strike(point);
      for (const { kind, at } of struck) log.tell({ type: "fault", kind, at });
      return struck;
    },
  };
  const centre =
    isSimulated && settings.centre !== false
      ? await openCityCentre(clock, profile, settings.centre)
      : undefined;
  const machine = await openTillMachine({
    profile,
    clock,
    watch,
    openReader: (life) =>
      driver.openReader(setup.address, {
        clock: life.clock,
        holder: HOLDER,
        onLink: (link) => life.line(link),
      }),
    centre,
    account: settings.account,
    keepsSynced: () => false,
    random: (count) => randomBytes(count),
    inside: (work) => work(),
    processes: worldProcesses(),
    ...(setup.journal === undefined ? {} : { file: setup.journal }),
  });
  const hands = setup.hands(() => machine.till);
  const world: ScenarioWorld = live<ScenarioWorld, "till">(
    {
      clock,
      centre,
      log,
      async strike(faults: readonly Fault[]) {
        plan.add(faults.filter(isInMachine));
        await hands.strike(faults.filter((fault) => !isInMachine(fault)));
      },
      missed: async () => [...plan.missed(), ...(await hands.missed())],
      takeOut: (slot) => hands.takeOut(slot),
      putIn: (slot) => hands.putIn(slot),
      cableOut: () => hands.cable("out"),
      cableIn: () => hands.cable("in"),
      async repair() {
        plan.clear();
        await hands.repair();
      },
      killTill() {
        throw new RangeError("the machine of this till is your own: it is not killed");
      },
      restartTill: () => machine.restart(),
      pass: (ms) => new Promise((resolve) => void clock.after(ms, resolve)),
      async close() {
        await machine.close();
        await hands.end();
      },
    },
    { till: () => machine.till },
  );
  const books = await begin().catch(async (error: unknown) => {
    await machine.close();
    throw error;
  });
  const others = (scenario.cards ?? []).map(
    ({ name, number }) => [name, cardFor(profile, PROFILE_HOLDER.name, number)] as const,
  );
  return {
    world,
    cards: new Map([[OWN_CARD, profile], ...others]),
    typed: settings.typed,
    oldCard: undefined,
    insert: (name) => hands.insert(name),
    window: () => windowAt(driver, world, settings),
    record: () => undefined,
    async end(): Promise<ScenarioEnd> {
      const accounts = centre?.accounts();
      const seen = await hands.seen();
      const own = seen?.cards.get(OWN_CARD) ?? (await books.now());
      return {
        money: {
          ...own,
          holderFen: accounts?.holderFen,
          registeredFen: accounts?.cardFen,
          changesFen: seen?.changesFen ?? books.changes(own),
        },
        cards: seen?.cards ?? new Map(),
        triesLeft: seen?.triesLeft,
      };
    },
  };

  async function begin() {
    await hands.begin();
    return openBooks(scenario, profile, async (kind) => {
      const told = await machine.till.balance(kind);
      if ("balanceFen" in told) return told.balanceFen;
      throw new Error(`the balance of the ${kind} cannot be read: ${told.code}`);
    });
  }
}

/** Real time, with another date. */
function startingAt(clock: RealClock, dateMs: number): Clock {
  const aheadMs = dateMs - clock.wallMs();
  return {
    nowMs: () => clock.nowMs(),
    wallMs: () => clock.wallMs() + aheadMs,
    after: (delayMs, then) => clock.after(delayMs, then),
    outside: (work) => clock.outside(work),
  };
}

type Books = {
  /** As if the card had begun with what the city's card begins with: what changed is real. */
  now(): Promise<CardMoney>;
  /** What the scenario expects, where it comes to what has changed; else that in one. */
  changes(now: CardMoney): readonly number[];
};

const MEMBER_OF = { purse: "purseFen", deposit: "depositFen", medical: "medicalFen" } as const;

/** A card whose inside no one sees: its balances are asked for now and in the end, as far as a scenario needs them. */
async function openBooks(
  { money, steps }: Scenario,
  profile: Profile,
  ask: (kind: AccountKind) => Promise<number>,
): Promise<Books> {
  const used = steps.map(({ sell, load, bill }) => (bill ? "medical" : (sell ?? load)?.kind));
  const kinds = (Object.keys(MEMBER_OF) as AccountKind[]).filter(
    (kind) =>
      money?.[MEMBER_OF[kind]] !== undefined ||
      (money?.changesFen !== undefined && (kind === "purse" || used.includes(kind))),
  );
  const opening = {
    ...profile.purse.openingBalanceFen,
    medical: socialRules(profile)?.medical.openingBalanceFen ?? 0,
  };
  const before = new Map<AccountKind, number>();
  for (const kind of kinds) before.set(kind, await ask(kind));
  return {
    async now() {
      const now: { [member: string]: number } = {};
      for (const [kind, fen] of before) now[MEMBER_OF[kind]] = opening[kind] + (await ask(kind)) - fen;
      return { purseFen: undefined, depositFen: undefined, medicalFen: undefined, ...now };
    },
    changes(now) {
      const changed = [...before.keys()].map((kind) => (now[MEMBER_OF[kind]] ?? 0) - opening[kind]);
      const changeFen = sum(changed);
      const expected = money?.changesFen ?? [];
      return sum(expected) === changeFen ? expected : [changeFen];
    },
  };
}

function sum(all: readonly number[]): number {
  return all.reduce((whole, one) => whole + one, 0);
}
