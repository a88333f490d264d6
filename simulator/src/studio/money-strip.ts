/**
 * Money on cards, purse and medical account, in the journal and at the centre: what was there in the beginning is
 * there, or was paid.
 */
import { balancesOf } from "../world/chip-watch.js";
import type { World } from "../world/open-world.js";
import type { StudioCard } from "./studio-cards.js";
import type { Money } from "./studio-state.js";

const OPEN: readonly string[] = ["begun", "intent", "asked", "answered", "undecided", "manual"];

/** Of a card that the centre does not know, the medical account is no concern of this counter. */
export function balanceFen({ card, isRegistered }: StudioCard): { purse: number; medical: number } {
  const { purse, medical } = balancesOf(card);
  return { purse, medical: isRegistered ? medical : 0 };
}

export function cardsFen(cards: readonly StudioCard[]): number {
  return cards.reduce((sum, one) => {
    const { purse, medical } = balanceFen(one);
    return sum + purse + medical;
  }, 0);
}

/** @param openingFen on the cards in the beginning @param before while the till is dead, its journal cannot be read */
export async function moneyOf(
  world: World,
  cards: readonly StudioCard[],
  openingFen: number,
  before: Money | undefined,
): Promise<Money> {
  const onCards = cardsFen(cards);
  const { soldFen, loadedFen, openFen, dueFen } = (await ofJournal(world)) ?? before ?? NOTHING;
  const isRight = onCards === openingFen - soldFen + loadedFen;
  return {
    cardsFen: onCards,
    openingFen,
    soldFen,
    loadedFen,
    openFen,
    dueFen,
    centreFen: cards.reduce((sum, { profile }) => sum + registeredFen(world, profile), 0),
    state: openFen > 0 ? "open" : isRight ? "conserved" : "broken",
  };
}

const NOTHING = { soldFen: 0, loadedFen: 0, openFen: 0, dueFen: 0 };

async function ofJournal({ till }: World): Promise<typeof NOTHING | undefined> {
  try {
    const [sales, credits] = [await till.journal.list(), await till.journal.credits.list()];
    const sum = (rows: readonly { readonly amountFen: number }[]) =>
      rows.reduce((fen, { amountFen }) => fen + amountFen, 0);
    const committed = sales.filter(({ state }) => state === "committed");
    return {
      soldFen: sum(committed),
      loadedFen: sum(credits.filter(({ state }) => state === "credited")),
      openFen: sum([...sales, ...credits].filter(({ state }) => OPEN.includes(state))),
      dueFen: sum(committed.filter(({ settlement }) => settlement.state === "waiting")),
    };
  } catch {
    // A till without power has a journal that no one reads.
    return undefined;
  }
}

/** 0 for a card that the centre does not know. */
function registeredFen({ centre }: World, { card }: StudioCard["profile"]): number {
  const asked = centre?.entry.receive("findCard", { cardNumber: card.applicationSerialNumber });
  const body = asked?.answers[0]?.body as { card?: { balanceFen?: number } } | undefined;
  return body?.card?.balanceFen ?? 0;
}
