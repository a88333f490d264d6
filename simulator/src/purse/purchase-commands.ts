/**
 * Purchase (消费), cash withdrawal (取现) and composite purchase (复合消费): each INITIALIZE moves nothing, DEBIT FOR
 * PURCHASE moves the money (JR/T 0025).
 */

import {
  debitForPurchase,
  initializeForCappPurchase,
  initializeForCashWithdraw,
  initializeForPurchase,
  TYPE_CASH_WITHDRAWAL,
  TYPE_COMPOSITE_PURCHASE,
  updateCappDataCache,
} from "@duka/protocol/commands";
import { purchaseMac1Data, purchaseMac2Data, purchaseTacData } from "@duka/protocol/crypto";
import type { Request } from "@duka/protocol/layout";
import { SW_CONDITIONS_NOT_SATISFIED, SW_OK } from "@duka/protocol/wire/status-word";
import { isSame } from "../access/attempts.js";
import type { CommandPair } from "../chip/command-pair.js";
import type { CommandBinding } from "../chip/dispatch.js";
import { on } from "../chip/dispatch.js";
import { SW_AMOUNT_TOO_LARGE, SW_WRONG_MAC } from "../chip/purse-status-words.js";
import type { FileTree } from "../files/file-tree.js";
import { cached } from "./composite-cache.js";
import type { Purse } from "./purse.js";
import type { TransactionKind } from "./purse-account.js";
import type { OpenTransaction } from "./transaction.js";
import { mayBegin, offlineSession } from "./transaction.js";

/** @param tree to find the records of a composite purchase */
export function purchaseCommands(
  purse: Purse,
  opened: CommandPair<OpenTransaction>,
  tree: FileTree,
): CommandBinding[] {
  return [
    on(initializeForPurchase, (request) => begin(purse, opened, "purchase", request)),
    on(initializeForCashWithdraw, (request) => begin(purse, opened, "withdrawal", request)),
    on(initializeForCappPurchase, (request) => begin(purse, opened, "composite", request)),
    on(updateCappDataCache, (request) => {
      const open = opened.left();
      if (open?.kind !== "composite") return SW_CONDITIONS_NOT_SATISFIED;
      const cache = cached(tree, open.cache ?? [], request);
      if (typeof cache === "number") return cache;
      opened.leave({ ...open, cache });
      return SW_OK;
    }),
    on(debitForPurchase, (request) => {
      const open = opened.left();
      return open !== undefined && isDebit(open.kind)
        ? debit(purse, open, request)
        : SW_CONDITIONS_NOT_SATISFIED;
    }),
  ];
}

function isDebit(kind: TransactionKind): boolean {
  return kind === "purchase" || kind === "withdrawal" || kind === "composite";
}

/** The three INITIALIZE have the same fields in and out. */
function begin(
  purse: Purse,
  opened: CommandPair<OpenTransaction>,
  kind: TransactionKind,
  request: Request<typeof initializeForPurchase>,
) {
  const begun = mayBegin(purse, kind, request);
  if (typeof begun === "number") return begun;
  const { account, key, sequence } = begun;
  const balanceFen = account.balanceFen.get();
  if (request.amountFen > balanceFen) return SW_AMOUNT_TOO_LARGE;
  purse.forgetProof();
  const random = purse.random.bytes(4);
  const { amountFen, terminalId } = request;
  opened.leave({ kind, account, key, amountFen, terminalId, sequence, random });
  return {
    balanceFen,
    offlineSequence: sequence,
    overdraftLimitFen: account.overdraftLimitFen.get(),
    keyVersion: key.version,
    algorithm: key.algorithm,
    random,
  };
}

function debit(
  purse: Purse,
  open: OpenTransaction,
  { terminalSequence, date, time, mac1 }: Request<typeof debitForPurchase>,
): { tac: Uint8Array; mac2: Uint8Array } | number {
  const { account, amountFen, terminalId, sequence } = open;
  const purchase = { amountFen, transactionType: typeOf(open), terminalId, date, time };
  const sessionKey = offlineSession(purse, open, terminalSequence);
  purse.purchaseAttempts.spend();
  if (!isSame(purse.suite.mac(sessionKey, purchaseMac1Data(purchase)), mac1)) return SW_WRONG_MAC;

  const mac2 = purse.suite.mac(sessionKey, purchaseMac2Data(amountFen));
  const proof = purse.tac(purchaseTacData({ ...purchase, terminalSequence }));
  purse.memory.transaction(() => {
    purse.purchaseAttempts.restore();
    account.balanceFen.set(account.balanceFen.get() - amountFen);
    account.offlineSequence.set(sequence + 1);
    for (const { file, number, record } of open.cache ?? []) file.replace(number, record);
    const overdraftLimitFen = account.overdraftLimitFen.get();
    purse.record({ sequence, overdraftLimitFen, entry: purchase, mac: mac2, tac: proof });
  });
  return { tac: proof, mac2 };
}

function typeOf({ kind, account }: OpenTransaction): number {
  if (kind === "withdrawal") return TYPE_CASH_WITHDRAWAL;
  return kind === "composite" ? TYPE_COMPOSITE_PURCHASE : account.purchaseType;
}
