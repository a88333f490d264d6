/** MAC1 that comes from the caller between two steps of iDoDebit, who has asked the key server for it. */

import { hexText } from "@duka/protocol/layout";
import type { Mac1, PurchaseTerminal, TerminalPurchase } from "../account/mac1.js";
import { ReaderError } from "../base/errors.js";

/** The terminal's part, done by the caller between the two steps. MAC2 goes to the caller unchecked. */
export function callerTerminal(terminalId: string) {
  let ask: (purchase: TerminalPurchase) => void = () => undefined;
  let resolve: (mac1: Mac1) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  let mac2 = "";
  const asked = new Promise<TerminalPurchase>((told) => {
    ask = told;
  });
  const given = new Promise<Mac1>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  given.catch(() => undefined);
  const terminal: PurchaseTerminal = {
    terminalId,
    mac1(purchase) {
      ask(purchase);
      return given;
    },
  };
  return {
    terminal,
    asked,
    mac2: () => mac2,
    give(answer: { terminalSequence: number; mac1: Uint8Array }) {
      resolve({
        ...answer,
        isCheckedByCaller: true,
        async checkMac2(bytes) {
          mac2 = hexText(bytes);
          return "unverified";
        },
      });
    },
    giveUp() {
      const message = "the steps of the key server were given up before MAC1";
      reject(new ReaderError({ message, code: "aborted", layer: "apdu", delivery: "not-sent" }));
    },
  };
}
