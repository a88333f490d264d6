import type { Receipt } from "@duka/driver/receipt/receipt";

/** A receipt of which only the card-holder's name matters. */
export function receiptOfName(name: string): Receipt {
  return {
    ref: "S-1",
    kind: "purse",
    amountFen: 1250,
    balanceBeforeFen: 50000,
    balanceAfterFen: 48750,
    cardNumber: "330186**********4236",
    cardSequence: 7,
    terminalId: "330100000021",
    terminalSequence: 42,
    mac2: "verified",
    tac: "A5717B4F",
    date: "20261121",
    time: "140559",
    simulated: false,
    detail: { name },
  };
}
