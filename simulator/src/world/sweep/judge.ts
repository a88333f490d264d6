/** What holds of every run, whatever went wrong in it: money, refs, counters, tries, receipts. */
import type { Card } from "../../card/card.js";
import { balancesOf } from "../chip-watch.js";
import type { World } from "../open-world.js";
import type { LoggedEvent } from "../world-event.js";
import type { SweptAccount } from "./combination.js";
import type { Ended, Move } from "./move.js";

/** Where a byte of a password may be turned, at any of its commands. */
const ALTERED_PASSWORD = /VERIFY, command byte [0-9]+$/;
const DONE: readonly (string | undefined)[] = ["committed", "credited"];

/**
 * @param otherCards whose money moves too
 * @returns what is broken, a line for each
 */
export async function judge(
  world: World,
  endings: readonly (readonly [Move, Ended])[],
  account: SweptAccount,
  otherCards: readonly Card[] = [],
): Promise<string[]> {
  const events = world.log.events;
  const isSwapped = wasSwapped(events);
  return [
    ...endings.flatMap(([move, ended]) => faultsOfMove(move, ended, changesOf(events, account))),
    ...faultsOfMoney(world, endings, account, {
      otherCards,
      refusedFen: sumOf(await refusedByCentre(world)),
    }),
    ...(await faultsOfJournal(world)),
    // Each card has a sequence of its own.
    ...(isSwapped ? [] : falling(events, "card", "INITIALIZE FOR PURCHASE", "offlineSequence", false)),
    ...falling(events, "psam", "INIT SAM FOR PURCHASE", "terminalSequence", true),
    ...faultsOfTries(world),
    ...askedTwice(events),
  ];
}

/**
 * Paid, and the centre does not take it: bits that turned past the parity of T=0 in what MAC1 does not cover give a TAC
 * over something else. It is in the journal as an open case, which a person closes.
 */
export async function refusedByCentre(world: World): Promise<readonly { readonly amountFen: number }[]> {
  // Without such bits a refusal is a fault of the till's: a TAC that it lost, a record that it changed.
  if (!world.log.events.some((event) => event.type === "fault" && event.kind === "byte-flipped")) return [];
  const { journal } = world.till;
  const sales = await journal.list();
  const credits = await journal.credits.list();
  return [
    ...sales.filter(({ state, settlement }) => state === "committed" && settlement.state === "refused"),
    // What is on the card, and not at the centre: the other way round.
    ...credits
      .filter(({ state, report }) => state === "credited" && report.state === "refused")
      .map(({ amountFen }) => ({ amountFen: -amountFen })),
  ];
}

/** Another card stood in the slot for a while, which is not the world's own: what it paid is known by the log alone. */
function wasSwapped(events: readonly LoggedEvent[]): boolean {
  return events.some((event) => event.type === "operator" && event.what === "card swapped");
}

function sumOf(sales: readonly { readonly amountFen: number }[]): number {
  return sales.reduce((sum, { amountFen }) => sum + amountFen, 0);
}

function changesOf(events: readonly LoggedEvent[], account: SweptAccount): readonly number[] {
  return events.flatMap((event) =>
    event.type === "money" && event.account === account ? [event.changeFen] : [],
  );
}

/** Its amount is its own among all that moves in the run. */
function faultsOfMove(
  move: Move,
  { outcome, text, hasReceipt }: Ended,
  changes: readonly number[],
): string[] {
  const times = changes.filter((changeFen) => changeFen === move.changeFen).length;
  const isDone = DONE.includes(outcome);
  const faults: string[] = [];
  if (times > 1) faults.push(`doubled: ${move.ref} moved the card's money ${times} times`);
  const isClosed = outcome !== "manual" && outcome !== "undecided";
  if (isClosed && times > 0 && !isDone)
    faults.push(`lost: ${move.ref} is "${text}", and the card's money moved`);
  if (times === 0 && isDone) faults.push(`lost: ${move.ref} is "${text}", and the card's money did not move`);
  if (outcome !== "credited" && hasReceipt !== (outcome === "committed"))
    faults.push(`${move.ref} is "${text}" ${hasReceipt ? "with" : "without"} a receipt`);
  return faults;
}

function faultsOfMoney(
  world: World,
  endings: readonly (readonly [Move, Ended])[],
  account: SweptAccount,
  { otherCards, refusedFen }: { readonly otherCards: readonly Card[]; readonly refusedFen: number },
): string[] {
  if (endings.some(([, { outcome }]) => outcome === "manual" || outcome === "undecided")) return [];
  const cards = [world.chips.card, ...otherCards];
  const openingFen = openingOf(world, account) * cards.length;
  const doneFen = endings.reduce(
    (sum, [move, { outcome }]) => sum + (DONE.includes(outcome) ? move.changeFen : 0),
    0,
  );
  if (wasSwapped(world.log.events)) {
    const changedFen = changesOf(world.log.events, account).reduce((sum, changeFen) => sum + changeFen, 0);
    return changedFen === doneFen
      ? []
      : [`lost: the money of the cards changed by ${changedFen} fen, by the journal ${doneFen}`];
  }
  const cardFen = cards.reduce((sum, card) => sum + balancesOf(card)[account], 0);
  const faults: string[] = [];
  if (cardFen !== openingFen + doneFen)
    faults.push(`lost: the card has ${cardFen} fen, its journal says ${openingFen + doneFen}`);
  // The register has one balance for a card: that of its purse, where it has one.
  const registeredFen = account === "purse" ? world.centre?.accounts().cardFen : undefined;
  if (registeredFen !== undefined && registeredFen !== cardFen + refusedFen)
    faults.push(
      `the centre has ${registeredFen} fen on the card, and the card ${cardFen}; it refused ${refusedFen}`,
    );
  return faults;
}

function openingOf({ profile }: World, account: SweptAccount): number {
  return account === "purse"
    ? profile.purse.openingBalanceFen.purse
    : (profile.social?.medical.openingBalanceFen ?? 0);
}

async function faultsOfJournal(world: World): Promise<string[]> {
  const { journal } = world.till;
  const bound = (await journal.list()).map(({ ref }) => ref);
  const twice = bound.filter((ref, index) => bound.indexOf(ref) !== index);
  return [
    ...twice.map((ref) => `doubled: the journal has ${ref} twice`),
    ...(await journal.verify()).map((fault) => `the journal is damaged: ${fault}`),
  ];
}

/** A sequence that a chip answers never goes back. @param isStrict nor stays */
function falling(
  events: readonly LoggedEvent[],
  chip: "card" | "psam",
  command: string,
  field: string,
  isStrict: boolean,
): string[] {
  let highest = -1;
  for (const event of events) {
    if (event.type !== "apdu" || event.chip !== chip || event.command !== command) continue;
    const value = event.response[field];
    if (typeof value !== "number") continue;
    if (value < highest || (isStrict && value === highest))
      return [`${field} went from ${highest} to ${value}`];
    highest = value;
  }
  return [];
}

/** A repeated frame is no second command, and a terminal never asks again without INITIALIZE. */
function askedTwice(events: readonly LoggedEvent[]): string[] {
  let debits = 0;
  for (const event of events) {
    if (event.type !== "apdu" || event.chip !== "card") continue;
    if (event.command.startsWith("INITIALIZE ")) debits = 0;
    if (event.command.startsWith("DEBIT ")) debits++;
    if (debits > 1) return [`${event.command} was carried out twice for one INITIALIZE`];
  }
  return [];
}

/**
 * A password that the card line altered past the parity of T=0 is a false one to the card, and costs a try: no machine
 * can know that. Every other try is the holder's own to spend.
 */
function faultsOfTries({ chips, profile, log }: World): string[] {
  const left = chips.card.inside.pin.triesLeft();
  const { retryLimit } = profile.password;
  const altered = log.events.filter(
    (event) => event.type === "fault" && event.kind === "byte-flipped" && ALTERED_PASSWORD.test(event.at),
  ).length;
  return left <= retryLimit && left >= retryLimit - altered
    ? []
    : [`the card has ${left} tries of ${retryLimit} left`];
}
