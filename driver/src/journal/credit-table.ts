/** The table `credit`: claiming a ref, the steps of its owner, and what recovery finds later. */
import { rangeError } from "@duka/protocol/data/bilingual";
import type { Clock } from "@duka/protocol/transport";
import { shown } from "../base/argument.js";
import { randomHex } from "../base/node-process.js";
import type { Reason } from "../base/reason.js";
import {
  type Credit,
  type CreditEnding,
  type CreditIntent,
  type CreditRequest,
  creditStatusOf,
} from "./credit-record.js";
import { creditOfRow } from "./credit-row.js";
import type { Database, Row } from "./database.js";
import { RefInUseError } from "./journal.js";
import { changeRow, isBound, stepRow } from "./journal-step.js";
import type { KnownCard } from "./known-card.js";
import { CREDIT, SALE } from "./record-columns.js";
import { columnsOf } from "./record-table.js";
import { LEASE_MS, type SaleOwners } from "./sale-owners.js";
import { cardColumns, claimColumns, given, reasonColumns, rowsOfCard } from "./sale-row.js";
import { OPEN_CREDIT } from "./schema.js";
import { type Columns, idsBy, insertRow, rowOf, rowsOf, type SealedRow } from "./sealed-row.js";

const LIST_LIMIT = 1000;

const DUE_ANEW = { state: "due", attempts: 0, nextAtMs: undefined, error: undefined };

type CreditTableClaim =
  | { readonly claimed: false; readonly credit: Credit }
  | { readonly claimed: true; readonly id: number; readonly owner: string };

/**
 * All methods are one transaction, and throw what the database throws.
 * @param beginTime tells that one is begun now @throws ClockError
 */
export function creditTable(
  database: Database,
  clock: Clock,
  owners: SaleOwners,
  beginTime: (simulated: boolean) => void,
) {
  const now = () => Math.round(clock.wallMs());
  const creditOf = (row: Row): Credit => creditOfRow(row, owners.isLive(row, now()));

  function byId(id: number): Credit {
    const row = rowOf(database, CREDIT, id);
    if (row === undefined)
      throw rangeError(`there is no credit with the number ${shown(id)}`, `没有编号为 ${shown(id)} 的入账`);
    return creditOf(row);
  }

  /** All that is bound to this ref, whichever of its two indexes knows it. @throws DamagedRowError */
  function boundTo(ref: string): SealedRow[] {
    return [0, 1].flatMap((simulated) =>
      idsBy(database, CREDIT, "credit_of_ref", "ref = ? AND simulated = ? AND released = 0", [ref, simulated])
        .map((id) => rowOf(database, CREDIT, id))
        .filter(
          (row): row is SealedRow => row?.ref === ref && row.released === 0 && row.simulated === simulated,
        ),
    );
  }

  function step(id: number, owner: string, from: readonly string[], set: Columns): void {
    stepRow(database, CREDIT, { id, owner, from }, () => ({ ...set, changed_at_ms: now() }));
  }

  return {
    claim(request: CreditRequest): CreditTableClaim {
      database.sync("soon");
      return database.transaction(() => {
        const { ref, simulated, kind, purpose, ofRef, amountFen, institution } = request;
        if (isBound(database, SALE, ref, simulated)) throw new RefInUseError(ref, "sale");
        const row = boundTo(ref).find((one) => one.simulated === Number(simulated));
        const before = row === undefined ? undefined : creditOf(row);
        if (before !== undefined && creditStatusOf(before) !== "released") {
          return { claimed: false, credit: before };
        }
        beginTime(simulated);
        if (before !== undefined) {
          const why = reasonColumns({
            code: "stopped-before-card",
            reason: "its process ended before the intent",
          });
          changeRow(database, CREDIT, before.id, { released: 1, state: "failed", ...why });
        }
        const owner = randomHex(12);
        const { id } = insertRow(database, CREDIT, {
          ...claimColumns(owner, owners.pid, now()),
          ...columnsOf(CREDIT, {
            ref,
            simulated,
            kind,
            purpose,
            ofRef,
            amountFen,
            institution,
            begunAtMs: now(),
          }),
        });
        owners.hold(owner);
        return { claimed: true, id, owner };
      });
    },

    intent(id: number, owner: string, intent: CreditIntent): void {
      database.sync("durable");
      const { card, ...fields } = intent;
      step(id, owner, ["begun"], {
        state: "intent",
        report_state: "due",
        lease_until_ms: now() + LEASE_MS,
        ...columnsOf(CREDIT, { ...fields, cardNumber: card.cardNumber }, "intent"),
        ...cardColumns(card),
      });
    },

    asked(id: number, owner: string): void {
      database.sync("durable");
      step(id, owner, ["intent"], { state: "asked" });
    },

    end(id: number, owner: string, ending: CreditEnding): Credit {
      database.sync("durable");
      return database.transaction(() => {
        step(id, owner, ["intent", "asked"], endColumns(ending));
        owners.letGo(owner);
        return byId(id);
      });
    },

    release(id: number, owner: string, why: Reason): void {
      owners.letGo(owner);
      database.sync("soon");
      step(id, owner, ["begun"], { state: "failed", released: 1, ...reasonColumns(why) });
    },

    abandon: (owner: string): void => owners.letGo(owner),

    byId,

    find(ref: string): Credit[] {
      return boundTo(ref)
        .map(creditOf)
        .filter((credit) => creditStatusOf(credit) !== "released");
    },

    list(filter: { readonly released?: boolean; readonly limit?: number } = {}): Credit[] {
      const released = filter.released ? "" : "WHERE released = 0";
      const limit = filter.limit ?? LIST_LIMIT;
      return rowsOf(database, CREDIT, `${released} ORDER BY id DESC LIMIT ?`, [limit])
        .map(creditOf)
        .filter((credit) => filter.released || creditStatusOf(credit) !== "released");
    },

    undecidedOf(card: KnownCard, simulated: boolean): Credit[] {
      return rowsOfCard(database, CREDIT, idsBy(database, CREDIT, "credit_of_card", OPEN_CREDIT, []), card)
        .filter((row) => row.simulated === Number(simulated))
        .map(creditOf)
        .filter((credit) => creditStatusOf(credit) === "undecided");
    },

    resolve(id: number, ending: CreditEnding): Credit {
      database.sync("durable");
      return database.transaction(() => {
        if (creditStatusOf(byId(id)) === "undecided") {
          changeRow(database, CREDIT, id, { ...endColumns(ending), changed_at_ms: now() });
        }
        return byId(id);
      });
    },
  };
}

function endColumns(ending: CreditEnding): Columns {
  const { state, statusWord, tac, evidence } = ending;
  return {
    ...columnsOf(CREDIT, { state, ...given({ statusWord, tac, evidence }) }),
    ...reasonColumns(ending),
    ...columnsOf(CREDIT, DUE_ANEW, "report"),
  };
}
