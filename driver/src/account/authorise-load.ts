/**
 * Step 4 of a credit: the centre's MAC2, by which it lets the card be credited, and for which it takes the money from
 * its side.
 */
import { CentreError } from "@duka/protocol/centre/centre-error";
import type { initializeForLoad } from "@duka/protocol/commands";
import type { Response } from "@duka/protocol/layout";
import { hexText } from "@duka/protocol/layout";
import { type Refusal, refusal } from "../card/refusal.js";
import { type Centre, isCentreDown } from "../centre/centre.js";
import type { CreditIntent, CreditRequest } from "../journal/credit-record.js";
import { centreRefusal } from "./centre-refusal.js";

/** A lost answer of the centre is asked for again while the card still waits. */
export const CENTRE_ATTEMPTS = 3;

export type PreparedLoad = {
  readonly intent: CreditIntent;
  readonly initialized: Response<typeof initializeForLoad>;
};

/**
 * MAC2, or why there is none: then the card was not asked, and the centre is told so.
 * @param before at the centre, ahead of MAC2. @throws CentreError
 */
export async function authoriseLoad(
  centre: Centre,
  { ref, amountFen }: CreditRequest,
  prepared: PreparedLoad,
  before: ((centre: Centre) => Promise<void>) | undefined,
): Promise<string | Refusal> {
  for (let round = 1; ; round++) {
    try {
      await before?.(centre);
      const { mac2 } = await centre.call("authoriseLoad", {
        institutionId: centre.institutionId,
        ref,
        amountFen,
        ...factsOf(prepared),
      });
      return mac2;
    } catch (error) {
      if (!(error instanceof CentreError)) throw error;
      if (isCentreDown(error) && round < CENTRE_ATTEMPTS) continue;
      if (isCentreDown(error)) return refusal("centre-failed", `the centre: ${error.message}`);
      return centreRefusal(error);
    }
  }
}

/** What the card has said, and where and when. */
function factsOf({ intent, initialized }: PreparedLoad) {
  const { card, transactionType, terminalId, date, time } = intent;
  const { balanceFen, onlineSequence, keyVersion, random, mac1 } = initialized;
  return {
    card,
    transactionType: transactionType as 0x01 | 0x02 | 0x31,
    balanceFen,
    onlineSequence,
    keyVersion,
    random: hexText(random),
    mac1: hexText(mac1),
    terminalId,
    date,
    time,
  };
}
