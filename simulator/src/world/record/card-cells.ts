/** What of a card's memory may be shown, by its names: balances, sequences, tries. Never a key, never the password. */
import type { Card } from "../../card/card.js";
import type { Change } from "./recorded-event.js";

const DEPOSIT = 0x01;
const PURSE = 0x02;

export type CardCells = { readonly [name: string]: string };

export function cellsOf({ inside }: Card): CardCells {
  const cells: { [name: string]: string } = { triesLeft: String(inside.pin.triesLeft()) };
  const accounts = [
    ["purse", inside.purse.account(PURSE)],
    ["deposit", inside.purse.account(DEPOSIT)],
  ] as const;
  for (const [name, account] of accounts) {
    if (account === undefined) continue;
    cells[`${name}.balanceFen`] = String(account.balanceFen.get());
    cells[`${name}.onlineSequence`] = String(account.onlineSequence.get());
    cells[`${name}.offlineSequence`] = String(account.offlineSequence.get());
  }
  if (inside.medical !== undefined) cells["medical.balanceFen"] = String(inside.medical.balanceFen.get());
  return cells;
}

export function changesBetween(
  before: { readonly [name: string]: string },
  after: { readonly [name: string]: string },
): readonly Change[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name): Change[] => {
    const change: Change = [name, before[name] ?? "", after[name] ?? ""];
    return change[1] === change[2] ? [] : [change];
  });
}
