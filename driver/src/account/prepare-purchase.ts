/** Steps 1 to 3 of a purchase: everything that can be known before the intent. No money can move here. */
import { ReaderError } from "../errors.js";
import type { Intent } from "../journal/sale.js";
import { type Initialized, initializePurchase, type Purse, purchaseType } from "./card.js";
import type { CheckedRequest } from "./debit-request.js";
import type { Facts } from "./outcome.js";
import { presentCard, verifyPassword } from "./presented-card.js";
import { initializeSam, type Psam } from "./psam.js";
import { isRefusal, type Refusal } from "./refusal.js";
import type { Till, Visit } from "./till.js";
import { transactionTime } from "./transaction-time.js";

/** Card and PSAM are ready for DEBIT; this is what the journal has to know before it is sent. */
export type Prepared = {
  readonly purse: Purse;
  readonly psam: Psam;
  readonly intent: Intent;
  readonly mac1: Uint8Array;
};

/**
 * @param facts what became known, also when it ends with a refusal
 * @throws ReaderError, EquipmentError; also when the request's signal aborts
 */
export async function preparePurchase(
  till: Till,
  request: CheckedRequest,
  visit: Visit,
  facts: Facts,
): Promise<Prepared | Refusal> {
  const { kind, amountFen, signal } = request;
  const goOn = () => {
    if (signal?.aborted) throw aborted();
  };
  goOn();
  const card = await presentCard(till, visit);
  if (isRefusal(card)) return card;
  const { purse } = card;
  facts.cardNumber = purse.cardNumber;
  goOn();
  const psam = await visit.psam();
  facts.terminalId = psam.terminalId;
  goOn();
  if (till.profile.password.neededForPurchase) {
    const no = await verifyPassword(till, card, signal);
    if (no !== undefined) return no;
  }
  goOn();
  const initialized = await initializePurchase(purse, kind, amountFen, psam.terminalId);
  if (isRefusal(initialized)) return initialized;
  facts.balanceBeforeFen = initialized.balanceFen;
  facts.cardSequence = initialized.offlineSequence;
  till.onEvent({
    type: "initialized",
    balanceBeforeFen: initialized.balanceFen,
    cardSequence: initialized.offlineSequence,
  });
  const { date, time } = transactionTime(till.reader.clock.wallMs());
  const { terminalSequence, mac1 } = await initializeSam(psam, {
    ...proofOfCard(initialized),
    amountFen,
    transactionType: purchaseType(kind),
    date,
    time,
    factors: purse.factor,
  });
  goOn();
  const intent: Intent = {
    cardNumber: purse.cardNumber,
    cardSequence: initialized.offlineSequence,
    terminalId: psam.terminalId,
    terminalSequence,
    transactionType: purchaseType(kind),
    date,
    time,
    balanceBeforeFen: initialized.balanceFen,
  };
  return { purse, psam, intent, mac1 };
}

/** What the PSAM needs of the card's answer to make the same session key. */
function proofOfCard({ random, offlineSequence, keyVersion, algorithm }: Initialized) {
  return { random, cardSequence: offlineSequence, keyVersion, algorithm };
}

function aborted(): ReaderError {
  return new ReaderError({
    message: "the sale was given up before the card was asked to debit",
    code: "aborted",
    layer: "apdu",
    delivery: "not-sent",
  });
}
