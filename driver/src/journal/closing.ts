/** How a person closes a case, and how it is told. */

/**
 * `cash-returned`: the holder has the cash back. `paid-in-cash`: the bill was paid in cash, and the card is taken to
 * have paid nothing. `settled-elsewhere`: settled with the centre by hand, or reimbursed at the agency. `not-paid`:
 * nothing was paid, and nothing handed out.
 */
export const CLOSED_AS = ["cash-returned", "paid-in-cash", "settled-elsewhere", "not-paid"] as const;
export type ClosedAs = (typeof CLOSED_AS)[number];

export type Closing = {
  readonly as: ClosedAs;
  /** Who closed it. */
  readonly by: string;
  readonly atMs: number;
  /** What shows it: the centre's number, a slip. */
  readonly note?: string | undefined;
  /** What card and centre had said by then. */
  readonly status: string;
};

/** As programs and exports have it. */
export type ClosingInfo = {
  readonly as: Closing["as"];
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly note: string | null;
};

export type CloseRequest = Pick<Closing, "as" | "by" | "note"> & {
  readonly ref: string;
  /** The real one before the simulated one by default. */
  readonly simulated?: boolean | undefined;
};

/** `open`: as what it can be closed now; none where nothing is open. */
export type CloseResult =
  | { readonly is: "closed" | "closed-before"; readonly closing: Closing; readonly what: "sale" | "credit" }
  | { readonly is: "other-case"; readonly open: readonly ClosedAs[] }
  | { readonly is: "unknown" };

export function isSettledElsewhere({ closings }: { readonly closings: readonly Closing[] }): boolean {
  return closings.some((one) => one.as === "settled-elsewhere");
}

/** "closed as not-paid by Li Na on 2026-11-21T06:05:59.000Z" */
export function closingText({ as, by, atMs }: Closing): string {
  return `closed as ${as} by ${by} on ${new Date(atMs).toISOString()}`;
}

export function closingInfo({ as, by, atMs, note }: Closing): ClosingInfo {
  return { as, by, at: new Date(atMs).toISOString(), note: note ?? null };
}

/** The last one, as the record has it now. */
export function lastClosing(closings: readonly Closing[]): ClosingInfo | null {
  const last = closings.at(-1);
  return last === undefined ? null : closingInfo(last);
}
