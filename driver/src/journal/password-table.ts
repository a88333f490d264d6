/** The table `password_memory`: what this till remembers of cards, by a salted hash of their numbers. */
import type { Clock } from "@duka/protocol/transport";
import { saltedHash } from "../base/node-process.js";
import type { PasswordMemory, RememberedPassword } from "../password/password-memory.js";
import type { Database } from "./database.js";

/** @param guarded turns what the database throws into an error that names the journal */
export function passwordTable(
  database: Database,
  clock: Clock,
  salt: string,
  guarded: <T>(work: () => T) => Promise<T>,
): PasswordMemory {
  return {
    recall(cardNumber) {
      return guarded(() => {
        const row = database.get("SELECT state, tries_left FROM password_memory WHERE card = ?", [
          saltedHash(salt, cardNumber),
        ]);
        if (row === undefined) return undefined;
        const triesLeft = typeof row.tries_left === "number" ? row.tries_left : undefined;
        return { state: row.state as RememberedPassword["state"], triesLeft };
      });
    },
    remember(cardNumber, what) {
      return guarded(() => {
        database.sync("soon");
        database.run(
          `INSERT INTO password_memory (card, state, tries_left, changed_at_ms) VALUES (?, ?, ?, ?)
           ON CONFLICT (card) DO UPDATE SET state = excluded.state, tries_left = excluded.tries_left,
             changed_at_ms = excluded.changed_at_ms`,
          [saltedHash(salt, cardNumber), what.state, what.triesLeft ?? null, Math.round(clock.wallMs())],
        );
      });
    },
    forget(cardNumber) {
      return guarded(() => {
        database.sync("soon");
        database.run("DELETE FROM password_memory WHERE card = ?", [saltedHash(salt, cardNumber)]);
      });
    },
  };
}
