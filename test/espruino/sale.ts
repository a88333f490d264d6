/** The sale of `npm start`, at a reader of which the firmware runs on the real interpreter. */
import { openAccount, openJournal, openReader, realClock } from "@duka/driver";
import type { CardLine } from "@duka/protocol/transport";
import { openChips } from "@duka/simulator/card/open-chips";
import { type CardInterface, withInterface } from "@duka/simulator/line/card-interface";
import type { RealReader } from "./real-reader.js";

export const OPEN_MS = 20_000;

type Sale = {
  readonly outcome: string;
  readonly ms: number;
  readonly limitMs: number;
  readonly line: CardLine | undefined;
};

/**
 * @param of what the user card offers
 * @throws Error when a sale is not committed or the balance is not what is left
 */
export async function sell(real: RealReader, sales: number, of: CardInterface = {}): Promise<Sale[]> {
  const { card, psam } = openChips("hangzhou", undefined, 1);
  real.sockets[0]!.insert(withInterface(card, of));
  real.sockets[1]!.insert(psam);
  const reader = await openReader(`serial:${real.hostPath}`, { deadlineMs: OPEN_MS });
  const journal = await openJournal(":memory:", realClock);
  const account = openAccount({ reader, journal });
  const done: Sale[] = [];
  try {
    for (let index = 0; index < sales; index++) {
      const { outcome, reason, mac2, wire } = await account.debit({ ref: `E-${index}`, amountFen: 1250 });
      if (outcome !== "committed" || mac2 !== "verified") throw new Error(`sale: ${outcome}, ${reason}`);
      await reader.slot(0).open(OPEN_MS);
      const line = reader.slot(0).line();
      done.push({ outcome, ms: wire.ms ?? Number.NaN, limitMs: wire.limitMs ?? Number.NaN, line });
    }
    const balance = await account.balance();
    if (!("balanceFen" in balance) || balance.balanceFen !== 50_000 - sales * 1250) {
      throw new Error(`the balance after ${sales} sales is ${JSON.stringify(balance)}`);
    }
  } finally {
    await reader.close();
    await journal.close();
    for (const socket of real.sockets) socket.remove();
  }
  return done;
}
