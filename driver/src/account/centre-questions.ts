/**
 * What an account asks the centre besides moving money: its word on a TAC, and what the register knows of a password.
 */

import { CentreError } from "@duka/protocol/centre/centre-error";
import { rangeError } from "@duka/protocol/data/bilingual";
import { type Centre, cardIdentityOfSale } from "../centre/centre.js";
import type { Sale } from "../journal/sale.js";
import type { CityProfile } from "../password/city-profile.js";
import type { TillReader } from "./call-limits.js";

/** A question that is worth less than the time at the counter. */
const REGISTER_DEADLINE_MS = 3000;

/** @throws RangeError when real money and simulated money would meet */
export function checkCentre(options: {
  readonly centre?: Centre | undefined;
  readonly reader: TillReader;
}): Centre | undefined {
  const { centre, reader } = options;
  if (centre === undefined || centre.simulated === reader.simulated) return centre;
  throw centre.simulated
    ? rangeError(
        "a simulated centre cannot settle the sales of a real reader",
        "模拟中心不能结算真实读卡器的交易",
      )
    : rangeError("a real centre must not hear of simulated sales", "不得向真实中心上传模拟交易");
}

/** @throws CentreError when the centre does not answer: the sale stays undecided */
export function confirmTacAt(
  centre: Centre | undefined,
  profile: CityProfile,
): ((sale: Sale, tac: string) => Promise<boolean>) | undefined {
  if (centre === undefined) return undefined;
  return async (sale, tac) => {
    const { intent } = sale;
    const card = cardIdentityOfSale(sale, profile.region);
    if (intent === undefined || card === undefined) return false;
    const { transactionType, cardSequence, terminalId, terminalSequence, date, time } = intent;
    const amountsFen = [...(sale.amountsFen ?? [sale.amountFen])];
    const { genuine } = await centre.call("purchaseTac", {
      card,
      debit: {
        transactionType: transactionType as 0x05 | 0x06 | 0x32,
        amountsFen,
        cardSequence,
        terminalId,
        terminalSequence,
        date,
        time,
        tac,
      },
    });
    return genuine;
  };
}

/** Undefined when the register does not know, or does not answer in time: then the till's own rules decide. */
export function registerAt(
  centre: Centre | undefined,
): ((cardNumber: string) => Promise<"initial" | "changed" | undefined>) | undefined {
  if (centre === undefined) return undefined;
  return async (cardNumber) => {
    try {
      const { card } = await centre.call("findCard", { cardNumber }, REGISTER_DEADLINE_MS);
      return card.password === "none" ? undefined : card.password;
    } catch (error) {
      if (error instanceof CentreError) return undefined;
      throw error;
    }
  };
}
