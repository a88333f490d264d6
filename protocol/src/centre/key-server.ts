/**
 * The key server (加密机): values that only its keys can make, by the logical addresses of LD/T 33 annex B. Keys never
 * leave it. Cards are those of the register; what the reader read of them is compared with it.
 */

import { z } from "zod";
import { CARD_REFUSALS } from "./centre-error.js";
import { amountFen, date, digits, hex, terminalId, time, u16, u32 } from "./fields.js";
import { operations } from "./operation.js";
import { cardIdentity } from "./register.js";

const address = hex(2).meta({ description: "logical address of a key, LD/T 33 annex B, such as 004C" });

const authentication = z.strictObject({
  card: cardIdentity,
  address,
  processFactor: hex(8).meta({ description: "the challenge that makes the process key" }),
  source: hex(8).meta({ description: "the challenge to be enciphered" }),
});

const passwordCommand = {
  effect: z.string().max(120).meta({ description: "of an act of the register that is due on this card" }),
  challenge: hex(8).meta({ description: "from GET CHALLENGE just before" }),
};

const messaging = z.enum(["pboc", "social-security"]).default("social-security").meta({
  description: "pboc: the purse's key, challenge as initial value; else the challenge in the process key",
});

const command = z.strictObject({
  apdu: z.string().meta({ description: "whole command APDU in hexadecimal, to be sent unchanged" }),
});

/** 05 deposit, 06 purse, 32 hexadecimal medical account. */
export const purchaseType = z.union([z.literal(0x05), z.literal(0x06), z.literal(0x32)]);

/** A purse has one amount, the medical account three, whose meaning is the city's. */
const amountsFen = z.array(amountFen).min(1).max(3);

const purchase = {
  card: cardIdentity,
  keyVersion: z.int().min(1).max(3).meta({ description: "version of DPK that INITIALIZE answered" }),
  random: hex(4),
  cardSequence: u16,
  amountsFen,
  transactionType: purchaseType,
  terminalId,
  date,
  time,
};

/** What a debit leaves behind, under the card's TAC. */
export const cardDebit = z.strictObject({
  transactionType: purchaseType,
  amountsFen,
  cardSequence: u16,
  terminalId,
  terminalSequence: u32,
  date,
  time,
  tac: hex(4),
});

const CARD = ["card-unknown", "card-altered", ...CARD_REFUSALS] as const;
const KEY = ["key-unknown"] as const;

export const keyOperations = operations({
  internalAuthentication: {
    summary: "What a genuine card answers to INTERNAL AUTHENTICATE (内部认证)",
    request: authentication,
    response: z.strictObject({ result: hex(8) }),
    repeatable: false,
    refusals: [...CARD, ...KEY],
  },
  externalAuthentication: {
    summary: "What EXTERNAL AUTHENTICATE shows to the card (外部认证)",
    request: authentication,
    response: z.strictObject({ result: hex(8) }),
    repeatable: false,
    refusals: [...CARD, ...KEY],
  },
  resetPasswordCommand: {
    summary: "PIN CHANGE/UNBLOCK with a new password (84 24 00 01): enciphered and under a MAC",
    request: z.strictObject({
      ...passwordCommand,
      messaging,
      newPassword: digits(4, 12).meta({ writeOnly: true, format: "password" }),
    }),
    response: command,
    repeatable: false,
    refusals: ["effect-unknown", "effect-not-due", ...KEY],
  },
  unblockPasswordCommand: {
    summary: "PIN CHANGE/UNBLOCK that only restores the tries (84 24 00 00)",
    request: z.strictObject({ ...passwordCommand, messaging }),
    response: command,
    repeatable: false,
    refusals: ["effect-unknown", "effect-not-due", ...KEY],
  },
  blockCommand: {
    summary: "APPLICATION BLOCK for ever (84 1E 00 01) or CARD BLOCK (84 16), as the act said",
    request: z.strictObject({
      ...passwordCommand,
      address: z
        .enum(["0091", "0092", "0093", "DAMK"])
        .meta({ description: "BK, LKDF03, LKDF04; or the purse's own key, which annex B does not number" }),
      messaging: z
        .enum(["pboc", "social-security"])
        .meta({ description: "challenge as initial value, or in the process key" }),
    }),
    response: command,
    repeatable: false,
    refusals: ["effect-unknown", "effect-not-due", ...KEY],
  },
  purchaseMac1: {
    summary:
      "MAC1 of a purchase, with the next terminal sequence of this terminal: the key server's two-step",
    request: z.strictObject(purchase),
    response: z.strictObject({ terminalSequence: u32, mac1: hex(4) }),
    repeatable: false,
    refusals: [...CARD, "medical-not-open", "insurance-data-due", ...KEY, "counter-at-limit"],
  },
  purchaseMac2: {
    summary: "Is this MAC2 the card's?",
    request: z.strictObject({ ...purchase, terminalSequence: u32, mac2: hex(4) }),
    response: z.strictObject({ genuine: z.boolean() }),
    repeatable: false,
    refusals: [...CARD, ...KEY],
  },
  purchaseTac: {
    summary: "Is this TAC the card's? Recovery asks, when a card has no log record to show",
    request: z.strictObject({ card: cardIdentity, debit: cardDebit }),
    response: z.strictObject({ genuine: z.boolean() }),
    repeatable: false,
    refusals: ["card-unknown", "card-altered", ...KEY],
  },
});

export type CardDebit = z.output<typeof cardDebit>;
