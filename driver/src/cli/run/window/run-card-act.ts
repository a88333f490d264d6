/** `duka card found | replace | activate-bank | write-insurance | finish`: the card is in the reader. */
import type { Terminal } from "@duka/protocol/command-line";
import type { StillDue } from "../../../account/window/finish-due.js";
import type { TillOptions } from "../open-till.js";
import { STATES } from "./act-words.js";
import { withServicePoint } from "./at-window.js";
import { serviceRequestOf, type VouchingWords, type WindowWords } from "./clerk-words.js";
import { meantCard } from "./holder-card.js";
import { tellCardAct } from "./tell-card-act.js";

export type CardActOptions = TillOptions & WindowWords & VouchingWords;
export type ReplaceOptions = CardActOptions & { readonly oldCard?: string; readonly holder?: string };
export type FinishOptions = TillOptions & { readonly window?: string };

export async function runFound(terminal: Terminal, options: CardActOptions): Promise<number> {
  const request = serviceRequestOf(terminal, options);
  const done = await withServicePoint(terminal, options, ({ point }) => point.withdrawLoss(request));
  const act = { command: "card found", act: "withdraw-loss", ref: options.ref } as const;
  return tellCardAct(terminal, options, act, done, ({ cardNumber, state }) => ({
    zh: `卡 ${cardNumber} 已解挂，${STATES[state].zh}`,
    en: `the loss report of card ${cardNumber} is withdrawn: ${STATES[state].en}`,
  }));
}

export async function runActivateBank(terminal: Terminal, options: CardActOptions): Promise<number> {
  const request = serviceRequestOf(terminal, options);
  const done = await withServicePoint(terminal, options, ({ point }) => point.activateFinancial(request));
  const act = { command: "card activate-bank", act: "activate-bank", ref: options.ref } as const;
  return tellCardAct(terminal, options, act, done, ({ cardNumber }) => ({
    zh: `卡 ${cardNumber} 金融功能已登记激活`,
    en: `the financial function of card ${cardNumber} is registered as active`,
  }));
}

export async function runReplace(terminal: Terminal, options: ReplaceOptions): Promise<number> {
  const { oldCard: number, holder, ref } = options;
  const request = serviceRequestOf(terminal, options);
  const done = await withServicePoint(terminal, options, async ({ point, desk }) => {
    const meant = { option: "--old-card", number, holder };
    const oldCardNumber = await meantCard(desk, meant, ["lost", "active", "issued"]);
    if (typeof oldCardNumber !== "string") return oldCardNumber;
    return point.replace({ ...request, oldCardNumber });
  });
  const act = { command: "card replace", act: "replace", ref } as const;
  return tellCardAct(terminal, options, act, done, ({ cardNumber }) => ({
    zh: `已补发新卡 ${cardNumber}，旧卡作废，请为持卡人激活`,
    en: `card ${cardNumber} is issued for the old one, which is void; activate it with its holder`,
  }));
}

export function runWriteInsurance(terminal: Terminal, options: FinishOptions): Promise<number> {
  return finish(terminal, options, "card write-insurance", ["write-insurance-data"]);
}

export function runFinish(terminal: Terminal, options: FinishOptions): Promise<number> {
  return finish(terminal, options, "card finish");
}

async function finish(
  terminal: Terminal,
  options: FinishOptions,
  command: string,
  kinds?: readonly StillDue["kind"][],
): Promise<number> {
  const done = await withServicePoint(terminal, options, ({ point }) => point.finish(kinds));
  const act = { command, act: "finish", ref: null } as const;
  return tellCardAct(terminal, options, act, done, ({ cardNumber, finished }) =>
    finished.length === 0
      ? { zh: `卡 ${cardNumber} 没有可办的事项`, en: `nothing could be done on card ${cardNumber}` }
      : { zh: `卡 ${cardNumber} 待办事项已办`, en: `card ${cardNumber}: what was left is done` },
  );
}
