/**
 * The terminal's side of a purchase: MAC1 and the check of MAC2, by the PSAM in the reader, or by the centre's key
 * server (加密机) where the PSAM cannot. PSAM first, and the key server only on the five codes of LD/T 33-2015: no PSAM
 * (-2201), not its algorithm (-2202), no such key (-2203, -27272), not its level (-24).
 */

import { CentreError } from "@duka/protocol/centre/centre-error";
import { hexText, parseHex } from "@duka/protocol/layout";
import { EquipmentError } from "../base/equipment-error.js";
import { REMEDIES } from "../base/remedies.js";
import { checkMac2, isPsamAbsent, type Psam } from "../card/psam.js";
import type { Visit } from "../card/visit.js";
import type { Centre } from "../centre/centre.js";
import type { Mac1, PurchaseTerminal, TerminalPurchase } from "./mac1.js";
import type { Till } from "./till.js";

const NO_PSAM = "000000000000";
const FALLBACK_STATUS_WORDS = [0x6700, 0x6a81, 0x6a88];

/** @throws EquipmentError when there is no PSAM and no key server instead of it */
export async function openTerminal(till: Till, visit: Visit): Promise<PurchaseTerminal> {
  try {
    return psamTerminal(till, visit, await visit.psam());
  } catch (error) {
    const centre = keyServerInstead(till, error);
    if (centre === undefined) throw error;
    return { terminalId: NO_PSAM, mac1: (purchase) => mac1OfServer(centre, NO_PSAM, purchase) };
  }
}

function psamTerminal(till: Till, visit: Visit, psam: Psam): PurchaseTerminal {
  return {
    terminalId: psam.terminalId,
    async mac1(purchase) {
      try {
        return {
          ...(await purchase.account.initializeSam(psam, purchase)),
          checkMac2: (mac2) => checkMac2(psam, mac2),
        };
      } catch (error) {
        // A stale one is opened anew before anyone is asked instead of it.
        const centre = visit.isPsamStale?.() ? undefined : keyServerInstead(till, error);
        if (centre === undefined) throw error;
        return mac1OfServer(centre, psam.terminalId, purchase);
      }
    },
  };
}

/** Undefined where the error is none of the five, or no centre is there. */
function keyServerInstead(till: Till, error: unknown): Centre | undefined {
  if (!(error instanceof EquipmentError)) return undefined;
  const isOneOfFive = error.statusWord !== undefined && FALLBACK_STATUS_WORDS.includes(error.statusWord);
  return isPsamAbsent(error) || isOneOfFive ? till.centre : undefined;
}

/** @throws EquipmentError when the key server does not answer: no card was asked to debit yet */
async function mac1OfServer(centre: Centre, terminalId: string, purchase: TerminalPurchase): Promise<Mac1> {
  const { initialized, amountsFen, account, date, time, card } = purchase;
  const request = {
    card,
    keyVersion: initialized.keyVersion,
    random: hexText(initialized.random),
    cardSequence: initialized.offlineSequence,
    amountsFen: [...amountsFen],
    transactionType: account.purchaseType as 0x05 | 0x06 | 0x32,
    terminalId,
    date,
    time,
  };
  try {
    const { terminalSequence, mac1 } = await centre.call("purchaseMac1", request);
    return {
      terminalSequence,
      mac1: parseHex(mac1),
      async checkMac2(mac2) {
        try {
          const asked = { ...request, terminalSequence, mac2: hexText(mac2) };
          return (await centre.call("purchaseMac2", asked)).genuine ? "verified" : "refused";
        } catch (error) {
          if (error instanceof CentreError) return "unverified";
          throw error;
        }
      },
    };
  } catch (error) {
    if (!(error instanceof CentreError)) throw error;
    const message = `the key server gave no MAC1: ${error.message}`;
    throw new EquipmentError(message, REMEDIES["centre-line-or-psam"], error);
  }
}
