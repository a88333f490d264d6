/** Unload (圈提) and overdraft limit (修改透支限额) of the electronic deposit, each in two commands (JR/T 0025). */

import {
  debitForUnload,
  initializeForUnload,
  initializeForUpdate,
  TYPE_OVERDRAFT_UPDATE,
  TYPE_UNLOAD,
  updateOverdrawLimit,
} from "@duka/protocol/commands";
import {
  loadMac1Data,
  loadMac2Data,
  loadTacData,
  overdraftMac1Data,
  overdraftMac2Data,
  overdraftTacData,
} from "@duka/protocol/crypto";
import type { Request } from "@duka/protocol/layout";
import { SW_CONDITIONS_NOT_SATISFIED } from "@duka/protocol/wire/status-word";
import { isSame } from "../access/attempts.js";
import type { CommandPair } from "../chip/command-pair.js";
import type { CommandBinding } from "../chip/dispatch.js";
import { on } from "../chip/dispatch.js";
import { SW_AMOUNT_TOO_LARGE, SW_WRONG_MAC } from "../chip/purse-status-words.js";
import type { Purse } from "./purse.js";
import type { OpenTransaction } from "./transaction.js";
import { mayBegin, onlineSession } from "./transaction.js";

export function depositCommands(purse: Purse, opened: CommandPair<OpenTransaction>): CommandBinding[] {
  return [
    ...(purse.rules.knows.unload ? unloadCommands(purse, opened) : []),
    ...limitCommands(purse, opened),
  ];
}

function unloadCommands(purse: Purse, opened: CommandPair<OpenTransaction>): CommandBinding[] {
  return [
    on(initializeForUnload, (request) => {
      const begun = mayBegin(purse, "unload", request);
      if (typeof begun === "number") return begun;
      const { account, key, sequence } = begun;
      const { amountFen, terminalId } = request;
      const balanceFen = account.balanceFen.get();
      // The overdraft limit is in the balance, but it is not the holder's money.
      if (amountFen > balanceFen - account.overdraftLimitFen.get()) return SW_AMOUNT_TOO_LARGE;
      purse.forgetProof();
      const random = purse.random.bytes(4);
      opened.leave({ kind: "unload", account, key, amountFen, terminalId, sequence, random });
      const data = loadMac1Data({ balanceFen, amountFen, transactionType: TYPE_UNLOAD, terminalId });
      const mac1 = purse.suite.mac(onlineSession(purse, { key, random, sequence }), data);
      const { version: keyVersion, algorithm } = key;
      return { balanceFen, onlineSequence: sequence, keyVersion, algorithm, random, mac1 };
    }),
    on(debitForUnload, (request) => {
      const open = opened.left();
      return open?.kind === "unload" ? unload(purse, open, request) : SW_CONDITIONS_NOT_SATISFIED;
    }),
  ];
}

function limitCommands(purse: Purse, opened: CommandPair<OpenTransaction>): CommandBinding[] {
  return [
    on(initializeForUpdate, (request) => {
      const begun = mayBegin(purse, "overdraft", request);
      if (typeof begun === "number") return begun;
      const { account, key, sequence } = begun;
      const { terminalId } = request;
      const balanceFen = account.balanceFen.get();
      const overdraftLimitFen = account.overdraftLimitFen.get();
      purse.forgetProof();
      const random = purse.random.bytes(4);
      opened.leave({ kind: "overdraft", account, key, amountFen: 0, terminalId, sequence, random });
      const data = overdraftMac1Data({ balanceFen, oldLimitFen: overdraftLimitFen, terminalId });
      const mac1 = purse.suite.mac(onlineSession(purse, { key, random, sequence }), data);
      const { version: keyVersion, algorithm } = key;
      return { balanceFen, onlineSequence: sequence, overdraftLimitFen, keyVersion, algorithm, random, mac1 };
    }),
    on(updateOverdrawLimit, (request) => {
      const open = opened.left();
      return open?.kind === "overdraft" ? setLimit(purse, open, request) : SW_CONDITIONS_NOT_SATISFIED;
    }),
  ];
}

function unload(
  purse: Purse,
  open: OpenTransaction,
  { date, time, mac2 }: Request<typeof debitForUnload>,
): { mac3: Uint8Array } | number {
  const { account, amountFen, terminalId, sequence } = open;
  const entry = { amountFen, transactionType: TYPE_UNLOAD, terminalId, date, time };
  const sessionKey = onlineSession(purse, open);
  purse.loadAttempts.spend();
  if (!isSame(purse.suite.mac(sessionKey, loadMac2Data(entry)), mac2)) return SW_WRONG_MAC;
  const balanceFen = account.balanceFen.get() - amountFen;
  const data = loadTacData({ ...entry, balanceFen, sequence });
  const mac3 = purse.suite.mac(sessionKey, data);
  purse.memory.transaction(() => {
    purse.loadAttempts.restore();
    account.balanceFen.set(balanceFen);
    account.onlineSequence.set(sequence + 1);
    const overdraftLimitFen = account.overdraftLimitFen.get();
    purse.record({ sequence, overdraftLimitFen, entry, mac: mac3, tac: purse.tac(data) });
  });
  return { mac3 };
}

function setLimit(
  purse: Purse,
  open: OpenTransaction,
  { overdraftLimitFen, date, time, mac2 }: Request<typeof updateOverdrawLimit>,
): { tac: Uint8Array } | number {
  const { account, terminalId, sequence } = open;
  const update = { newLimitFen: overdraftLimitFen, terminalId, date, time };
  const sessionKey = onlineSession(purse, open);
  purse.loadAttempts.spend();
  if (!isSame(purse.suite.mac(sessionKey, overdraftMac2Data(update)), mac2)) return SW_WRONG_MAC;
  const balanceFen = account.balanceFen.get() - account.overdraftLimitFen.get() + overdraftLimitFen;
  if (balanceFen < 0 || balanceFen > purse.rules.maxBalanceFen) {
    // The centre is genuine, only its limit does not fit.
    purse.memory.transaction(() => purse.loadAttempts.restore());
    return balanceFen < 0 ? SW_AMOUNT_TOO_LARGE : SW_CONDITIONS_NOT_SATISFIED;
  }
  const proof = purse.tac(overdraftTacData({ ...update, balanceFen, sequence }));
  const entry = {
    amountFen: overdraftLimitFen,
    transactionType: TYPE_OVERDRAFT_UPDATE,
    terminalId,
    date,
    time,
  };
  purse.memory.transaction(() => {
    purse.loadAttempts.restore();
    account.balanceFen.set(balanceFen);
    account.overdraftLimitFen.set(overdraftLimitFen);
    account.onlineSequence.set(sequence + 1);
    purse.record({ sequence, overdraftLimitFen, entry, mac: mac2, tac: proof });
  });
  return { tac: proof };
}
