/** Unload (圈提): money from a card's deposit back into the account at the centre. */

import { z } from "zod";
import { CARD_REFUSALS } from "./centre-error.js";
import {
  amountFen,
  date,
  hex,
  holderId,
  institutionId,
  positiveFen,
  reference,
  terminalId,
  time,
  u8,
  u16,
} from "./fields.js";
import { operations } from "./operation.js";
import { cardIdentity } from "./register.js";

const atInstitution = { institutionId, ref: reference };

const unloadRequest = {
  ...atInstitution,
  card: cardIdentity,
  amountFen: positiveFen,
  balanceFen: amountFen.meta({ description: "on the card, from INITIALIZE FOR UNLOAD" }),
  onlineSequence: u16,
  keyVersion: u8,
  random: hex(4),
  mac1: hex(4),
  terminalId,
  date,
  time,
};

export const unloadState = z.enum(["open", "debited", "not-debited"]);

export const unloadOperations = operations({
  authoriseUnload: {
    summary:
      "MAC2 of an unload (圈提): checks MAC1; the account gets nothing before the card has proved its debit",
    request: z.strictObject(unloadRequest),
    response: z.strictObject({ mac2: hex(4) }),
    repeatable: true,
    refusals: [
      "card-unknown",
      "card-altered",
      ...CARD_REFUSALS,
      "key-unknown",
      "mac-wrong",
      "balance-too-small",
      "load-open",
    ],
  },
  reportUnload: {
    summary:
      "What became of an unload: debited with its MAC3 (the account gets the money), not debited, or not known",
    request: z.strictObject({
      ...atInstitution,
      outcome: z.discriminatedUnion("is", [
        z.strictObject({ is: z.literal("debited"), mac3: hex(4) }),
        z.strictObject({ is: z.literal("not-debited") }),
        z.strictObject({ is: z.literal("unknown") }),
      ]),
    }),
    response: z.strictObject({ state: unloadState, accountFen: z.int() }),
    repeatable: false,
    refusals: ["load-unknown", "mac-wrong", "wrong-state", "amount-too-large"],
  },
});

export const unloadRecord = z.strictObject({ ...unloadRequest, state: unloadState, holderId, mac2: hex(4) });
export type Unload = z.output<typeof unloadRecord>;
