/** A purchase (消费): INITIALIZE FOR PURCHASE moves nothing, DEBIT FOR PURCHASE moves the money (JR/T 0025). */

import type { Request } from "@duka/protocol/commands/command";
import { debitForPurchase, initializeForPurchase } from "@duka/protocol/commands/pboc-purse";
import { purchaseSessionKey } from "@duka/protocol/crypto/keys";
import { mac, tac } from "@duka/protocol/crypto/mac";
import { purchaseMac1Data, purchaseMac2Data, purchaseTacData } from "@duka/protocol/crypto/purchase";
import { SW_CONDITIONS_NOT_SATISFIED } from "@duka/protocol/wire/status-word";
import { isSame } from "./attempts.js";
import type { CommandBinding } from "./dispatch.js";
import { on } from "./dispatch.js";
import type { Purse } from "./purse.js";
import { SW_AMOUNT_TOO_LARGE, SW_WRONG_MAC } from "./purse-status-words.js";
import type { Sequel } from "./sequel.js";
import type { OpenTransaction } from "./transaction.js";
import { mayBegin } from "./transaction.js";

export function purchaseCommands(purse: Purse, opened: Sequel<OpenTransaction>): CommandBinding[] {
  return [
    on(initializeForPurchase, (request) => {
      const begin = mayBegin(purse, "purchase", request);
      if (typeof begin === "number") return begin;
      const { account, key, sequence } = begin;
      const balanceFen = account.balanceFen.get();
      if (request.amountFen > balanceFen) return SW_AMOUNT_TOO_LARGE;
      purse.forgetProof();
      const random = purse.random.bytes(4);
      const { amountFen, terminalId } = request;
      opened.leave({ kind: "purchase", account, key, amountFen, terminalId, sequence, random });
      return {
        balanceFen,
        offlineSequence: sequence,
        overdraftLimitFen: account.overdraftLimitFen.get(),
        keyVersion: key.version,
        algorithm: key.algorithm,
        random,
      };
    }),
    on(debitForPurchase, (request) => {
      const open = opened.left();
      return open?.kind === "purchase" ? debit(purse, open, request) : SW_CONDITIONS_NOT_SATISFIED;
    }),
  ];
}

function debit(
  purse: Purse,
  open: OpenTransaction,
  { terminalSequence, date, time, mac1 }: Request<typeof debitForPurchase>,
): { tac: Uint8Array; mac2: Uint8Array } | number {
  const { account, amountFen, terminalId, sequence } = open;
  const purchase = { amountFen, transactionType: account.purchaseType, terminalId, date, time };
  const sessionKey = purchaseSessionKey(open.key.key(), open.random, sequence, terminalSequence);
  purse.purchaseAttempts.spend();
  if (!isSame(mac(sessionKey, purchaseMac1Data(purchase)), mac1)) return SW_WRONG_MAC;

  const mac2 = mac(sessionKey, purchaseMac2Data(amountFen));
  const proof = tac(purse.tacKey(), purchaseTacData({ ...purchase, terminalSequence }));
  purse.memory.transaction(() => {
    purse.purchaseAttempts.restore();
    account.balanceFen.set(account.balanceFen.get() - amountFen);
    account.offlineSequence.set(sequence + 1);
    const overdraftLimitFen = account.overdraftLimitFen.get();
    purse.record({ sequence, overdraftLimitFen, entry: purchase, mac: mac2, tac: proof });
  });
  return { tac: proof, mac2 };
}
