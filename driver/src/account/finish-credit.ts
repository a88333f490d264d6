/** CREDIT FOR LOAD, once, and what its answer means. */

import { hexText } from "@duka/protocol/layout";
import { ReaderError } from "../base/errors.js";
import { swText } from "../card/refusal.js";
import type { CreditEnding, CreditIntent } from "../journal/credit-record.js";
import { provesNothing } from "./finish-purchase.js";
import type { IssuedCard } from "./issued-card.js";
import type { CardAccount } from "./kinds/card-account.js";

/**
 * 61xx and a lost TAC stays undecided: the card tells the rest when it is back, and the centre wants the TAC.
 * @returns how the credit ends, to be written by the caller
 */
export async function askToCredit(
  issued: IssuedCard,
  account: CardAccount,
  intent: CreditIntent,
  mac2: Uint8Array,
): Promise<CreditEnding> {
  try {
    const { date, time } = intent;
    const answer = await issued.session.send(account.credit, { date, time, mac2 });
    if (answer.ok) {
      return {
        state: "credited",
        code: undefined,
        reason: undefined,
        statusWord: answer.sw,
        tac: hexText(answer.response.tac),
      };
    }
    if (answer.declared && !provesNothing(answer.sw)) {
      return {
        state: "not-credited",
        code: "refused-by-card",
        reason: `${answer.meaning} (${swText(answer.sw)})`,
        statusWord: answer.sw,
      };
    }
    const reason = `the card answered ${swText(answer.sw)}, which proves nothing`;
    return { state: "undecided", code: "answer-proves-nothing", reason, statusWord: answer.sw };
  } catch (error) {
    const isNotSent =
      error instanceof RangeError || (error instanceof ReaderError && error.delivery === "not-sent");
    const why = error instanceof Error ? error.message : String(error);
    if (isNotSent) return { state: "not-credited", code: "not-sent", reason: `not credited: ${why}` };
    return { state: "undecided", code: "answer-lost", reason: `the card's answer was lost: ${why}` };
  }
}
