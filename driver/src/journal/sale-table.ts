/** The table `sale`: claiming a ref, the steps of its owner, and what recovery finds later. */
import { rangeError } from "@duka/protocol/data/bilingual";
import type { Clock } from "@duka/protocol/transport";
import { shown } from "../base/argument.js";
import { randomHex } from "../base/node-process.js";
import type { Reason } from "../base/reason.js";
import type { Database, Row } from "./database.js";
import { type ClaimResult, RefInUseError, type SaleFilter, type SaleRequest } from "./journal.js";
import { changeRow, isBound, stepRow } from "./journal-step.js";
import type { KnownCard } from "./known-card.js";
import { CREDIT, OPEN_SALE, SALE } from "./record-columns.js";
import { columnsOf } from "./record-table.js";
import type { Answer, Ending, Intent, Sale, Telling } from "./sale.js";
import { statusOf } from "./sale.js";
import type { SaleOwners } from "./sale-owners.js";
import {
  claimColumns,
  endingColumns,
  intentColumns,
  reasonColumns,
  requestColumns,
  rowsOfCard,
  saleOfRow,
} from "./sale-row.js";
import { ANSWER_DUE, TO_TELL, WITHOUT_TAC } from "./schema.js";
import { type Columns, idsBy, insertRow, rowOf, rowsOf, type SealedRow, updateRow } from "./sealed-row.js";

const LIST_LIMIT = 1000;

type Claim = Extract<ClaimResult, { claimed: false }> | { claimed: true; id: number; owner: string };

/**
 * All methods are one transaction, and throw what the database throws.
 * @param beginTime tells that one is begun now @throws ClockError
 */
export function saleTable(
  database: Database,
  clock: Clock,
  owners: SaleOwners,
  beginTime: (simulated: boolean) => void,
) {
  const now = () => Math.round(clock.wallMs());
  /** Owner → his sale as he has left it. */
  const left = new Map<string, SealedRow>();

  function letGo(owner: string): void {
    owners.letGo(owner);
    left.delete(owner);
  }

  function saleOf(row: Row): Sale {
    return saleOfRow(row, owners.isLive(row, now()));
  }

  function rowById(id: number): SealedRow {
    const row = rowOf(database, SALE, id);
    if (row === undefined)
      throw rangeError(`there is no sale with the number ${shown(id)}`, `没有编号为 ${shown(id)} 的交易`);
    return row;
  }

  const byId = (id: number): Sale => saleOf(rowById(id));

  /**
   * All that is bound to, or being done under, this ref, whichever of its two indexes knows it. @throws DamagedRowError
   */
  function boundTo(ref: string, among: readonly (0 | 1)[] = [0, 1]): SealedRow[] {
    return among.flatMap((simulated) =>
      idsBy(database, SALE, "sale_of_ref", "ref = ? AND simulated = ? AND released = 0", [ref, simulated])
        .map((id) => rowOf(database, SALE, id))
        .filter(
          (row): row is SealedRow => row?.ref === ref && row.released === 0 && row.simulated === simulated,
        ),
    );
  }

  function current(ref: string, simulated: boolean): Sale | undefined {
    const [row] = boundTo(ref, [simulated ? 1 : 0]);
    return row === undefined ? undefined : saleOf(row);
  }

  /** Those of one card, in the order of `ids`. */
  function ofCard(ids: readonly number[], card: KnownCard, simulated: boolean): SealedRow[] {
    return rowsOfCard(database, SALE, ids, card).filter((row) => row.simulated === Number(simulated));
  }

  /** The newest first. */
  function undecided(withReleased: boolean): Sale[] {
    return idsBy(database, SALE, "sale_of_card", OPEN_SALE, [])
      .reverse()
      .flatMap((id) => rowsOf(database, SALE, "WHERE id = ?", [id]))
      .filter((row) => withReleased || row.released === 0)
      .map(saleOf)
      .filter((sale) => statusOf(sale) === "undecided");
  }

  function step(
    id: number,
    owner: string,
    from: readonly string[],
    set: (row: SealedRow) => Columns,
  ): SealedRow {
    const changed = (row: SealedRow) => ({ ...set(row), changed_at_ms: now() });
    const row = stepRow(database, SALE, { id, owner, from }, changed, left.get(owner));
    left.set(owner, row);
    return row;
  }

  /** A deferred sale is taken up again under its own record: it was one sale all the time. */
  function takeUp(before: Sale, owner: string): number {
    changeRow(database, SALE, before.id, {
      ...claimColumns(owner, owners.pid, now()),
      was_deferred: 1,
      ...reasonColumns({}),
    });
    return before.id;
  }

  function begin(request: SaleRequest, owner: string, before: Sale | undefined): number {
    if (before !== undefined) {
      const why = reasonColumns({
        code: "stopped-before-card",
        reason: "its process ended before the intent",
      });
      changeRow(database, SALE, before.id, { released: 1, state: "failed", ...why });
    }
    const claimed = claimColumns(owner, owners.pid, now());
    const row = insertRow(database, SALE, Object.assign(claimed, requestColumns(request, now())));
    left.set(owner, row);
    return row.id;
  }

  return {
    claim(request: SaleRequest): Claim {
      database.sync("soon");
      return database.transaction(() => {
        const { ref, simulated } = request;
        if (isBound(database, CREDIT, ref, simulated)) throw new RefInUseError(ref, "credit");
        const before = current(ref, simulated);
        const status = before === undefined ? "released" : statusOf(before);
        const isResettled =
          request.resettle === true && status === "deferred" && before?.closings.length === 0;
        if (before !== undefined && status !== "released" && !isResettled) {
          return { claimed: false, sale: before };
        }
        beginTime(simulated);
        const owner = randomHex(12);
        const id =
          before !== undefined && isResettled ? takeUp(before, owner) : begin(request, owner, before);
        owners.hold(owner);
        return { claimed: true, id, owner };
      });
    },

    intent(id: number, owner: string, intent: Intent): void {
      database.sync("durable");
      step(id, owner, ["begun"], () => intentColumns(intent, now()));
    },

    answered(id: number, owner: string, answer: Answer): void {
      database.sync("durable");
      step(id, owner, ["intent"], () => ({ state: "answered", ...columnsOf(SALE, answer, "answer") }));
    },

    end(id: number, owner: string, ending: Ending): Sale {
      // What was found of MAC2 stands nowhere else, and a receipt follows from it.
      database.sync(ending.state === "manual" || ending.state === "committed" ? "durable" : "soon");
      const ended = step(id, owner, ["intent", "answered"], (row) => endingColumns(ending, row));
      letGo(owner);
      return saleOf(ended);
    },

    /** The owner stops without a word, as after its own failure to write: the record says what it said last. */
    abandon(owner: string): void {
      letGo(owner);
    },

    release(id: number, owner: string, why: Reason): void {
      database.sync("soon");
      step(id, owner, ["begun"], (row) =>
        saleOf(row).wasDeferred
          ? { state: "deferred", ...reasonColumns(why) }
          : { state: "failed", released: 1, ...reasonColumns(why) },
      );
      letGo(owner);
    },

    defer(id: number, owner: string, why: Reason): Sale {
      database.sync("durable");
      const deferred = step(id, owner, ["begun"], () => ({
        ...{ state: "deferred", paid_in_cash: 1 },
        ...reasonColumns(why),
      }));
      letGo(owner);
      return saleOf(deferred);
    },

    byId,

    find(ref: string): Sale[] {
      return boundTo(ref)
        .map(saleOf)
        .filter((sale) => statusOf(sale) !== "released");
    },

    list(filter: SaleFilter = {}): Sale[] {
      const limit = filter.limit ?? LIST_LIMIT;
      if (filter.undecided) return undecided(filter.released === true).slice(0, limit);
      const released = filter.released ? "" : "WHERE released = 0";
      return rowsOf(database, SALE, `${released} ORDER BY id DESC LIMIT ?`, [limit])
        .map(saleOf)
        .filter((sale) => filter.released || statusOf(sale) !== "released");
    },

    undecidedOf(card: KnownCard, simulated: boolean): Sale[] {
      return ofCard(idsBy(database, SALE, "sale_of_card", OPEN_SALE, []), card, simulated)
        .map(saleOf)
        .filter((sale) => statusOf(sale) === "undecided");
    },

    withoutTac(card: KnownCard, simulated: boolean): Sale[] {
      return ofCard(idsBy(database, SALE, "sale_without_tac", WITHOUT_TAC, []), card, simulated)
        .filter((row) => row.tac === null && row.settle_tac === null && row.settle_state === null)
        .map(saleOf)
        .filter((sale) => statusOf(sale) === "committed");
    },

    addProof(id: number, tac: string): void {
      database.sync("durable");
      changeRow(database, SALE, id, columnsOf(SALE, { tac, nextAtMs: undefined }, "settlement"));
    },

    toTell(card: KnownCard, simulated: boolean): Sale[] {
      const ids = new Set([
        ...idsBy(database, SALE, "sale_to_tell", `card_number = ? AND ${TO_TELL}`, [card.cardNumber]),
        ...idsBy(database, SALE, "sale_answer_due", ANSWER_DUE, []),
      ]);
      return ofCard([...ids], card, simulated)
        .filter((row) => row.released === 0)
        .map(saleOf)
        .sort((one, other) => one.id - other.id);
    },

    told(id: number, telling: Telling, as: string | undefined): void {
      database.sync("durable");
      database.transaction(() => {
        const { askedAs } = byId(id);
        const refs = as === undefined || askedAs.includes(as) ? askedAs : [...askedAs, as];
        changeRow(
          database,
          SALE,
          id,
          columnsOf(SALE, { telling, askedAs: refs.length === 0 ? undefined : refs }),
        );
      });
    },

    resolve(id: number, ending: Ending): Sale {
      database.sync("durable");
      return database.transaction(() => {
        const row = rowById(id);
        if (statusOf(saleOf(row)) !== "undecided") return saleOf(row);
        const set = { ...endingColumns(ending, row), changed_at_ms: now() };
        return saleOf(updateRow(database, SALE, row, set));
      });
    },

    markReversed(id: number, by: string): void {
      database.sync("durable");
      changeRow(database, SALE, id, { reversed_by: by, changed_at_ms: now() });
    },

    flagPaidInCash(ref: string): Sale {
      database.sync("durable");
      return database.transaction(() => {
        const [row] = boundTo(ref);
        const status = row === undefined ? "released" : statusOf(saleOf(row));
        if (row === undefined || (status !== "undecided" && status !== "manual")) {
          throw rangeError(
            `ref ${shown(ref)} has no sale whose outcome is open`,
            `单号 ${shown(ref)} 没有结果未定的交易`,
          );
        }
        changeRow(database, SALE, row.id, { paid_in_cash: 1, changed_at_ms: now() });
        return byId(row.id);
      });
    },
  };
}
