/** The medical account (医保个人账户) of the social-security application: on the card, or with its record there only. */

import { keyRulesOf } from "@duka/protocol/city";
import {
  creditForMedicalLoad,
  debitForMedicalPurchase,
  getAnnualPool,
  getAnnualSelfPay,
  getMedicalBalance,
  getMedicalProof,
  getStartingDay,
  getTransactionProve,
  initializeForMedicalLoad,
  initializeForMedicalPurchase,
  MEDICAL_LOG_SFI,
  medicalLogRecord,
  readRecord,
  shortMedicalLogRecord,
  taggedRecordOfSfi,
} from "@duka/protocol/commands";
import { TYPE_MEDICAL_LOAD, TYPE_MEDICAL_PURCHASE } from "@duka/protocol/crypto";
import { type Bilingual, rangeError } from "@duka/protocol/data/bilingual";
import { unpackRecord } from "@duka/protocol/layout";
import { readBcd } from "@duka/protocol/wire/bcd";
import { selectDirectory } from "../../card/card-directories.js";
import { initializeMedicalSam } from "../../card/psam.js";
import { chooseEnvironment } from "../../card/psam-environment.js";
import { factorsOf } from "../../card/psam-key.js";
import { refusal, refusalOf } from "../../card/refusal.js";
import type { CityProfile } from "../../password/city-profile.js";
import { AMOUNT_MAX_FEN } from "../request-fields.js";
import type { AccountLog, CardAccount } from "./card-account.js";

const log: AccountLog = {
  recordLength: 28,
  file: ({ medical }) => medical?.logFile ?? MEDICAL_LOG_SFI,
  /** The length tells the card's mode (P7 12): 28, or 20 with the account's amount alone. */
  read(record, { medical }) {
    if (record.length === shortMedicalLogRecord.size) {
      const { settlementType, ...entry } = unpackRecord(shortMedicalLogRecord, record);
      return { ...entry, transactionType: settlementType };
    }
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
    if (entry.amountsFen === undefined) return entry.amountFen === ours.amountFen;
    // A load has one amount; in which of the three places it stands is its maker's choice.
    if (ours.amountsFen === undefined) return sumOf(entry.amountsFen) === ours.amountFen;
    return entry.amountsFen?.every((amountFen, at) => amountFen === ours.amountsFen?.[at]) ?? false;
  },
};

export const medical: CardAccount = {
  purchaseType: TYPE_MEDICAL_PURCHASE,
  loadType: TYPE_MEDICAL_LOAD,
  debit: debitForMedicalPurchase,
  credit: creditForMedicalLoad,
  log,
  isProvedFirst: true,
  isKnownToCentre: true,
  isHeldAtCentre,
  needsPasswordForLoad: ({ password }) => password.neededForLoad,
  whyNotLoadable({ name, medical }) {
    if (medical === undefined) return noMedicalAccount(name);
    if (medical.balanceAt === "card") return undefined;
    return {
      en: `"${name}" holds the medical account at the centre: nothing is loaded onto a card`,
      zh: `“${name}”的医疗账户在中心，不向卡内充值`,
    };
  },
  billOf({ name, medical }, accountFen, others) {
    if (medical === undefined) {
      const { en, zh } = noMedicalAccount(name);
      throw rangeError(en, zh);
    }
    const { selfPayFen = 0, poolFen = 0 } = others ?? {};
    const totalFen = accountFen + selfPayFen + poolFen;
    if (totalFen > AMOUNT_MAX_FEN)
      throw rangeError(
        `the whole bill is at most ${AMOUNT_MAX_FEN} fen`,
        `账单总额不得超过 ${AMOUNT_MAX_FEN} 分`,
      );
    const meanings = {
      account: accountFen,
      "self-payment": selfPayFen,
      pool: poolFen,
      "account-and-pool": accountFen + poolFen,
      total: totalFen,
      zero: 0,
    };
    const amountsFen = medical.amounts.map((meaning) => meanings[meaning]);
    return { amountsFen, shares: { selfPayFen, poolFen }, totalFen };
  },
  async enter({ session, profile, selected }) {
    if (selected.is === "medical") return undefined;
    if (profile.medical === undefined) {
      return refusal("no-medical-account", `the cards of ${profile.title.en} have no medical account`);
    }
    const lost = selected.is === "environment" ? undefined : await selectDirectory(session, "SSSE");
    const no = lost ?? (await selectDirectory(session, "DF04"));
    selected.is = no === undefined ? "medical" : undefined;
    return no;
  },
  /** What it does not tell, or does not show, is the city's to say. */
  async whyUnused({ session, profile }) {
    if (isHeldAtCentre(profile) || profile.medical?.accountInUse === "city") return undefined;
    const read = await session.send(readRecord, {
      p1: TAG_USE,
      p2: taggedRecordOfSfi(BASIC_SFI),
      le: USE_LENGTH,
    });
    if (!read.ok || read.response.record[2] !== USED_ON_LINE) return undefined;
    return refusal("account-used-on-line", "the account of this card is used on line only (item 8F is 1)");
  },
  async readBalance({ session }) {
    const answer = await session.send(getMedicalBalance, {});
    return answer.ok ? answer.response.balanceFen : refusalOf("reading the balance", answer);
  },
  async annualTotals({ session }) {
    const selfPay = await session.send(getAnnualSelfPay, {});
    if (!selfPay.ok) return undefined;
    const pool = await session.send(getAnnualPool, {});
    const year = readBcd(selfPay.response.year, 0, 2);
    if (!pool.ok || year === "" || readBcd(pool.response.year, 0, 2) !== year) return undefined;
    const start = await session.send(getStartingDay, {});
    return {
      year,
      ...(start.ok ? { startingDay: start.response.day } : {}),
      selfPayFen: selfPay.response.totalFen,
      poolFen: pool.response.totalFen,
    };
  },
  /** The balance before is in the answer, or asked first where the city says that it is not. Nothing in between. */
  async initialize({ session, profile }, { amountFen, amountsFen }, terminalId) {
    const isAsked = profile.medical?.initializeStart === "ignored" && !isHeldAtCentre(profile);
    const balance = isAsked ? await session.send(getMedicalBalance, {}) : undefined;
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
    const told =
      isHeldAtCentre(profile) || profile.medical?.initializeStart === "ignored" ? undefined : answer;
    const balanceFen = (balance ?? told)?.response.balanceFen;
    return { ok: true, response: { ...answer.response, balanceFen } };
  },
  async initializeSam(psam, { issued, initialized, amountsFen, date, time }) {
    const { random, offlineSequence: cardSequence, keyVersion, algorithm } = initialized;
    const [amount1Fen = 0, amount2Fen = 0, amount3Fen = 0] = amountsFen;
    const amounts = { amount1Fen, amount2Fen, amount3Fen };
    const common = { random, cardSequence, transactionType: TYPE_MEDICAL_PURCHASE, keyVersion, algorithm };
    const rules = keyRulesOf(issued.profile);
    // Chosen when the card proved itself; here where it did not by this PSAM.
    if (rules.environment === "initialized") await chooseEnvironment(psam, issued.region);
    const request = { ...common, ...amounts, date, time };
    return initializeMedicalSam(psam, request, factorsOf(issued, rules), rules.levels);
  },
  initializeLoad({ session, profile }, amountFen, terminalId) {
    const keyIndex = profile.medical?.loadKeyIndex ?? 1;
    return session.send(initializeForMedicalLoad, { keyIndex, amountFen, terminalId });
  },
  async proof({ session, profile }, type, sequence) {
    const { proof = "B02E", proofTypes = "31-32" } = profile.medical ?? {};
    if (proof === "none") return undefined;
    const p2 = proofTypes === "31-32" ? type : type - TYPE_MEDICAL_LOAD + 1;
    const own = () => session.send(getMedicalProof, { p2, sequence });
    const ofPurse = () => session.send(getTransactionProve, { p2: type, sequence });
    const [first, other] = proof === "B02E" ? [own, ofPurse] : [ofPurse, own];
    const answer = await first();
    return answer.ok || !UNKNOWN_COMMAND.includes(answer.sw) ? answer : other();
  },
  probeAmounts({ medical }) {
    const amountsFen = [0, 0, 0];
    amountsFen[medical?.accountAmount ?? 0] = 1;
    return { amountFen: 1, amountsFen };
  },
};

/** How the card is used (卡使用方式): "1" on line, "2" off line (V2 table 49); in the basic data of DF04. */
const TAG_USE = 0x8f;
const BASIC_SFI = 0x05;
const USED_ON_LINE = 0x31;
/** Tag, length, value. */
const USE_LENGTH = 3;

/** The card does not know the command; 6A81 is also what a locked card answers to all of them. */
const UNKNOWN_COMMAND: readonly number[] = [0x6a81, 0x6d00, 0x6e00];

function isHeldAtCentre({ medical }: CityProfile): boolean {
  return medical?.balanceAt === "centre";
}

function sumOf(amountsFen: readonly number[] = []): number {
  return amountsFen.reduce((sum, amountFen) => sum + amountFen, 0);
}

function noMedicalAccount(city: string): Bilingual {
  return { en: `the cards of "${city}" have no medical account`, zh: `“${city}”的卡没有医疗账户` };
}
