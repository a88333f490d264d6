/** The medical account as a city has it (城市参数): where its money is, and what the three amounts of a purchase mean. */

/** What an amount of a medical purchase stands for: public sources differ, so the city says it. */
type MedicalAmount = "account" | "self-payment" | "pool" | "account-and-pool" | "total" | "zero";

export type MedicalRules = {
  /**
   * Where the account's money is. At the centre: the card keeps the record of a purchase, whose TAC has the centre pay.
   */
  readonly balanceAt: "card" | "centre";
  readonly purchaseKeyIndex: number;
  readonly loadKeyIndex: number;
  /** The three amounts of the card command, in order. */
  readonly amounts: readonly [MedicalAmount, MedicalAmount, MedicalAmount];
  /** Which of them leaves the account on the card. */
  readonly accountAmount: 0 | 1 | 2;
  /** Short file identifier of the account's log. */
  readonly logFile: number;
};

const MEANINGS: readonly MedicalAmount[] = [
  "account",
  "self-payment",
  "pool",
  "account-and-pool",
  "total",
  "zero",
];

/** @param check throws, naming setting and what was expected */
export function checkMedicalRules(
  { balanceAt, purchaseKeyIndex, loadKeyIndex, amounts, accountAmount, logFile }: MedicalRules,
  check: (holds: boolean, setting: string, expected: string) => void,
): void {
  check(["card", "centre"].includes(balanceAt), "medical.balanceAt", '"card" or "centre"');
  check(within(purchaseKeyIndex, 0, 255), "medical.purchaseKeyIndex", "0 to 255");
  check(within(loadKeyIndex, 0, 255), "medical.loadKeyIndex", "0 to 255");
  const isThree = amounts.length === 3 && amounts.every((meaning) => MEANINGS.includes(meaning));
  check(isThree, "medical.amounts", `three of ${MEANINGS.join(", ")}`);
  check(within(accountAmount, 0, 2), "medical.accountAmount", "0, 1 or 2");
  check(within(logFile, 1, 30), "medical.logFile", "a short file identifier, 1 to 30");
}

function within(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}
