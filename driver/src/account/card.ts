/** The purse on a card-holder's card (PBOC electronic purse and deposit), as a purchase and its recovery see it. */

import type { CardIdentity } from "@duka/protocol/centre/register";
import type { CommandResult, Request, Response } from "@duka/protocol/commands/command";
import { parseHex } from "@duka/protocol/commands/hexadecimal";
import { binaryOfSfi, readBinary, selectByName, verify } from "@duka/protocol/commands/iso7816";
import { getMedicalBalance } from "@duka/protocol/commands/medical-account";
import {
  ACCOUNT_DEPOSIT,
  ACCOUNT_PURSE,
  creditForLoad,
  debitForPurchase,
  getBalance,
  initializeForLoad,
  initializeForPurchase,
  TYPE_DEPOSIT_LOAD,
  TYPE_DEPOSIT_PURCHASE,
  TYPE_PURSE_LOAD,
  TYPE_PURSE_PURCHASE,
} from "@duka/protocol/commands/pboc-purse";
import { TYPE_MEDICAL_PURCHASE } from "@duka/protocol/crypto/medical";
import type { CardSession } from "../card-session.js";
import type { AccountKind } from "../journal/sale.js";
import type { CityProfile } from "../password/city-profile.js";
import type { PasswordCard } from "../password/recognise.js";
import { maskCardNumber } from "./card-number.js";
import { type Refusal, refusal, refusalOf } from "./refusal.js";

/** Public application data (公共应用基本文件): application serial number, 10 bytes, and the dates after it. */
const PUBLIC_DATA_LENGTH = 30;
const SERIAL_AT = 10;
const SERIAL_LENGTH = 10;
const VALID_FROM_AT = 20;
const VALID_UNTIL_AT = 24;
/** A key's diversification factor is the last 8 bytes of the serial number. */
const FACTOR_LENGTH = 8;

/** A card whose purse application is selected. */
export type Purse = {
  readonly session: CardSession;
  readonly profile: CityProfile;
  /** Application serial number, 20 digits. In full: for journal and settlement only. */
  readonly cardNumber: string;
  readonly maskedCardNumber: string;
  /** Of the card's keys, 8 bytes. */
  readonly factor: Uint8Array;
  /** Cipher of the social-security application, by which the centre knows the card. */
  readonly algorithm: CardIdentity["algorithm"];
  /** YYYYMMDD as the card has them. */
  readonly validFrom: string;
  readonly validUntil: string;
};

export type Initialized = Response<typeof initializeForPurchase>;

/** Selects the purse and reads whose it is. */
export async function openPurse(session: CardSession, profile: CityProfile): Promise<Purse | Refusal> {
  const selected = await session.send(selectByName, { applicationName: parseHex(profile.application) });
  if (!selected.ok) return refusalOf(`this is no card with a purse of ${profile.title.en}`, selected);
  const read = await session.send(readBinary, {
    p1: binaryOfSfi(profile.publicFile),
    p2: 0,
    le: PUBLIC_DATA_LENGTH,
  });
  if (!read.ok) return refusalOf("reading the card's public data", read);
  const { data } = read.response;
  if (data.length !== PUBLIC_DATA_LENGTH) {
    return refusal(`the card's public data has ${data.length} bytes instead of ${PUBLIC_DATA_LENGTH}`);
  }
  const serial = data.subarray(SERIAL_AT, SERIAL_AT + SERIAL_LENGTH);
  const cardNumber = hexText(serial);
  return {
    session,
    profile,
    cardNumber,
    maskedCardNumber: maskCardNumber(cardNumber),
    factor: serial.slice(SERIAL_LENGTH - FACTOR_LENGTH),
    algorithm: profile.algorithm,
    validFrom: hexText(data.subarray(VALID_FROM_AT, VALID_FROM_AT + 4)),
    validUntil: hexText(data.subarray(VALID_UNTIL_AT, VALID_UNTIL_AT + 4)),
  };
}

/** INITIALIZE FOR PURCHASE as it is, for recovery, which reads every answer its own way. */
export function sendInitialize(
  purse: Purse,
  kind: AccountKind,
  amountFen: number,
  terminalId: string,
): Promise<CommandResult<typeof initializeForPurchase>> {
  const keyIndex = purse.profile.purchaseKeyIndex;
  return purse.session.send(initializeForPurchase, { p2: accountOf(kind), keyIndex, amountFen, terminalId });
}

/** Step 5 of a purchase: the only one that moves money. Never sent twice by anything. */
export function sendDebit(
  purse: Purse,
  request: Request<typeof debitForPurchase>,
): Promise<CommandResult<typeof debitForPurchase>> {
  return purse.session.send(debitForPurchase, request);
}

/** First step of a load. Moves nothing. */
export function sendInitializeLoad(
  purse: Purse,
  kind: AccountKind,
  amountFen: number,
  terminalId: string,
): Promise<CommandResult<typeof initializeForLoad>> {
  const keyIndex = purse.profile.loadKeyIndex;
  return purse.session.send(initializeForLoad, { p2: accountOf(kind), keyIndex, amountFen, terminalId });
}

/** The step of a load that moves money. Never sent twice by anything. */
export function sendCreditLoad(
  purse: Purse,
  request: Request<typeof creditForLoad>,
): Promise<CommandResult<typeof creditForLoad>> {
  return purse.session.send(creditForLoad, request);
}

/** By which the centre knows this card. */
export function identityOf(purse: Purse): CardIdentity {
  return {
    cardNumber: purse.cardNumber,
    region: purse.profile.region,
    factor: hexText(purse.factor),
    algorithm: purse.algorithm,
  };
}

export async function readBalance(purse: Purse, kind: AccountKind): Promise<number | Refusal> {
  if (kind === "medical") {
    const asked = await purse.session.send(getMedicalBalance, {});
    return asked.ok ? asked.response.balanceFen : refusalOf("reading the balance", asked);
  }
  const answer = await purse.session.send(getBalance, { p2: accountOf(kind) });
  return answer.ok ? answer.response.balanceFen : refusalOf("reading the balance", answer);
}

/** The card as the password rules see it. */
export function passwordCard(purse: Purse): PasswordCard {
  return {
    cardNumber: purse.cardNumber,
    maskedCardNumber: purse.maskedCardNumber,
    async verify(pin) {
      const answer = await purse.session.send(verify, { pin });
      if (answer.ok) return { sw: answer.sw, triesLeft: -1, meaning: "verified" };
      return { sw: answer.sw, triesLeft: answer.triesLeft, meaning: answer.meaning };
    },
  };
}

/** 06 for the purse, 05 for the deposit, 32 hexadecimal for the medical account. */
export function purchaseType(kind: AccountKind): number {
  if (kind === "medical") return TYPE_MEDICAL_PURCHASE;
  return kind === "purse" ? TYPE_PURSE_PURCHASE : TYPE_DEPOSIT_PURCHASE;
}

/** 02 for the purse, 01 for the deposit. */
export function loadType(kind: AccountKind): number {
  return kind === "purse" ? TYPE_PURSE_LOAD : TYPE_DEPOSIT_LOAD;
}

function accountOf(kind: AccountKind): number {
  return kind === "purse" ? ACCOUNT_PURSE : ACCOUNT_DEPOSIT;
}

export function hexText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .toUpperCase();
}
