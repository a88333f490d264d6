/** A load (圈存): INITIALIZE FOR LOAD moves nothing, CREDIT FOR LOAD moves the money (JR/T 0025). */

import { creditForLoad, initializeForLoad } from "@duka/protocol/commands";
import { loadMac1Data, loadMac2Data, loadTacData } from "@duka/protocol/crypto";
import type { Request } from "@duka/protocol/layout";
import { SW_CONDITIONS_NOT_SATISFIED } from "@duka/protocol/wire/status-word";
import { isSame } from "../access/attempts.js";
import type { CommandPair } from "../chip/command-pair.js";
import type { CommandBinding } from "../chip/dispatch.js";
import { on } from "../chip/dispatch.js";
import { SW_WRONG_MAC } from "../chip/purse-status-words.js";
import type { Purse } from "./purse.js";
import type { OpenTransaction } from "./transaction.js";
import { mayBegin, onlineSession } from "./transaction.js";

export function loadCommands(purse: Purse, opened: CommandPair<OpenTransaction>): CommandBinding[] {
  return [
    on(initializeForLoad, (request) => {
      const begin = mayBegin(purse, "load", request);
      if (typeof begin === "number") return begin;
      const { account, key, sequence } = begin;
      const { amountFen, terminalId } = request;
      const balanceFen = account.balanceFen.get();
      if (balanceFen + amountFen > purse.rules.maxBalanceFen) return SW_CONDITIONS_NOT_SATISFIED;
      purse.forgetProof();
      const random = purse.random.bytes(4);
      opened.leave({ kind: "load", account, key, amountFen, terminalId, sequence, random });
      const load = { balanceFen, amountFen, transactionType: account.loadType, terminalId };
      return {
        balanceFen,
        onlineSequence: sequence,
        keyVersion: key.version,
        algorithm: key.algorithm,
        random,
        mac1: purse.suite.mac(onlineSession(purse, { key, random, sequence }), loadMac1Data(load)),
      };
    }),
    on(creditForLoad, (request) => {
      const open = opened.left();
      return open?.kind === "load" ? credit(purse, open, request) : SW_CONDITIONS_NOT_SATISFIED;
    }),
  ];
}

function credit(
  purse: Purse,
  open: OpenTransaction,
  { date, time, mac2 }: Request<typeof creditForLoad>,
): { tac: Uint8Array } | number {
  const { account, amountFen, terminalId, sequence } = open;
  const load = { amountFen, transactionType: account.loadType, terminalId, date, time };
  const sessionKey = onlineSession(purse, open);
  purse.loadAttempts.spend();
  if (!isSame(purse.suite.mac(sessionKey, loadMac2Data(load)), mac2)) return SW_WRONG_MAC;

  const oldBalanceFen = account.balanceFen.get();
  const newBalanceFen = oldBalanceFen + amountFen;
  // Public texts disagree about which balance and sequence enter this TAC, so the profile says it.
  const inTac = purse.rules.loadTac;
  const tacData = loadTacData({
    ...load,
    balanceFen: inTac.balance === "new" ? newBalanceFen : oldBalanceFen,
    sequence: inTac.sequence === "before" ? sequence : sequence + 1,
  });
  const proof = purse.tac(tacData);
  purse.memory.transaction(() => {
    purse.loadAttempts.restore();
    account.balanceFen.set(newBalanceFen);
    account.onlineSequence.set(sequence + 1);
    const overdraftLimitFen = account.overdraftLimitFen.get();
    purse.record({ sequence, overdraftLimitFen, entry: load, mac: mac2, tac: proof });
  });
  return { tac: proof };
}
