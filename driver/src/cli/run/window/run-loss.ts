/** `duka card loss | return | block` */

import type { CentreResponse } from "@duka/protocol/centre";
import type { Terminal } from "@duka/protocol/command-line";
import { rangeError } from "@duka/protocol/data/bilingual";
import type { ReturnReason } from "../../../account/window/card-acts.js";
import { atRegister } from "../../../account/window/desk-json.js";
import { isRefusal, type Refusal } from "../../../card/refusal.js";
import { yuanText } from "../../../receipt/yuan.js";
import type { TillOptions } from "../open-till.js";
import { STATES } from "./act-words.js";
import { type AtDeskOptions, withDesk, withServicePoint } from "./at-window.js";
import { serviceRequestOf, type VouchingWords, type WindowWords, windowOf } from "./clerk-words.js";
import { meantCard } from "./holder-card.js";
import { tellCardAct } from "./tell-card-act.js";

export type LossOptions = AtDeskOptions &
  WindowWords &
  VouchingWords & { readonly card?: string; readonly holder?: string; readonly phone?: boolean };
export type ReturnOptions = TillOptions &
  WindowWords &
  VouchingWords & { readonly reason: ReturnReason; readonly card?: string; readonly simulated?: boolean };
export type BlockOptions = AtDeskOptions &
  WindowWords & { readonly card: string; readonly reason: "lent" | "forged" | "altered" };

export async function runLoss(terminal: Terminal, options: LossOptions): Promise<number> {
  const { card: number, holder, phone = false, ref } = options;
  const request = serviceRequestOf(terminal, options);
  if (phone && holder === undefined)
    throw rangeError(
      "--phone needs --holder: by telephone person, document and card have to belong together",
      "--phone 须同时给出 --holder：电话挂失须核对本人、证件和卡",
    );
  const answer = await withDesk(terminal, options, async (desk) => {
    const cardNumber = await meantCard(desk, { option: "--card", number, holder }, [
      "active",
      "issued",
      "pre-lost",
    ]);
    if (typeof cardNumber !== "string") return cardNumber;
    if (!phone) return desk.reportLoss({ ...request, cardNumber });
    const documentNumber = request.vouching.document.number;
    return desk.reportLossByPhone({
      ...windowOf(terminal, options),
      cardNumber,
      documentNumber,
      holderId: holder ?? "",
    });
  });
  const act = { command: "card loss", act: phone ? "report-loss-by-phone" : "report-loss", ref } as const;
  return tellCardAct(terminal, options, act, told(answer), ({ cardNumber, state }) => ({
    zh: `卡 ${cardNumber} ${STATES[state].zh}`,
    en: `card ${cardNumber} is ${STATES[state].en}`,
  }));
}

export async function runReturn(terminal: Terminal, options: ReturnOptions): Promise<number> {
  const { card: cardNumber, reason, ref } = options;
  const request = { ...serviceRequestOf(terminal, options), reason };
  const act = { command: "card return", act: "return", ref } as const;
  const done =
    cardNumber === undefined
      ? await withServicePoint(terminal, options, ({ point }) => point.returnCard(request))
      : await withDesk(terminal, options, async (desk) => {
          const answer = await desk.returnCard({ ...request, cardNumber });
          if (isRefusal(answer)) return answer;
          const { holderState, paidOutFen } = answer;
          return { ...atRegister(answer), holderState, paidOutFen };
        });
  return tellCardAct(
    terminal,
    options,
    act,
    done,
    ({ cardNumber, paidOutFen }) => ({
      zh: `卡 ${cardNumber} 已注销，账户余额 ${yuanText(paidOutFen)} 元予以清退`,
      en: `card ${cardNumber} is cancelled; ${yuanText(paidOutFen)} of the account are paid out`,
    }),
    (done) => ({ holderState: done?.holderState ?? null, paidOutFen: done?.paidOutFen ?? null }),
  );
}

export async function runBlock(terminal: Terminal, options: BlockOptions): Promise<number> {
  const { card: cardNumber, reason, ref } = options;
  const request = { ...windowOf(terminal, options), cardNumber, reason };
  const answer = await withDesk(terminal, options, (desk) => desk.block(request));
  const act = { command: "card block", act: "block", ref } as const;
  return tellCardAct(terminal, options, act, told(answer), (done) => ({
    zh: `卡 ${done.cardNumber} 已列入黑名单`,
    en: `card ${done.cardNumber} stands on the blacklist`,
  }));
}

function told(answer: CentreResponse<"reportLoss"> | Refusal) {
  return isRefusal(answer) ? answer : atRegister(answer);
}
