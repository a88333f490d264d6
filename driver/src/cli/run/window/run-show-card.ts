/** `duka card show`: what a clerk looks at first. */
import { EXIT_DONE, EXIT_REFUSED, type Terminal } from "@duka/protocol/command-line";
import type { AccountBalance, BasicData, Registered } from "../../../account/window/basic-data.js";
import { basicDataJson } from "../../../account/window/basic-data-json.js";
import { openServicePoint } from "../../../account/window/window-till.js";
import { REASONS } from "../../../base/reason-code.js";
import { isRefusal, type Refusal, refusalJson } from "../../../card/refusal.js";
import { refusalText } from "../../../explain/refusal-words.js";
import { KINDS, type Words } from "../../../receipt/receipt-words.js";
import { yuanText } from "../../../receipt/yuan.js";
import { accountOptionsOn, openJournalOf, type TillOptions, withReader } from "../open-till.js";
import { DUE, inLanguage, STATES } from "./act-words.js";
import { atServicePoint } from "./at-window.js";

export type ShowCardOptions = TillOptions & {
  readonly withPersonalData?: boolean;
  readonly window?: string;
};

export async function runShowCard(terminal: Terminal, options: ShowCardOptions): Promise<number> {
  const { withPersonalData = false, lang, json } = options;
  const named = atServicePoint(terminal, options);
  const journal = await openJournalOf(terminal, options);
  try {
    const data = await withReader(terminal, options, (reader) =>
      openServicePoint(accountOptionsOn(terminal, reader, journal, named)).basicData({ withPersonalData }),
    );
    if (isRefusal(data)) {
      if (json === true) terminal.out(`${JSON.stringify(refusalJson(data))}\n`);
      terminal.tell(refusalText("duka card show", data, lang));
      return EXIT_REFUSED;
    }
    if (json === true) terminal.out(`${JSON.stringify(basicDataJson(data))}\n`);
    else for (const line of linesOf(data)) terminal.out(inLanguage(line, lang));
    return EXIT_DONE;
  } finally {
    await journal.close();
  }
}

function linesOf(data: BasicData): Words[] {
  const {
    name,
    socialSecurityNumber: number,
    cardNumber,
    title,
    region,
    version,
    validFrom,
    validUntil,
  } = data;
  const layout = {
    zh: version === null ? "" : `，规范版本 ${version}`,
    en: version === null ? "" : `, layout ${version}`,
  };
  return [
    {
      zh: `${title.zh}${data.simulated ? "（模拟）" : ""}`,
      en: `${title.en}${data.simulated ? " (simulated)" : ""}`,
    },
    data.holderRefusal === null
      ? {
          zh: `姓名 ${name ?? "无"}，社会保障号码 ${number ?? "无"}`,
          en: `holder ${name ?? "none"}, number ${number ?? "none"}`,
        }
      : notRead({ zh: "持卡人信息", en: "holder" }, data.holderRefusal),
    {
      zh: `卡号 ${cardNumber}，地区 ${region}${layout.zh}`,
      en: `card ${cardNumber}, region ${region}${layout.en}`,
    },
    { zh: `有效期 ${validFrom} 至 ${validUntil}`, en: `valid ${validFrom} to ${validUntil}` },
    data.proved
      ? { zh: "卡片真伪：已验证为真卡", en: "genuine: proved by its own key" }
      : { zh: "卡片真伪：未能验证", en: "genuine: could not be checked" },
    ...data.balances.map(balanceLine),
    ...registerLines(data),
  ];
}

function balanceLine({ kind, heldAt, balanceFen, refusal }: AccountBalance): Words {
  const { zh, en } = KINDS[kind];
  if (balanceFen === null) return refusal === null ? { zh, en } : notRead({ zh: `${zh}余额`, en }, refusal);
  const isOnCard = heldAt === "card";
  return {
    zh: `${zh}余额 ${yuanText(balanceFen)} 元（${isOnCard ? "卡内" : "中心"}）`,
    en: `${en} ${yuanText(balanceFen)} yuan (${isOnCard ? "on the card" : "at the centre"})`,
  };
}

function registerLines({ register, registerRefusal }: BasicData): Words[] {
  if (registerRefusal !== null) return [notRead({ zh: "中心登记", en: "register" }, registerRefusal)];
  if (register === null) return [{ zh: "中心登记：未连接中心", en: "register: no centre was named" }];
  const { state, designated, due } = register;
  return [
    { zh: `卡状态 ${STATES[state].zh}`, en: `state ${STATES[state].en}` },
    functionsLine(register.functions),
    {
      zh: `定点机构 ${designated.length === 0 ? "不限" : designated.join("、")}`,
      en: `designated ${designated.length === 0 ? "any" : designated.join(", ")}`,
    },
    ...due.map(({ kind }) => ({ zh: `待办：${DUE[kind].zh}`, en: `still to do: ${DUE[kind].en}` })),
  ];
}

function functionsLine({ social, medical, financial }: Registered["functions"]): Words {
  const zh = (open: boolean) => (open ? "已开通" : "未开通");
  const en = (open: boolean) => (open ? "open" : "closed");
  return {
    zh: `功能：社保${zh(social)}，医保${zh(medical)}，金融${zh(financial)}`,
    en: `functions: social security ${en(social)}, medical ${en(medical)}, financial ${en(financial)}`,
  };
}

function notRead(what: Words, { code, reason }: Refusal): Words {
  return { zh: `${what.zh}：无法读取（${REASONS[code].cause.zh}）`, en: `${what.en}: not read (${reason})` };
}
