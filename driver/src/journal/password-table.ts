/** The table `password_memory`: what this till remembers of cards, by a salted hash of their numbers. */
import type { Clock } from "@duka/protocol/transport";
import { saltedHash } from "../base/node-process.js";
import type { PasswordMemory, RememberedPassword } from "../password/password-memory.js";
import type { Database } from "./database.js";
import type { Guarded } from "./guarded.js";
import { PASSWORD_MEMORY } from "./record-columns.js";
import { columnsOf } from "./record-table.js";
import {
  DamagedRowError,
  idsBy,
  insertRow,
  rowOf,
  type SealedRow,
  updateRow,
  updateSameRow,
} from "./sealed-row.js";

/** @param guarded turns what the database throws into an error that names the journal */
export function passwordTable(
  database: Database,
  clock: Clock,
  salt: string,
  guarded: Guarded,
): PasswordMemory {
  const now = () => Math.round(clock.wallMs());
  const idOf = (card: string) =>
    idsBy(database, PASSWORD_MEMORY, "password_of_card", "card = ? AND card IS NOT NULL", [card])[0];

  /** As it was read or written last. */
  let last: SealedRow | undefined;

  function set(cardNumber: string, state: string, triesLeft: number | undefined): void {
    const card = saltedHash(salt, cardNumber);
    const change = columnsOf(PASSWORD_MEMORY, { state, triesLeft, changedAtMs: now() });
    const row = { ...change, card };
    last = database.transaction(() => {
      const same = last?.card === card ? updateSameRow(database, PASSWORD_MEMORY, last, change) : undefined;
      if (same !== undefined) return same;
      const id = idOf(card);
      if (id === undefined) return insertRow(database, PASSWORD_MEMORY, row);
      // Every column is given, so that one that is damaged is written anew.
      return updateRow(database, PASSWORD_MEMORY, { ...row, id }, row);
    });
  }

  return {
    recall: (cardNumber) =>
      guarded(() => {
        const id = idOf(saltedHash(salt, cardNumber));
        const row = id === undefined ? undefined : recalled(id);
        if (row === undefined || row.state === "forgotten") return undefined;
        const triesLeft = typeof row.tries_left === "number" ? row.tries_left : undefined;
        return { state: row.state as RememberedPassword["state"], triesLeft };
      }),
    remember: (cardNumber, what, durability = "soon") =>
      guarded(() => {
        database.sync(durability);
        set(cardNumber, what.state, what.triesLeft);
      }),
    forget: (cardNumber) =>
      guarded(() => {
        database.sync("soon");
        if (idOf(saltedHash(salt, cardNumber)) !== undefined) set(cardNumber, "forgotten", undefined);
      }),
  };

  /** Of a card whose row is damaged, or is not where its index says, nothing is known, and nothing is tried. */
  function recalled(id: number) {
    const unknown = { state: "tried", tries_left: null };
    try {
      last = rowOf(database, PASSWORD_MEMORY, id);
      return last ?? unknown;
    } catch (error) {
      if (error instanceof DamagedRowError) return unknown;
      throw error;
    }
  }
}
