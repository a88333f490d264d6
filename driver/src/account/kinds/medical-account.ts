/** The medical account (医保个人账户) of the social-security application: on the card, or with its record there only. */

import {
  creditForMedicalLoad,
  debitForMedicalPurchase,
  getMedicalBalance,
  initializeForMedicalLoad,
  initializeForMedicalPurchase,
  MEDICAL_LOG_SFI,
  medicalLogRecord,
} from "@duka/protocol/commands";
import { TYPE_MEDICAL_LOAD, TYPE_MEDICAL_PURCHASE } from "@duka/protocol/crypto";
import { unpackRecord } from "@duka/protocol/layout";
import { selectDirectory } from "../../card/card-directories.js";
import { refusal, refusalOf } from "../../card/refusal.js";
import { isHeldAtCentre } from "../../password/city-profile.js";
import type { AccountLog, CardAccount } from "./card-account.js";

const log: AccountLog = {
  recordLength: 28,
  file: ({ medical }) => medical?.logFile ?? MEDICAL_LOG_SFI,
  read(record, { medical }) {
    const { settlementType, amount1Fen, amount2Fen, amount3Fen, ...entry } = unpackRecord(
      medicalLogRecord,
      record,
    );
    const amountsFen = [amount1Fen, amount2Fen, amount3Fen];
    const isLoad = settlementType === TYPE_MEDICAL_LOAD;
    const amountFen = isLoad ? sumOf(amountsFen) : (amountsFen[medical?.accountAmount ?? 0] ?? 0);
    return { ...entry, transactionType: settlementType, amountFen, amountsFen };
  },
  hasAmount(entry, ours) {
    // A load has one amount; in which of the three places it stands is its maker's choice.
    if (ours.amountsFen === undefined) return sumOf(entry.amountsFen) === ours.amountFen;
    return entry.amountsFen?.every((amountFen, at) => amountFen === ours.amountsFen?.[at]) ?? false;
  },
};

export const medical: CardAccount = {
  kind: "medical",
  purchaseType: TYPE_MEDICAL_PURCHASE,
  loadType: TYPE_MEDICAL_LOAD,
  debit: debitForMedicalPurchase,
  credit: creditForMedicalLoad,
  log,
  async enter({ session, profile, selected }) {
    if (selected.is === "medical") return undefined;
    if (profile.medical === undefined) {
      return refusal(`the cards of ${profile.title.en} have no medical account`);
    }
    const lost = selected.is === "environment" ? undefined : await selectDirectory(session, "SSSE");
    const no = lost ?? (await selectDirectory(session, "DF04"));
    selected.is = no === undefined ? "medical" : undefined;
    return no;
  },
  async readBalance({ session }) {
    const answer = await session.send(getMedicalBalance, {});
    return answer.ok ? answer.response.balanceFen : refusalOf("reading the balance", answer);
  },
  /** INITIALIZE does not tell the balance of this account, so it is asked before. */
  async initialize({ session, profile }, { amountFen, amountsFen }, terminalId) {
    const isHeld = !isHeldAtCentre(profile, "medical");
    const balance = isHeld ? await session.send(getMedicalBalance, {}) : undefined;
    if (balance !== undefined && !balance.ok) return balance;
    const [amount1Fen = 0, amount2Fen = 0, amount3Fen = 0] = amountsFen ?? [amountFen];
    const keyIndex = profile.medical?.purchaseKeyIndex ?? 1;
    const answer = await session.send(initializeForMedicalPurchase, {
      keyIndex,
      amount1Fen,
      amount2Fen,
      amount3Fen,
      terminalId,
    });
    if (!answer.ok) return answer;
    return { ok: true, response: { ...answer.response, balanceFen: balance?.response.balanceFen } };
  },
  initializeLoad({ session, profile }, amountFen, terminalId) {
    const keyIndex = profile.medical?.loadKeyIndex ?? 1;
    return session.send(initializeForMedicalLoad, { keyIndex, amountFen, terminalId });
  },
  probeAmounts({ medical }) {
    const amountsFen = [0, 0, 0];
    amountsFen[medical?.accountAmount ?? 0] = 1;
    return { amountFen: 1, amountsFen };
  },
};

function sumOf(amountsFen: readonly number[] = []): number {
  return amountsFen.reduce((sum, amountFen) => sum + amountFen, 0);
}
