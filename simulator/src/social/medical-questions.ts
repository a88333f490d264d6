/**
 * What is asked of the medical account beside its transactions: balances, starting day, proof (P5 7.3, 7.4, 7.7, 7.8).
 */

import {
  getAnnualPool,
  getAnnualSelfPay,
  getMedicalBalance,
  getMedicalProof,
  getStartingDay,
  updateStartingDay,
} from "@duka/protocol/commands";
import { TYPE_MEDICAL_LOAD } from "@duka/protocol/crypto";
import { parseHex } from "@duka/protocol/layout";
import {
  SW_CONDITIONS_NOT_SATISFIED,
  SW_OK,
  SW_SECURITY_STATUS_NOT_SATISFIED,
  SW_WRONG_DATA,
} from "@duka/protocol/wire/status-word";
import type { CommandBinding } from "../chip/dispatch.js";
import { on } from "../chip/dispatch.js";
import { SW_NO_PROOF } from "../chip/purse-status-words.js";
import type { MedicalAccount } from "./medical-account.js";

/** @param keepOpen a balance and the proof leave an open transaction open, the others end it (table 49) */
export function medicalQuestions(account: MedicalAccount, keepOpen: () => void): CommandBinding[] {
  const { knows, provenBy } = account.rules;
  return [
    ...(knows.balance ? balanceCommands(account, keepOpen) : []),
    ...(provenBy === "805A" ? [] : [proofCommand(account, keepOpen)]),
    ...startingDayCommands(account),
  ];
}

function balanceCommands(account: MedicalAccount, keepOpen: () => void): CommandBinding[] {
  /** @returns a status word where it may not be asked */
  const refused = (): number | undefined => {
    const no = refusedToRead(account);
    if (no === undefined) keepOpen();
    return no;
  };
  const year = () => parseHex(account.totals.get().year);
  return [
    on(getMedicalBalance, () => refused() ?? { balanceFen: account.balanceFen.get() }),
    on(getAnnualSelfPay, () => refused() ?? { totalFen: account.totals.get().selfPayFen, year: year() }),
    on(getAnnualPool, () => refused() ?? { totalFen: account.totals.get().poolFen, year: year() }),
  ];
}

function proofCommand(account: MedicalAccount, keepOpen: () => void): CommandBinding {
  return on(getMedicalProof, ({ p2, sequence }) => {
    if (!account.isSelected()) return SW_CONDITIONS_NOT_SATISFIED;
    const isShort = account.rules.proofTypes === "01-02";
    const proof = account.proof(isShort ? p2 + TYPE_MEDICAL_LOAD - 1 : p2, sequence);
    if (proof === undefined) return SW_NO_PROOF;
    keepOpen();
    return proof;
  });
}

function startingDayCommands(account: MedicalAccount): CommandBinding[] {
  return [
    on(getStartingDay, () => refusedToRead(account) ?? { day: account.totals.get().startingDay }),
    on(updateStartingDay, ({ day }) => {
      if (!account.isSelected()) return SW_CONDITIONS_NOT_SATISFIED;
      if (!account.isStartingDayOpen()) return SW_SECURITY_STATUS_NOT_SATISFIED;
      if (!isDayOfYear(day)) return SW_WRONG_DATA;
      account.memory.transaction(() => account.totals.startOn(day));
      return SW_OK;
    }),
  ];
}

function refusedToRead(account: MedicalAccount): number | undefined {
  if (!account.isSelected()) return SW_CONDITIONS_NOT_SATISFIED;
  const { pinForBalance = true } = account.rules;
  return pinForBalance && !account.isVerified() ? SW_SECURITY_STATUS_NOT_SATISFIED : undefined;
}

/** Of any year: the 29th of February is none of most. */
function isDayOfYear(day: string): boolean {
  const date = new Date(Date.UTC(2001, Number(day.slice(0, 2)) - 1, Number(day.slice(2))));
  return date.toISOString().slice(5, 10).replace("-", "") === day;
}
