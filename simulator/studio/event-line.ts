/** What is said of an event in a line. Names of commands, operations, faults and outcomes are those of the field. */
import type { InBoth } from "../src/studio/studio-state.js";
import type { LoggedEvent } from "../src/world/world-event.js";

const FEN_PER_YUAN = 100;
const STATUS_DIGITS = 5;

const CHIPS: { readonly [chip in "card" | "psam"]: InBoth } = {
  card: { en: "card", zh: "卡" },
  psam: { en: "PSAM", zh: "PSAM" },
};
const ACCOUNTS: { readonly [account in "purse" | "deposit" | "medical"]: InBoth } = {
  purse: { en: "purse", zh: "钱包" },
  deposit: { en: "deposit", zh: "存折" },
  medical: { en: "medical", zh: "医保账户" },
};
const WRITTEN: { readonly [what in "written" | "failed"]: string } = { written: "已写", failed: "写入失败" };
const ASKED: { readonly [what in "asked" | "answered" | "failed"]: string } = {
  asked: "询问",
  answered: "已答",
  failed: "失败",
};
/** By hands, by bad luck, and of the till's program. */
const DONE: { readonly [what: string]: string } = {
  started: "收银程序启动",
  killed: "收银机断电",
  "card in": "插卡",
  "card out": "拔卡",
  "another card in": "插入另一张卡",
  "card swapped": "卡被调换",
  "PSAM in": "插入 PSAM",
  "PSAM out": "取出 PSAM",
  "cable in": "插上线缆",
  "cable out": "拔下线缆",
  "reader on": "读卡器上电",
  "reader off": "读卡器断电",
  "clock set": "时钟被调整",
};

function alike(text: string): InBoth {
  return { en: text, zh: text };
}

export function lineOf(event: LoggedEvent): InBoth {
  switch (event.type) {
    case "line": {
      const way = event.to === "card" ? "←" : "→";
      const { en, zh } = CHIPS[event.chip];
      return {
        en: `${en} ${way} ${event.bitUs} µs a bit, ${event.convention}`,
        zh: `${zh} ${way} 每位 ${event.bitUs} µs，${event.convention === "direct" ? "正向约定" : "反向约定"}`,
      };
    }
    case "character": {
      const { en, zh } = CHIPS[event.chip];
      const byte = `${event.to === "card" ? "←" : "→"} ${event.byte}`;
      return { en: `${en} ${byte}`, zh: `${zh} ${byte}` };
    }
    case "frame":
      return alike(`${event.message} (${event.bytes})`);
    case "apdu":
      return alike(
        `${event.chip === "psam" ? "PSAM " : ""}${event.command} → ${event.answer.slice(-STATUS_DIGITS) || "—"}`,
      );
    case "power": {
      const { en, zh } = CHIPS[event.chip];
      return { en: `${en} power ${event.on ? "on" : "off"}`, zh: `${zh} ${event.on ? "上电" : "下电"}` };
    }
    case "memory": {
      const { en, zh } = CHIPS[event.chip];
      return {
        en: `${en} memory step ${event.step} of ${event.command}`,
        zh: `${zh} 存储第 ${event.step} 步（${event.command}）`,
      };
    }
    case "journal":
      return {
        en: `journal ${event.step} ${event.what}${event.durable ? ", synced" : ""}`,
        zh: `日志 ${event.step} ${WRITTEN[event.what]}${event.durable ? "，已落盘" : ""}`,
      };
    case "centre":
      return {
        en: `centre ${event.operation} ${event.what} ${event.code}`.trim(),
        zh: `中心 ${event.operation} ${ASKED[event.what]} ${event.code}`.trim(),
      };
    case "money": {
      const { en, zh } = ACCOUNTS[event.account];
      const change = `${event.changeFen > 0 ? "+" : ""}${(event.changeFen / FEN_PER_YUAN).toFixed(2)}`;
      return { en: `${en} ${change}`, zh: `${zh} ${change}` };
    }
    case "fault":
      return alike(`${event.kind} @ ${event.at}`);
    case "outcome":
      return alike(`${event.ref} ${event.outcome} ${event.reasonCode}`.trim());
    default:
      return { en: event.what, zh: DONE[event.what] ?? event.what };
  }
}
