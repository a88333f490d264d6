/** The table `sale`: claiming a ref, the steps of its owner, and what recovery finds later. */
import type { Clock } from "@duka/protocol/transport";
import { shown } from "../base/argument.js";
import { randomHex } from "../base/node-process.js";
import type { Database, Row } from "./database.js";
import { type ClaimResult, RefInUseError, type SaleFilter, type SaleRequest } from "./journal.js";
import { type Columns, insertRow, stepRow, updateRow } from "./journal-step.js";
import type { Answer, Ending, Intent, Sale } from "./sale.js";
import { statusOf } from "./sale.js";
import { claimColumns, endingColumns, intentColumns, requestColumns } from "./sale-columns.js";
import type { SaleOwners } from "./sale-owners.js";
import { saleOfRow } from "./sale-row.js";

const LIST_LIMIT = 1000;

type Claim = Extract<ClaimResult, { claimed: false }> | { claimed: true; id: number; owner: string };

/** All methods are one transaction, and throw what the database throws. */
export function saleTable(database: Database, clock: Clock, owners: SaleOwners) {
  const now = () => Math.round(clock.wallMs());

  function saleOf(row: Row): Sale {
    return saleOfRow(row, owners.isLive(row, now()));
  }

  function byId(id: number): Sale {
    const row = database.get("SELECT * FROM sale WHERE id = ?", [id]);
    if (row === undefined) throw new RangeError(`there is no sale with the number ${shown(id)}`);
    return saleOf(row);
  }

  function current(ref: string, simulated: boolean): Sale | undefined {
    const row = database.get("SELECT * FROM sale WHERE ref = ? AND simulated = ? AND released = 0", [
      ref,
      Number(simulated),
    ]);
    return row === undefined ? undefined : saleOf(row);
  }

  function step(id: number, owner: string, from: readonly string[], set: Columns): void {
    stepRow(database, "sale", { id, owner, from }, { ...set, changed_at_ms: now() });
  }

  /** A deferred sale is taken up again under its own record: it was one sale all the time. */
  function takeUp(before: Sale, owner: string): number {
    updateRow(database, "sale", before.id, { ...claimColumns(owner, now()), was_deferred: 1, reason: null });
    return before.id;
  }

  function begin(request: SaleRequest, owner: string, before: Sale | undefined): number {
    if (before !== undefined) {
      const reason = "its process ended before the intent";
      updateRow(database, "sale", before.id, { released: 1, state: "failed", reason });
    }
    return insertRow(database, "sale", { ...claimColumns(owner, now()), ...requestColumns(request, now()) });
  }

  return {
    claim(request: SaleRequest): Claim {
      database.sync("soon");
      return database.transaction(() => {
        const { ref, simulated } = request;
        const key = [ref, Number(simulated)];
        if (database.get("SELECT 1 FROM credit WHERE ref = ? AND simulated = ? AND released = 0", key)) {
          throw new RefInUseError(ref, "credit");
        }
        const before = current(ref, simulated);
        const status = before === undefined ? "released" : statusOf(before);
        const isResettled = request.resettle === true && status === "deferred";
        if (before !== undefined && status !== "released" && !isResettled) {
          return { claimed: false, sale: before };
        }
        const owner = randomHex(12);
        const id =
          before !== undefined && isResettled ? takeUp(before, owner) : begin(request, owner, before);
        owners.hold(owner);
        return { claimed: true, id, owner };
      });
    },

    intent(id: number, owner: string, intent: Intent): void {
      database.sync("durable");
      step(id, owner, ["begun"], intentColumns(intent, now()));
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
      // What was found of MAC2 stands nowhere else, and a receipt follows from it.
      database.sync(ending.state === "manual" || ending.state === "committed" ? "durable" : "soon");
      step(id, owner, ["intent", "answered"], endingColumns(ending, byId(id)));
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
      const isDeferred = byId(id).wasDeferred;
      step(
        id,
        owner,
        ["begun"],
        isDeferred ? { state: "deferred", reason } : { state: "failed", released: 1, reason },
      );
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

    withoutTac(cardNumber: string, simulated: boolean): Sale[] {
      const rows = database.all(
        `SELECT * FROM sale WHERE card_number = ? AND simulated = ? AND tac IS NULL AND settle_tac IS NULL AND settle_state IS NULL
           AND state IN ('answered', 'committed') ORDER BY id`,
        [cardNumber, Number(simulated)],
      );
      return rows.map(saleOf).filter((sale) => statusOf(sale) === "committed");
    },

    addProof(id: number, tac: string): void {
      database.sync("durable");
      updateRow(database, "sale", id, { settle_tac: tac, settle_next_at_ms: null });
    },

    resolve(id: number, ending: Ending): Sale {
      database.sync("durable");
      return database.transaction(() => {
        if (statusOf(byId(id)) !== "undecided") return byId(id);
        updateRow(database, "sale", id, { ...endingColumns(ending, byId(id)), changed_at_ms: now() });
        return byId(id);
      });
    },

    markReversed(id: number, by: string): void {
      database.sync("durable");
      updateRow(database, "sale", id, { reversed_by: by, changed_at_ms: now() });
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
          throw new RangeError(`ref ${shown(ref)} has no sale whose outcome is open`);
        }
        updateRow(database, "sale", row.id as number, { paid_in_cash: 1, changed_at_ms: now() });
        return byId(row.id as number);
      });
    },
  };
}
