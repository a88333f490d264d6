/** Everything that a store holds. */
import type { Kind, Store } from "@duka/simulator/centre/store/store";

const KINDS: { readonly [kind in Kind]: true } = {
  holder: true,
  card: true,
  cardOfHolder: true,
  cardOfFactor: true,
  refusedCard: true,
  application: true,
  annual: true,
  effect: true,
  dueEffect: true,
  event: true,
  sale: true,
  saleOfDay: true,
  tacOfSale: true,
  reimbursed: true,
  debit: true,
  cancellation: true,
  reversed: true,
  preSettled: true,
  unload: true,
  load: true,
  openLoad: true,
  terminal: true,
  counter: true,
  answer: true,
};

export function dump(store: Store): object {
  const kinds = Object.keys(KINDS) as Kind[];
  return Object.fromEntries(kinds.map((kind) => [kind, store.list(kind, "", 100_000)]));
}
