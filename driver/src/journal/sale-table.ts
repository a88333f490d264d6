/** The table `sale`: claiming a ref, the steps of its owner, and what recovery finds later. */
import type { Clock } from "@duka/protocol/transport";
import type { Database, Row, Value } from "./database.js";
import type { ClaimResult, SaleFilter, SaleRequest } from "./journal.js";
import { ownPid, randomHex } from "./node-process.js";
import type { Answer, Ending, Intent, Sale } from "./sale.js";
import { statusOf } from "./sale.js";
import { LEASE_MS, saleOwners } from "./sale-owners.js";
import { saleOfRow } from "./sale-row.js";

const LIST_LIMIT = 1000;

export type Claim = Extract<ClaimResult, { claimed: false }> | { claimed: true; id: number; owner: string };

/** All methods are one transaction, and throw what the database throws. */
export function saleTable(database: Database, clock: Clock) {
  const owners = saleOwners();
  const now = () => Math.round(clock.wallMs());

  function saleOf(row: Row): Sale {
    return saleOfRow(row, owners.isLive(row, now()));
  }

  function byId(id: number): Sale {
    const row = database.get("SELECT * FROM sale WHERE id = ?", [id]);
    if (row === undefined) throw new RangeError(`there is no sale with the number ${id}`);
    return saleOf(row);
  }

  function current(ref: string, simulated: boolean): Sale | undefined {
    const row = database.get("SELECT * FROM sale WHERE ref = ? AND simulated = ? AND released = 0", [
      ref,
      Number(simulated),
    ]);
    return row === undefined ? undefined : saleOf(row);
  }

  /** Only the owner, and only from the state it left behind: whoever lost its claim meanwhile changes nothing. */
  function step(id: number, owner: string, from: readonly string[], set: { [column: string]: Value }): void {
    const columns = Object.keys(set);
    const states = from.map(() => "?").join(", ");
    const { changes } = database.run(
      `UPDATE sale SET ${columns.map((column) => `${column} = ?`).join(", ")}, changed_at_ms = ?
       WHERE id = ? AND owner = ? AND released = 0 AND state IN (${states})`,
      [...columns.map((column) => set[column]!), now(), id, owner, ...from],
    );
    if (changes !== 1)
      throw new Error(`sale ${id} belongs to another attempt now: this one outlived its lease`);
  }

  return {
    claim(request: SaleRequest): Claim {
      database.sync("soon");
      return database.transaction(() => {
        const { ref, kind, amountFen, simulated } = request;
        const before = current(ref, simulated);
        if (before !== undefined && statusOf(before) !== "released") return { claimed: false, sale: before };
        if (before !== undefined) {
          database.run("UPDATE sale SET released = 1, state = 'failed', reason = ? WHERE id = ?", [
            "its process ended before the intent",
            before.id,
          ]);
        }
        const owner = randomHex(12);
        const { lastId } = database.run(
          `INSERT INTO sale (ref, simulated, kind, amount_fen, state, owner, owner_pid, lease_until_ms,
             begun_at_ms, changed_at_ms) VALUES (?, ?, ?, ?, 'begun', ?, ?, ?, ?, ?)`,
          [ref, Number(simulated), kind, amountFen, owner, ownPid, now() + LEASE_MS, now(), now()],
        );
        owners.hold(owner);
        return { claimed: true, id: lastId, owner };
      });
    },

    intent(id: number, owner: string, intent: Intent): void {
      database.sync("durable");
      step(id, owner, ["begun"], {
        state: "intent",
        lease_until_ms: now() + LEASE_MS,
        card_number: intent.cardNumber,
        card_sequence: intent.cardSequence,
        terminal_id: intent.terminalId,
        terminal_sequence: intent.terminalSequence,
        transaction_type: intent.transactionType,
        date: intent.date,
        time: intent.time,
        balance_before_fen: intent.balanceBeforeFen,
      });
    },

    answered(id: number, owner: string, answer: Answer): void {
      database.sync("durable");
      step(id, owner, ["intent"], {
        state: "answered",
        status_word: answer.statusWord,
        moved: answer.moved === undefined ? null : Number(answer.moved),
        tac: answer.tac ?? null,
        mac2: answer.mac2 ?? null,
      });
    },

    end(id: number, owner: string, ending: Ending): Sale {
      database.sync(ending.state === "manual" ? "durable" : "soon");
      step(id, owner, ["intent", "answered"], columnsOf(ending));
      owners.letGo(owner);
      return byId(id);
    },

    /** The owner stops without a word, as after its own failure to write: the record says what it said last. */
    abandon(owner: string): void {
      owners.letGo(owner);
    },

    release(id: number, owner: string, reason: string): void {
      owners.letGo(owner);
      database.sync("soon");
      step(id, owner, ["begun"], { state: "failed", released: 1, reason });
    },

    defer(id: number, owner: string, reason: string): Sale {
      database.sync("durable");
      step(id, owner, ["begun"], { state: "deferred", paid_in_cash: 1, reason });
      owners.letGo(owner);
      return byId(id);
    },

    byId,

    find(ref: string): Sale[] {
      const rows = database.all("SELECT * FROM sale WHERE ref = ? AND released = 0 ORDER BY simulated", [
        ref,
      ]);
      return rows.map(saleOf).filter((sale) => statusOf(sale) !== "released");
    },

    list(filter: SaleFilter): Sale[] {
      const limit = filter.limit ?? LIST_LIMIT;
      const undecided = filter.undecided ? "AND state IN ('intent', 'answered', 'undecided')" : "";
      const released = filter.released ? "" : "AND released = 0";
      const rows = database.all(
        `SELECT * FROM sale WHERE 1 ${undecided} ${released} ORDER BY id DESC LIMIT ?`,
        [limit],
      );
      return rows.map(saleOf).filter((sale) => {
        if (filter.undecided) return statusOf(sale) === "undecided";
        return filter.released || statusOf(sale) !== "released";
      });
    },

    undecidedOf(cardNumber: string, simulated: boolean): Sale[] {
      const rows = database.all(
        `SELECT * FROM sale WHERE card_number = ? AND simulated = ?
           AND state IN ('intent', 'answered', 'undecided') ORDER BY id`,
        [cardNumber, Number(simulated)],
      );
      return rows.map(saleOf).filter((sale) => statusOf(sale) === "undecided");
    },

    resolve(id: number, ending: Ending): Sale {
      database.sync("durable");
      return database.transaction(() => {
        if (statusOf(byId(id)) !== "undecided") return byId(id);
        const set = columnsOf(ending);
        const columns = Object.keys(set);
        database.run(
          `UPDATE sale SET ${columns.map((column) => `${column} = ?`).join(", ")}, changed_at_ms = ? WHERE id = ?`,
          [...columns.map((column) => set[column]!), now(), id],
        );
        return byId(id);
      });
    },

    flagPaidInCash(ref: string): Sale {
      database.sync("durable");
      return database.transaction(() => {
        const row = database.get(
          "SELECT * FROM sale WHERE ref = ? AND released = 0 ORDER BY simulated LIMIT 1",
          [ref],
        );
        const status = row === undefined ? "released" : statusOf(saleOf(row));
        if (row === undefined || (status !== "undecided" && status !== "manual")) {
          throw new RangeError(`ref ${ref} has no sale whose outcome is open`);
        }
        database.run("UPDATE sale SET paid_in_cash = 1, changed_at_ms = ? WHERE id = ?", [
          now(),
          row.id as number,
        ]);
        return byId(row.id as number);
      });
    },

    /** Nobody can carry on with an attempt of a journal that is closed. */
    letGoOfAll: () => owners.letGoOfAll(),
  };
}

function columnsOf(ending: Ending): { [column: string]: Value } {
  const set: { [column: string]: Value } = { state: ending.state, reason: ending.reason ?? null };
  if (ending.state === "not-debited") set.released = 1;
  if (ending.state === "committed" || ending.state === "manual")
    set.moved = ending.state === "committed" ? 1 : null;
  if (ending.mac2State !== undefined) set.mac2_state = ending.mac2State;
  if (ending.tac !== undefined) set.tac = ending.tac;
  if (ending.mac2 !== undefined) set.mac2 = ending.mac2;
  if (ending.wire !== undefined) {
    set.wire_ms = ending.wire.ms;
    set.wire_limit_ms = ending.wire.limitMs;
  }
  if (ending.evidence !== undefined) set.evidence = JSON.stringify(ending.evidence);
  return set;
}
