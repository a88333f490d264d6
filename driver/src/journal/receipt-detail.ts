/** What the point of sale adds to a receipt (结算单): who sold, to whom, and how the insurance shared the bill. */

import { checkMembers } from "../base/argument.js";

/** All amounts in fen. Only what is given is printed. */
export type ReceiptDetail = {
  /** Name of the hospital or pharmacy, and its kind (机构类别). */
  readonly institution?: string;
  readonly institutionType?: string;
  readonly operator?: string;
  /** Of the card-holder; the number is masked on the receipt. */
  readonly name?: string;
  readonly sex?: string;
  readonly insuranceType?: string;
  readonly socialSecurityNumber?: string;
  readonly items?: readonly ReceiptItem[];
  readonly totalFen?: number;
  /** Pooled fund (统筹), personal account (个人账户), other, cash: together the total. */
  readonly poolFen?: number;
  readonly accountFen?: number;
  readonly otherFen?: number;
  readonly cashFen?: number;
  readonly selfPayFirstFen?: number;
  readonly selfPaySecondFen?: number;
  readonly deductibleFen?: number;
  readonly overCeilingFen?: number;
  readonly selfCostFen?: number;
  readonly inScopeFen?: number;
  readonly yearInScopeFen?: number;
  readonly yearLargeAmountFen?: number;
};

export type ReceiptItem = {
  readonly name: string;
  readonly quantity: number;
  readonly amountFen: number;
};

export const TEXT_FIELDS = [
  "institution",
  "institutionType",
  "operator",
  "name",
  "sex",
  "insuranceType",
  "socialSecurityNumber",
] as const;

export const AMOUNT_FIELDS = [
  "totalFen",
  "poolFen",
  "accountFen",
  "otherFen",
  "cashFen",
  "selfPayFirstFen",
  "selfPaySecondFen",
  "deductibleFen",
  "overCeilingFen",
  "selfCostFen",
  "inScopeFen",
  "yearInScopeFen",
  "yearLargeAmountFen",
] as const;

const TEXT_MAX = 120;
const ITEMS_MAX = 200;
const AMOUNT_MAX_FEN = Number.MAX_SAFE_INTEGER;
const SHARES = ["poolFen", "accountFen", "otherFen", "cashFen"] as const;

/** @returns a copy with the known fields only. @throws TypeError, RangeError naming the field and what it may be */
export function checkReceiptDetail(detail: ReceiptDetail): ReceiptDetail {
  checkMembers("detail", detail, [...TEXT_FIELDS, ...AMOUNT_FIELDS, "items"]);
  const checked: { -readonly [field in keyof ReceiptDetail]: ReceiptDetail[field] } = {};
  for (const field of TEXT_FIELDS) {
    const value = detail[field];
    if (value !== undefined) checked[field] = checkText(`detail.${field}`, value);
  }
  for (const field of AMOUNT_FIELDS) {
    const value = detail[field];
    if (value !== undefined) checked[field] = checkFen(`detail.${field}`, value);
  }
  if (detail.items !== undefined) checked.items = checkItems(detail.items);
  checkTotal(checked);
  return checked;
}

function checkItems(items: readonly ReceiptItem[]): readonly ReceiptItem[] {
  if (!Array.isArray(items)) throw new TypeError("detail.items is a list");
  if (items.length > ITEMS_MAX) throw new RangeError(`detail.items has at most ${ITEMS_MAX} entries`);
  return items.map((item: ReceiptItem, at) => {
    checkMembers(`detail.items[${at}]`, item, ["name", "quantity", "amountFen"]);
    const { name, quantity, amountFen } = item;
    if (typeof quantity !== "number" || !(quantity > 0) || quantity > 1_000_000) {
      throw new RangeError(`detail.items[${at}].quantity is above 0 and at most 1000000`);
    }
    return {
      name: checkText(`detail.items[${at}].name`, name),
      quantity,
      amountFen: checkFen(`detail.items[${at}].amountFen`, amountFen),
    };
  });
}

/** With a total and all that was paid of it, the parts have to be the total. */
function checkTotal(detail: ReceiptDetail): void {
  const parts = SHARES.map((share) => detail[share]).filter((part) => part !== undefined);
  if (detail.totalFen === undefined || parts.length === 0) return;
  const sum = parts.reduce((total, part) => total + part, 0);
  const isWhole = detail.cashFen !== undefined || sum > detail.totalFen;
  if (isWhole && sum !== detail.totalFen) {
    throw new RangeError(`detail: ${SHARES.join(", ")} make ${sum} fen, but totalFen is ${detail.totalFen}`);
  }
}

function checkText(field: string, value: unknown): string {
  if (typeof value !== "string") throw new TypeError(`${field} is a string`);
  if (value.length === 0 || value.length > TEXT_MAX || /\p{C}/u.test(value)) {
    throw new RangeError(`${field} is 1 to ${TEXT_MAX} characters without control characters`);
  }
  return value;
}

function checkFen(field: string, value: unknown): number {
  if (typeof value !== "number") throw new TypeError(`${field} is a number of fen`);
  if (!Number.isInteger(value) || value < 0 || value > AMOUNT_MAX_FEN) {
    throw new RangeError(`${field} is a whole number of fen, 0 or more`);
  }
  return value;
}
