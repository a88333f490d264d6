/**
 * The journal in an SQLite file (write-ahead log), which a shop's support can open with any SQLite tool. A damaged file is named and
 * left as it is.
 */
import type { Clock } from "@duka/protocol/transport";
import type { Database } from "./database.js";
import type { Attempt, Journal } from "./journal.js";
import { JournalError } from "./journal.js";
import { checkFile, damaged, guardOf } from "./journal-file.js";
import { openDatabase } from "./libsql-database.js";
import { randomHex } from "./node-process.js";
import { passwordTable } from "./password-table.js";
import { saleTable } from "./sale-table.js";
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from "./schema.js";

/**
 * Opens the journal, or makes it where no file is.
 * @param file path; its folder has to exist. ":memory:" is a journal that dies with the process
 * @throws JournalError when the file is damaged, not a journal, or of a newer Duka; it is not touched then
 */
export async function openJournal(file: string, clock: Clock): Promise<Journal> {
  const guard = guardOf(file);
  const database = guard(() => {
    checkFile(file);
    return openDatabase(file);
  });
  try {
    const salt = guard(() => prepare(file, database));
    return journalOn(file, database, clock, salt);
  } catch (error) {
    database.close();
    throw error;
  }
}

function journalOn(file: string, database: Database, clock: Clock, salt: string): Journal {
  const guard = guardOf(file);
  const guarded = async <T>(work: () => T): Promise<T> => guard(work);
  const sales = saleTable(database, clock);

  function attempt(id: number, owner: string): Attempt {
    /** An owner that could not write has lost its way: the record speaks for it from now on. */
    const write = <T>(work: () => T) =>
      guarded(() => {
        try {
          return work();
        } catch (error) {
          sales.abandon(owner);
          throw error;
        }
      });
    return {
      id,
      intent: (intent) => write(() => sales.intent(id, owner, intent)),
      answered: (answer) => write(() => sales.answered(id, owner, answer)),
      end: (ending) => write(() => sales.end(id, owner, ending)),
      abandon: async () => sales.abandon(owner),
      release: (reason) => write(() => sales.release(id, owner, reason)),
      defer: (reason) => write(() => sales.defer(id, owner, reason)),
    };
  }

  let closed = false;
  return {
    name: file,
    claim: (request) =>
      guarded(() => {
        const claim = sales.claim(request);
        return claim.claimed ? { claimed: true, attempt: attempt(claim.id, claim.owner) } : claim;
      }),
    find: (ref) => guarded(() => sales.find(ref)),
    byId: (id) => guarded(() => sales.byId(id)),
    list: (filter = {}) => guarded(() => sales.list(filter)),
    undecidedOf: (cardNumber, simulated) => guarded(() => sales.undecidedOf(cardNumber, simulated)),
    resolve: (id, ending) => guarded(() => sales.resolve(id, ending)),
    flagPaidInCash: async (ref) => sales.flagPaidInCash(ref),
    passwords: passwordTable(database, clock, salt, guarded),
    close: () =>
      guarded(() => {
        if (closed) return;
        closed = true;
        sales.letGoOfAll();
        // What is in the log goes into the file, as far as no other process reads it: one file is easier to keep than two.
        database.all("PRAGMA wal_checkpoint(PASSIVE)", []);
        database.close();
      }),
  };
}

/** Makes a new journal, or checks an old one; answers the salt of its card hashes. */
function prepare(file: string, database: Database): string {
  database.sync("durable");
  database.all("PRAGMA journal_mode = WAL", []);
  database.transaction(() => {
    const version = pragma(database, "user_version");
    const application = pragma(database, "application_id");
    const tables = Number(database.get("SELECT count(*) AS n FROM sqlite_schema", [])?.n);
    if (version === 0 && application === 0 && tables === 0) return create(database);
    if (application !== APPLICATION_ID)
      throw new JournalError(file, "is an SQLite file, but no Duka journal");
    if (version > SCHEMA_VERSION) {
      throw new JournalError(
        file,
        `was written by a newer Duka (schema ${version}, this one knows ${SCHEMA_VERSION}): update Duka`,
      );
    }
  });
  const check = String(database.get("PRAGMA quick_check(1)", [])?.quick_check);
  if (check !== "ok") throw new JournalError(file, damaged(check));
  const salt = database.get("SELECT value FROM setting WHERE name = 'salt'", [])?.value;
  if (typeof salt !== "string") throw new JournalError(file, damaged("its salt is missing"));
  return salt;
}

function create(database: Database): void {
  for (const statement of SCHEMA.split(";\n")) {
    if (statement.trim() !== "") database.run(statement, []);
  }
  database.run("INSERT INTO setting (name, value) VALUES ('salt', ?)", [randomHex(16)]);
  database.run(`PRAGMA application_id = ${APPLICATION_ID}`, []);
  database.run(`PRAGMA user_version = ${SCHEMA_VERSION}`, []);
}

function pragma(database: Database, name: string): number {
  return Number(database.get(`PRAGMA ${name}`, [])?.[name]);
}
