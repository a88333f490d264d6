/** The two accounts of the purse application: electronic purse (电子钱包) and electronic deposit (电子存折) of PBOC. */

import {
  ACCOUNT_DEPOSIT,
  ACCOUNT_PURSE,
  creditForLoad,
  debitForPurchase,
  getBalance,
  getTransactionProve,
  initializeForLoad,
  initializeForPurchase,
  logRecord,
  selectByName,
  TYPE_DEPOSIT_LOAD,
  TYPE_DEPOSIT_PURCHASE,
  TYPE_PURSE_LOAD,
  TYPE_PURSE_PURCHASE,
} from "@duka/protocol/commands";
import { rangeError } from "@duka/protocol/data/bilingual";
import { parseHex, unpackRecord } from "@duka/protocol/layout";
import { initializeSam } from "../../card/psam.js";
import { type Refusal, refusal, refusalOf } from "../../card/refusal.js";
import type { IssuedCard } from "../issued-card.js";
import type { AccountLog, CardAccount } from "./card-account.js";

const log: AccountLog = {
  recordLength: 23,
  file: ({ logFile }) => logFile,
  read: (record) => unpackRecord(logRecord, record),
  hasAmount: (entry, { amountFen }) => entry.amountFen === amountFen,
};

export const purse: CardAccount = {
  needsPasswordForLoad: ({ password }) => password.neededForLoad,
  ...purseCommands(ACCOUNT_PURSE, { purchaseType: TYPE_PURSE_PURCHASE, loadType: TYPE_PURSE_LOAD }),
};

export const deposit: CardAccount = {
  needsPasswordForLoad: () => true,
  ...purseCommands(ACCOUNT_DEPOSIT, { purchaseType: TYPE_DEPOSIT_PURCHASE, loadType: TYPE_DEPOSIT_LOAD }),
};

/** @param p2 which of the two accounts a command means */
function purseCommands(
  p2: number,
  types: Pick<CardAccount, "purchaseType" | "loadType">,
): Omit<CardAccount, "needsPasswordForLoad"> {
  return {
    ...types,
    debit: debitForPurchase,
    credit: creditForLoad,
    log,
    isProvedFirst: false,
    isKnownToCentre: false,
    isHeldAtCentre: () => false,
    whyNotLoadable: () => undefined,
    billOf(_profile, _amountFen, others) {
      if (others === undefined) return undefined;
      throw rangeError(
        'medical amounts belong to the medical account: kind is not "medical"',
        "medical 的金额只用于医疗账户，而 kind 不是 medical",
      );
    },
    enter,
    async readBalance({ session }) {
      const answer = await session.send(getBalance, { p2 });
      return answer.ok ? answer.response.balanceFen : refusalOf("reading the balance", answer);
    },
    initialize({ session, profile }, { amountFen }, terminalId) {
      const keyIndex = profile.purchaseKeyIndex;
      return session.send(initializeForPurchase, { p2, keyIndex, amountFen, terminalId });
    },
    initializeSam(psam, { issued, initialized, amountsFen, date, time }) {
      const { random, offlineSequence: cardSequence, keyVersion, algorithm } = initialized;
      const [amountFen = 0] = amountsFen;
      const common = {
        random,
        cardSequence,
        transactionType: types.purchaseType,
        date,
        time,
        keyVersion,
        algorithm,
      };
      return initializeSam(psam, { ...common, amountFen, factors: issued.factor });
    },
    initializeLoad({ session, profile }, amountFen, terminalId) {
      const keyIndex = profile.loadKeyIndex;
      return session.send(initializeForLoad, { p2, keyIndex, amountFen, terminalId });
    },
    proof: ({ session }, type, sequence) => session.send(getTransactionProve, { p2: type, sequence }),
    probeAmounts: () => ({ amountFen: 1, amountsFen: undefined }),
  };
}

async function enter(issued: IssuedCard): Promise<Refusal | undefined> {
  const { session, profile, selected, hasPurse, lockedPurse } = issued;
  if (selected.is === "purse") return undefined;
  if (lockedPurse !== undefined) return lockedPurse;
  if (!hasPurse)
    return refusal("no-purse", 'this card has no purse: its medical account pays (kind "medical")');
  const applicationName = parseHex(profile.application);
  const answer = await session.send(selectByName, { applicationName }, { isAnswerLeft: true });
  selected.is = answer.ok ? "purse" : undefined;
  return answer.ok ? undefined : refusalOf("selecting the purse", answer);
}
