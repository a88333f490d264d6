/**
 * What the key server makes with the keys of a PBOC purse: password commands, and the codes of a new overdraft limit.
 */

import { z } from "zod";
import { CARD_REFUSALS } from "./centre-error.js";
import { amountFen, date, digits, hex, terminalId, time, u8, u16, u24 } from "./fields.js";
import { operations } from "./operation.js";
import { cardIdentity } from "./register.js";

const limit = {
  card: cardIdentity,
  onlineSequence: u16,
  newLimitFen: u24,
  terminalId,
  date,
  time,
};

export const purseKeyOperations = operations({
  reloadPasswordCommand: {
    summary: "RELOAD PIN (80 5E 00 00): a new password for a purse, under DRPK",
    request: z.strictObject({
      effect: z.string().max(120).meta({ description: "of an act of the register that is due on this card" }),
      newPassword: digits(4, 12).meta({ writeOnly: true, format: "password" }),
    }),
    response: z.strictObject({
      apdu: z.string().meta({ description: "whole command APDU in hexadecimal, to be sent unchanged" }),
    }),
    repeatable: false,
    refusals: ["effect-unknown", "effect-not-due", "key-unknown"],
  },
  overdraftMac2: {
    summary: "MAC2 of a new overdraft limit (修改透支限额), after the card's MAC1 was checked",
    request: z.strictObject({
      ...limit,
      keyVersion: u8,
      random: hex(4),
      balanceFen: amountFen.meta({ description: "on the card, from INITIALIZE FOR UPDATE" }),
      oldLimitFen: u24,
      mac1: hex(4),
    }),
    response: z.strictObject({ mac2: hex(4) }),
    repeatable: false,
    refusals: ["card-unknown", "card-altered", ...CARD_REFUSALS, "key-unknown", "mac-wrong"],
  },
  overdraftTac: {
    summary: "Is this TAC the card's over its new overdraft limit?",
    request: z.strictObject({
      ...limit,
      balanceFen: amountFen.meta({ description: "on the card, with the new limit in it" }),
      tac: hex(4),
    }),
    response: z.strictObject({ genuine: z.boolean() }),
    repeatable: false,
    refusals: ["card-unknown", "card-altered", "key-unknown"],
  },
});
