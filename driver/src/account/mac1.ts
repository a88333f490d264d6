/**
 * The terminal's side of a purchase as the till sees it: MAC1, and the check of MAC2. Who makes them is chosen in
 * `terminal.ts`.
 */
import type { CardIdentity } from "@duka/protocol/centre";
import type { Mac2State } from "../journal/sale.js";
import type { CardAccount, PurchaseTerms } from "./kinds/card-account.js";

export type TerminalPurchase = PurchaseTerms & {
  readonly card: CardIdentity;
  readonly account: CardAccount;
};

export type Mac1 = {
  readonly terminalSequence: number;
  readonly mac1: Uint8Array;
  /** Is the card's MAC2 genuine? Asked once. */
  checkMac2(mac2: Uint8Array): Promise<Mac2State>;
  /** True where MAC2 goes to the caller, who has it checked before he gives anything for it (LD/T 33, `_HSM_Step2`). */
  readonly isCheckedByCaller?: boolean;
};

export type PurchaseTerminal = {
  /** 12 digits; zeros without a PSAM (LD/T 33-2015). */
  readonly terminalId: string;
  mac1(purchase: TerminalPurchase): Promise<Mac1>;
};
