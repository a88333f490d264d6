/** What a cashier is told while a sale goes on, in English and Chinese: of each step that one waits for, or acts on. */
import type { AccountEvent } from "../account/account-event.js";
import type { Bilingual } from "../base/explanation.js";
import { REASONS } from "../base/reason-code.js";
import type { SettlementState } from "../journal/sale.js";
import { yuanText } from "../receipt/yuan.js";

type EventOf<T extends AccountEvent["type"]> = Extract<AccountEvent, { readonly type: T }>;
/** Undefined where there is nothing that a person at the till would do or wait for. */
type WordsOf<T extends AccountEvent["type"]> = ((event: EventOf<T>) => Bilingual) | undefined;

const SETTLEMENTS: { readonly [state in SettlementState]: Bilingual } = {
  settled: { en: "the centre has settled it", zh: "中心已结算" },
  waiting: {
    en: "the centre did not hear of it: told again by duka settle",
    zh: "未能上报中心，稍后由 duka settle 补报",
  },
  refused: { en: "the centre refuses to settle it: see duka waiting", zh: "中心拒绝结算，见 duka waiting" },
  differs: { en: "the centre has settled it otherwise", zh: "中心结算结果与本机不一致" },
};

const WORDS: { readonly [T in AccountEvent["type"]]: WordsOf<T> } = {
  "card-awaited": () => ({ en: "put the card in", zh: "请插卡" }),
  "card-inserted": () => ({ en: "the card is in", zh: "卡已插入" }),
  "card-removed": () => ({ en: "the card was taken out", zh: "卡已被拔出" }),
  "card-powered": undefined,
  "card-recognised": ({ maskedCardNumber }) => ({
    en: `card ${maskedCardNumber}`,
    zh: `卡号 ${maskedCardNumber}`,
  }),
  "psam-ready": undefined,
  "password-asked": ({ by, triesLeft, because }) => {
    const where = by === "keypad" ? { en: " on the keypad", zh: "在密码键盘上" } : { en: "", zh: "" };
    const wrong = because === "wrong" ? { en: "wrong password: ", zh: "密码错误，" } : { en: "", zh: "" };
    const tries =
      triesLeft === undefined
        ? { en: "", zh: "" }
        : { en: `, ${triesLeft} ${triesLeft === 1 ? "try" : "tries"} left`, zh: `（剩余 ${triesLeft} 次）` };
    return {
      en: `${wrong.en}the password is typed${where.en} now${tries.en}`,
      zh: `${wrong.zh}请${where.zh}输入密码${tries.zh}`,
    };
  },
  "password-verified": () => ({ en: "password accepted", zh: "密码已通过" }),
  "password-refused": ({ reasonCode }) => REASONS[reasonCode].cause,
  "centre-asked": () => ({ en: "asking the centre", zh: "正在联系中心" }),
  initialized: undefined,
  intent: () => ({ en: "the card is asked: leave it in", zh: "正在写卡，请勿拔卡" }),
  answered: undefined,
  "card-debited": ({ amountFen }) => ({
    en: `the card has paid ${yuanText(amountFen)}`,
    zh: `卡已付款 ${yuanText(amountFen)} 元`,
  }),
  "card-credited": ({ amountFen }) => ({
    en: `${yuanText(amountFen)} was put onto the card`,
    zh: `已入账 ${yuanText(amountFen)} 元`,
  }),
  settlement: ({ state }) => SETTLEMENTS[state],
  ended: undefined,
};

/** One line, without its end; undefined where a cashier needs none. */
export function eventWords<T extends AccountEvent["type"]>(event: EventOf<T>): Bilingual | undefined {
  const words = WORDS[event.type as T] as WordsOf<T>;
  return words?.(event);
}
