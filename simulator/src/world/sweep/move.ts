/** One thing that a shop is asked for, and how it ended. */

/** How a call ended: its outcome with its reason, or the error. */
export type Ended = {
  readonly ref: string;
  /** "committed recovered-from-log", or the name and code of the error. */
  readonly text: string;
  /** Undefined when it threw. */
  readonly outcome: string | undefined;
  readonly hasReceipt: boolean;
};

/** One money movement under one ref: asked again it is the same one. */
export type Move = {
  readonly ref: string;
  /** Of the card's account, if it is done: negative for a sale. 0: no money moves. */
  readonly changeFen: number;
  ask(): Promise<Ended>;
};

type Result = {
  readonly outcome: string;
  readonly reasonCode: string | null;
  readonly receipt?: unknown;
};

/** Asks, and says how it ended; never throws. */
export async function ended(ref: string, work: Promise<Result>): Promise<Ended> {
  try {
    const { outcome, reasonCode, receipt } = await work;
    const text = reasonCode === null ? outcome : `${outcome} ${reasonCode}`;
    return { ref, text, outcome, hasReceipt: receipt !== null && receipt !== undefined };
  } catch (error) {
    const { name, code } = error as { readonly name: string; readonly code?: unknown };
    const text = typeof code === "string" ? `${name} ${code}` : name;
    return { ref, text, outcome: undefined, hasReceipt: false };
  }
}
