/**
 * All commands of the purse application. They are known everywhere on the card, but answer 6985 until it is selected.
 */
import { getBalance } from "@duka/protocol/commands";
import {
  SW_CONDITIONS_NOT_SATISFIED,
  SW_INCORRECT_P1_P2,
  SW_SECURITY_STATUS_NOT_SATISFIED,
} from "@duka/protocol/wire/status-word";
import type { CommandPair } from "../chip/command-pair.js";
import type { CommandBinding } from "../chip/dispatch.js";
import { on } from "../chip/dispatch.js";
import type { FileTree } from "../files/file-tree.js";
import { depositCommands } from "./deposit-commands.js";
import { loadCommands } from "./load-commands.js";
import { purchaseCommands } from "./purchase-commands.js";
import type { Purse } from "./purse.js";
import type { OpenTransaction } from "./transaction.js";

/** @param opened shared by all transactions: only one is ever open */
export function purseCommands(
  purse: Purse,
  opened: CommandPair<OpenTransaction>,
  tree: FileTree,
): CommandBinding[] {
  return [
    on(getBalance, ({ p2 }) => {
      const account = purse.account(p2);
      if (account === undefined) return SW_INCORRECT_P1_P2;
      if (!purse.isSelected()) return SW_CONDITIONS_NOT_SATISFIED;
      if (account.needsPin.balance && !purse.pin.isVerified()) return SW_SECURITY_STATUS_NOT_SATISFIED;
      return { balanceFen: account.balanceFen.get() };
    }),
    ...loadCommands(purse, opened),
    ...depositCommands(purse, opened),
    ...purchaseCommands(purse, opened, tree),
  ];
}
