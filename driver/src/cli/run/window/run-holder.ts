/** `duka holder enrol | allot | designate | show` */
import type { CentreResponse } from "@duka/protocol/centre";
import { EXIT_DONE, type Terminal } from "@duka/protocol/command-line";
import { holderFoundJson, holderJson } from "../../../account/window/desk-json.js";
import { maskCardNumber } from "../../../card/card-number.js";
import { isRefusal } from "../../../card/refusal.js";
import { fenOfYuan, yuanText } from "../../../receipt/yuan.js";
import { inLanguage, STATES } from "./act-words.js";
import { type AtDeskOptions, withDesk } from "./at-window.js";
import {
  documentOf,
  serviceRequestOf,
  type VouchingWords,
  type WindowWords,
  windowOf,
} from "./clerk-words.js";
import { tellAct } from "./tell-act.js";

type Holder = { readonly holder: string };
export type EnrolOptions = AtDeskOptions &
  WindowWords &
  Holder & { readonly name: string; readonly document: string; readonly region: string };
export type AllotOptions = AtDeskOptions & WindowWords & Holder & { readonly amount: string };
export type DesignateOptions = AtDeskOptions &
  WindowWords &
  VouchingWords &
  Holder & { readonly institutions: string };
export type ShowOptions = AtDeskOptions & Holder & { readonly fullNumbers?: boolean };

export async function runEnrol(terminal: Terminal, options: EnrolOptions): Promise<number> {
  const { holder: holderId, name, region, ref } = options;
  const document = documentOf(options.document, "--document");
  const request = { ...windowOf(terminal, options), holderId, name, document, region };
  const answer = await withDesk(terminal, options, (desk) => desk.enrol(request));
  return tellAct(
    terminal,
    options,
    { command: "holder enrol", act: "enrol", ref },
    answer,
    ofHolder,
    ({ holder }) => ({ zh: `${holder.name} 参保登记成功`, en: `${holder.name} is enrolled` }),
  );
}

export async function runAllot(terminal: Terminal, options: AllotOptions): Promise<number> {
  const { holder: holderId, ref } = options;
  const amountFen = fenOfYuan(options.amount);
  const request = { ...windowOf(terminal, options), holderId, amountFen };
  const answer = await withDesk(terminal, options, (desk) => desk.allot(request));
  return tellAct(
    terminal,
    options,
    { command: "holder allot", act: "allot", ref },
    answer,
    ofHolder,
    ({ holder }) => ({
      zh: `已划拨 ${yuanText(amountFen)} 元，中心账户余额 ${yuanText(holder.accountFen)} 元`,
      en: `${yuanText(amountFen)} allotted, ${yuanText(holder.accountFen)} in the account at the centre`,
    }),
  );
}

export async function runDesignate(terminal: Terminal, options: DesignateOptions): Promise<number> {
  const { holder: holderId, ref } = options;
  const institutions = options.institutions
    .split(",")
    .flatMap((one) => (one.trim() === "" ? [] : one.trim()));
  const request = { ...serviceRequestOf(terminal, options), holderId, institutions };
  const answer = await withDesk(terminal, options, (desk) => desk.designate(request));
  return tellAct(
    terminal,
    options,
    { command: "holder designate", act: "designate", ref },
    answer,
    ofHolder,
    ({ holder: { designated } }) =>
      designated.length === 0
        ? { zh: "不限定点机构", en: "any institution may be used" }
        : {
            zh: `定点医疗机构：${designated.join("、")}`,
            en: `designated institutions: ${designated.join(", ")}`,
          },
  );
}

export async function runShowHolder(terminal: Terminal, options: ShowOptions): Promise<number> {
  const answer = await withDesk(terminal, options, (desk) => desk.holder(options.holder));
  const numbers = (cardNumber: string) =>
    options.fullNumbers === true ? cardNumber : maskCardNumber(cardNumber);
  if (!isRefusal(answer) && options.json !== true) {
    for (const line of holderLines(answer, numbers)) terminal.out(inLanguage(line, options.lang));
    return EXIT_DONE;
  }
  return tellAct(
    terminal,
    options,
    { command: "holder show", act: "show", ref: null },
    answer,
    (found) => holderFoundJson(found, numbers),
    () => ({ zh: "", en: "" }),
  );
}

function holderLines(
  { holder, cards, application }: CentreResponse<"findHolder">,
  numbers: (cardNumber: string) => string,
) {
  const { name, document, accountFen, designated } = holder;
  const none = designated.length === 0;
  return [
    {
      zh: `${name}（${document}），中心账户 ${yuanText(accountFen)} 元，定点：${none ? "不限" : designated.join("、")}`,
      en: `${name} (${document}), ${yuanText(accountFen)} at the centre, designated: ${none ? "any" : designated.join(", ")}`,
    },
    ...cards.map(({ cardNumber, state, validUntil }) => ({
      zh: `卡 ${numbers(cardNumber)} ${STATES[state].zh}，有效期至 ${validUntil}`,
      en: `card ${numbers(cardNumber)} ${STATES[state].en}, valid until ${validUntil}`,
    })),
    ...(application === null
      ? []
      : [
          {
            zh: `已由 ${application.applicant} 代办申领，${application.deadline} 前办结`,
            en: `a card was applied for by ${application.applicant}: due by ${application.deadline}`,
          },
        ]),
  ];
}

function ofHolder(answer: Pick<CentreResponse<"enrolHolder">, "holder"> | undefined) {
  return holderJson(answer?.holder);
}
