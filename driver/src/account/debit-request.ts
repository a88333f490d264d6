/** What a point of sale asks for, checked before a byte is sent or written. */
import type { AccountKind, Sale } from "../journal/sale.js";

/** 4 bytes of fen: 42 949 672.95 yuan. */
export const AMOUNT_MAX_FEN = 0xffffffff;
const REF_MAX = 64;

export type DebitRequest = {
  /** The point of sale's own sale number, 1 to 64 printable ASCII characters: the idempotency key. */
  readonly ref: string;
  /** 1..4294967295. */
  readonly amountFen: number;
  /** `purse` by default. */
  readonly kind?: AccountKind;
  /**
   * True: when reader or PSAM fail before the card was asked, the sale is recorded as `deferred`, paid in cash, to be settled later.
   * False, the default: such a failure is thrown and binds nothing.
   */
  readonly deferOnEquipmentFailure?: boolean;
  /** Gives the sale up, as long as the card was not asked to debit; after that it has no effect. */
  readonly signal?: AbortSignal;
};

export type CheckedRequest = {
  readonly ref: string;
  readonly amountFen: number;
  readonly kind: AccountKind;
  readonly deferOnEquipmentFailure: boolean;
  readonly signal: AbortSignal | undefined;
};

/** @throws TypeError or RangeError naming the field and what it may be */
export function checkDebitRequest(request: DebitRequest): CheckedRequest {
  const { ref, amountFen, kind = "purse", deferOnEquipmentFailure = false, signal } = request;
  checkRef(ref);
  if (typeof amountFen !== "number") throw new TypeError("amountFen is a number of fen");
  if (!Number.isInteger(amountFen) || amountFen < 1 || amountFen > AMOUNT_MAX_FEN) {
    throw new RangeError(`amountFen is 1 to ${AMOUNT_MAX_FEN}, whole fen, not ${amountFen}`);
  }
  if (kind !== "purse" && kind !== "deposit") {
    throw new RangeError(`kind is "purse" or "deposit", not ${JSON.stringify(kind)}`);
  }
  return { ref, amountFen, kind, deferOnEquipmentFailure, signal };
}

/** @throws TypeError or RangeError */
export function checkRef(ref: string): void {
  if (typeof ref !== "string") throw new TypeError("ref is a string: the point of sale's own sale number");
  if (!/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(ref) || ref.length > REF_MAX) {
    throw new RangeError(
      `ref is 1 to ${REF_MAX} printable ASCII characters, without a space at either end, not ${JSON.stringify(ref.slice(0, 80))}`,
    );
  }
}

/** @throws RangeError when the ref of `sale` is asked for another one */
export function checkSameSale(request: Pick<CheckedRequest, "ref" | "amountFen" | "kind">, sale: Sale): void {
  if (sale.amountFen === request.amountFen && sale.kind === request.kind) return;
  throw new RangeError(
    `ref ${request.ref} belongs to a sale of ${sale.amountFen} fen (${sale.kind}), not of ${request.amountFen} fen` +
      ` (${request.kind}): every sale needs a ref of its own`,
  );
}
