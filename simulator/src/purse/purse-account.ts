/** One account of the purse application: what it holds, and which transaction types and conditions are its own. */
import {
  TYPE_DEPOSIT_LOAD,
  TYPE_DEPOSIT_PURCHASE,
  TYPE_PURSE_LOAD,
  TYPE_PURSE_PURCHASE,
} from "@duka/protocol/commands";
import type { NumberCell } from "../memory/cells.js";
import { numberCell } from "../memory/cells.js";
import type { Nvm } from "../memory/nvm.js";
import type { PurseRules } from "../profiles/profile.js";

/** What INITIALIZE opens; the last three are ended by the same DEBIT. */
export type TransactionKind = "load" | "unload" | "overdraft" | "purchase" | "withdrawal" | "composite";

export type PurseAccount = {
  readonly loadType: number;
  readonly purchaseType: number;
  /** The transactions that this account knows. */
  readonly kinds: readonly TransactionKind[];
  readonly needsPin: { readonly balance: boolean; readonly load: boolean; readonly purchase: boolean };
  readonly balanceFen: NumberCell;
  /** Of loads; at most FFFF. */
  readonly onlineSequence: NumberCell;
  /** Of purchases; at most FFFF. */
  readonly offlineSequence: NumberCell;
  readonly overdraftLimitFen: NumberCell;
};

/** Electronic deposit (ED, 电子存折): nothing without the PIN. */
export function depositAccount(memory: Nvm): PurseAccount {
  return {
    loadType: TYPE_DEPOSIT_LOAD,
    purchaseType: TYPE_DEPOSIT_PURCHASE,
    kinds: ["load", "unload", "overdraft", "purchase", "withdrawal"],
    needsPin: { balance: true, load: true, purchase: true },
    ...accountCells(memory, "ED"),
  };
}

/** Electronic purse (EP, 电子钱包): as the profile has it; plain PBOC pays without PIN. */
export function purseAccount(memory: Nvm, { password }: PurseRules): PurseAccount {
  return {
    loadType: TYPE_PURSE_LOAD,
    purchaseType: TYPE_PURSE_PURCHASE,
    kinds: ["load", "purchase", "composite"],
    needsPin: { balance: false, load: password.neededForLoad, purchase: password.neededForPurchase },
    ...accountCells(memory, "EP"),
  };
}

function accountCells(memory: Nvm, name: string) {
  return {
    balanceFen: numberCell(memory, `${name} balance`, 4),
    onlineSequence: numberCell(memory, `${name} online sequence`, 2),
    offlineSequence: numberCell(memory, `${name} offline sequence`, 2),
    overdraftLimitFen: numberCell(memory, `${name} overdraft limit`, 3),
  };
}
