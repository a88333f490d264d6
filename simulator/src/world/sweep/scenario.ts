/** What is swept: what a shop does, and how it goes on until everything is decided. */
import type { Card } from "../../card/card.js";
import { openWorld, type World, type WorldOptions } from "../open-world.js";
import { type Combination, type SweptAccount, worldOf } from "./combination.js";
import { type Ended, ended, type Move } from "./move.js";
import { faultsOfPassword, holderWithNewPassword, passwordChange } from "./password-change.js";
import type { ScenarioName } from "./scenario-name.js";

const PRICE_FEN = 12_50;
const NEXT_PRICE_FEN = 3_00;
const LOAD_FEN = 20_00;
const EARLIER_FEN = 5_00;
const EARLIER_REF = "S-0";
const REGISTRATION_FEN = 15_00;

export type Moves = {
  /** Done before anything goes wrong. */
  readonly before: readonly Move[];
  /** What is cut. */
  readonly swept: Move;
  /** What was swept has no ref: how it ended, where the sale after it shows that it was done. */
  readonly found?: (told: Ended) => Ended | undefined;
  /** By another program, at the same time as the fault. */
  readonly beside?: Move;
  /** When all is right again, before the swept one is asked for once more. */
  readonly meanwhile?: Move;
  /** The sale after it, by which the shop shows that it goes on. */
  readonly next: Move;
  /** Whose money moves, besides the world's card. */
  readonly otherCards?: readonly Card[];
  /** What else did not hold. @param told of the swept move, first and last */
  readonly faults?: (told: readonly Ended[], next: Ended) => readonly string[];
};

type OpenedScenario = { readonly world: World; readonly account: SweptAccount; readonly moves: Moves };

export async function openScenario(
  scenario: ScenarioName,
  combination: Combination,
  seed: number,
  characters: boolean,
): Promise<OpenedScenario> {
  const common: WorldOptions = {
    ...worldOf(combination),
    seed,
    characters,
  };
  if (scenario === "change-password") {
    const holder = await holderWithNewPassword();
    const world = await openWorld({ ...common, account: { askPassword: holder.askPassword } });
    holder.meets(world);
    const moves = { before: [], swept: passwordChange(world), next: nextOf(world, combination) };
    const faults: Moves["faults"] = (told, next) => faultsOfPassword(world, holder, told, next);
    const found: Moves["found"] = (told) =>
      holder.passwordOf(world) === "new"
        ? { ...told, text: "changed unseen", outcome: "changed" }
        : undefined;
    return { world, account: combination.account, moves: { ...moves, faults, found } };
  }
  if (scenario === "visit") {
    const world = await openWorld({ ...common, centre: { openingBalanceFen: 1200_00 } });
    const swept = bill(world, "B-1", "registration", REGISTRATION_FEN);
    const next = bill(world, "B-2", "pharmacy", NEXT_PRICE_FEN);
    return { world, account: "medical", moves: { before: [], swept, next } };
  }
  const isAlone = scenario === "two-tills" || scenario === "other-shop";
  if (isAlone && combination.terminal === "key-server")
    throw new RangeError(
      `the scenario "${scenario}" has no centre, and so no key server: leave "key-server" out`,
    );
  const world = await openWorld({ ...common, ...(isAlone ? { centre: false } : {}) });
  const moves = isAlone
    ? await withOtherTill(world, scenario, combination)
    : movesOf(world, scenario, combination.account);
  return { world, account: combination.account, moves };
}

function sale(
  { till }: Pick<World, "till">,
  ref: string,
  amountFen: number,
  kind: SweptAccount,
): Promise<Ended> {
  return ended(ref, till.debit({ ref, amountFen, kind }));
}

function saleMove(world: World, ref: string, amountFen: number, kind: SweptAccount): Move {
  return { ref, changeFen: -amountFen, ask: () => sale(world, ref, amountFen, kind) };
}

function nextOf(world: World, { account }: Pick<Combination, "account">): Move {
  return saleMove(world, "S-2", NEXT_PRICE_FEN, account);
}

/** The account on the card pays all of it. */
function bill(world: World, ref: string, visit: "registration" | "pharmacy", totalFen: number): Move {
  const ask = () => ended(ref, world.till.settleBill({ ref, visit, totalFen }));
  return { ref, changeFen: -totalFen, ask };
}

function movesOf(
  world: World,
  scenario: "purchase" | "second-purchase" | "load" | "reverse",
  kind: SweptAccount,
): Moves {
  const earlier = saleMove(world, EARLIER_REF, EARLIER_FEN, kind);
  const next = nextOf(world, { account: kind });
  switch (scenario) {
    case "purchase":
      return { before: [], swept: saleMove(world, "S-1", PRICE_FEN, kind), next };
    // The card's log, and the balance, tell of another sale too.
    case "second-purchase":
      return { before: [earlier], swept: saleMove(world, "S-1", PRICE_FEN, kind), next };
    case "load": {
      const request = { ref: "L-1", amountFen: LOAD_FEN, kind };
      const ask = () => ended(request.ref, world.till.credit(request));
      return { before: [], swept: { ref: request.ref, changeFen: LOAD_FEN, ask }, next };
    }
    case "reverse": {
      const request = { ref: "R-1", of: EARLIER_REF };
      const ask = () => ended(request.ref, world.till.reverse(request));
      return { before: [earlier], swept: { ref: request.ref, changeFen: EARLIER_FEN, ask }, next };
    }
  }
}

/**
 * "two-tills": the next window is asked for the same ref, and has another holder's card. "other-shop": the holder buys
 * elsewhere before anyone here asks again.
 */
async function withOtherTill(
  world: World,
  scenario: "two-tills" | "other-shop",
  { account: kind }: Combination,
): Promise<Moves> {
  const swept = saleMove(world, "S-1", PRICE_FEN, kind);
  const common = { before: [], swept, next: nextOf(world, { account: kind }) };
  if (scenario === "two-tills") {
    const other = await world.openTill("next window");
    const { chip, card } = world.strangersCard();
    other.insert(chip);
    const beside = { ...swept, ask: () => sale(other, swept.ref, PRICE_FEN, kind) };
    return { ...common, beside, otherCards: [card] };
  }
  const other = await world.openTill("other shop");
  const slot = world.reader.slot(0);
  const meanwhile: Move = {
    ref: "E-1",
    changeFen: -EARLIER_FEN,
    async ask() {
      const chip = slot.remove();
      if (chip !== undefined) other.insert(chip);
      const bought = await sale(other, "E-1", EARLIER_FEN, kind);
      other.takeOut();
      if (chip !== undefined) slot.insert(chip);
      return bought;
    },
  };
  return { ...common, meanwhile };
}
