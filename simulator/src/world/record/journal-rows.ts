/** The journal's rows as flat members, and what they say of the money. */
import type { Journal } from "@duka/driver";

type Row = { readonly [name: string]: string };
export type JournalRows = {
  /** By "sale 1" or "credit 1". */
  readonly rows: ReadonlyMap<string, { readonly ref: string; readonly members: Row }>;
  /** What they say has moved on cards. */
  readonly journalFen: number;
  readonly openFen: number;
};

/** Always others, and of no interest. */
const LEFT_OUT: readonly string[] = ["id", "ref", "live", "simulated", "begunAtMs", "changedAtMs"];
const OPEN: readonly string[] = ["intent", "answered", "asked", "undecided", "manual"];
/** No card was asked: of `CreditIntent`. */
const NOTHING_LOADED = 0;

/** @param isOnCard whether the money of an account of this kind is on the card */
export async function journalRows(
  journal: Journal,
  isOnCard: (kind: string) => boolean,
): Promise<JournalRows> {
  const [sales, credits] = await Promise.all([
    journal.list({ released: true }),
    journal.credits.list({ released: true }),
  ]);
  const rows = new Map<string, { ref: string; members: Row }>();
  let journalFen = 0;
  let openFen = 0;
  for (const sale of sales) {
    rows.set(`sale ${sale.id}`, { ref: sale.ref, members: flat(sale) });
    if (!isOnCard(sale.kind)) continue;
    if (sale.state === "committed") journalFen -= sale.amountFen;
    if (OPEN.includes(sale.state)) openFen += sale.amountFen;
  }
  for (const credit of credits) {
    rows.set(`credit ${credit.id}`, { ref: credit.ref, members: flat(credit) });
    if (!isOnCard(credit.kind) || credit.intent?.transactionType === NOTHING_LOADED) continue;
    if (credit.state === "credited") journalFen += credit.amountFen;
    if (OPEN.includes(credit.state)) openFen += credit.amountFen;
  }
  return { rows, journalFen, openFen };
}

function flat(record: object, prefix = ""): Row {
  const members: { [name: string]: string } = {};
  for (const [name, value] of Object.entries(record)) {
    if (value === undefined || value === null || LEFT_OUT.includes(name)) continue;
    if (typeof value === "object" && !Array.isArray(value))
      Object.assign(members, flat(value as object, `${prefix}${name}.`));
    else members[`${prefix}${name}`] = Array.isArray(value) ? JSON.stringify(value) : String(value);
  }
  return members;
}
