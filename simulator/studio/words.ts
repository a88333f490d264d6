/** The page's own words, in both languages. */
import type { InBoth } from "../src/studio/studio-state.js";

const both = (en: string, zh: string): InBoth => ({ en, zh });

export const WORDS = {
  title: both("Duka studio", "读卡演示台"),
  subtitle: both("a simulated counter: no real money", "模拟柜台，非真实资金"),
  connecting: both("connecting", "正在连接"),
  money: both("Money", "资金"),
  onCards: both("on the cards", "卡内"),
  inJournal: both("by the journal", "按日志"),
  atCentre: both("at the centre", "中心登记"),
  due: both("not told yet", "尚未上传"),
  conserved: both("conserved", "账实相符"),
  open: both("a card has yet to tell", "有交易未决，待卡确认"),
  broken: both("not conserved", "账实不符"),
  cards: both("Cards", "卡"),
  cardsHelp: both(
    "Drag a card into the slot, or press it. Press it again to pull it out.",
    "将卡拖入卡槽，或点按放入；再次点按取出。",
  ),
  inSlot: both("in the slot", "已插入"),
  reader: both("Reader", "读卡器"),
  slotEmpty: both("put a card in", "请插卡"),
  holderTypes: both("The holder types it", "持卡人输入密码"),
  takeOut: both("Pull the card", "拔卡"),
  psam: both("PSAM", "PSAM"),
  cable: both("Cable", "线缆"),
  power: both("Till's power off", "收银机断电"),
  repair: both("Put all right", "恢复"),
  till: both("Till", "收银机"),
  amount: both("Amount, yuan", "金额（元）"),
  ref: both("Ref", "单号"),
  sell: both("Sale", "消费"),
  load: both("Load", "圈存"),
  reverse: both("Reversal", "撤销"),
  balance: both("Balance", "查询余额"),
  changePassword: both("Change password", "修改密码"),
  closeOfDay: both("End of day", "日终上传"),
  working: both("working", "处理中"),
  receipt: both("Receipt", "凭证"),
  time: both("Time", "时间"),
  speed: both("Speed", "速度"),
  fastest: both("as fast as it can", "全速"),
  real: both("real time", "实时"),
  stop: both("Stop time", "暂停于"),
  stopNone: both("never", "不暂停"),
  stopCommand: both("at each command", "每条命令"),
  stopDebit: both("in the middle of DEBIT", "DEBIT 执行中"),
  standsStill: both("Time stands still at", "时间停在"),
  run: both("Run on", "继续"),
  step: both("One step", "单步"),
  save: both("Save as scenario", "另存为场景"),
  light: both("Light", "浅色"),
  dark: both("Dark", "深色"),
  beeper: both("beeper", "蜂鸣器"),
  good: both("green light", "绿灯"),
  bad: both("red light", "红灯"),
  keysHint: both("The reader asks for a password.", "读卡器请求输入密码。"),
} as const;

export const OUTCOMES: { readonly [outcome: string]: InBoth } = {
  committed: both("paid", "已扣款"),
  refused: both("refused", "被拒绝"),
  undecided: both("undecided", "未决"),
  deferred: both("paid in cash for now", "暂收现金"),
  manual: both("a person has to decide", "需人工处理"),
  inProgress: both("in progress", "处理中"),
  credited: both("loaded", "已入账"),
  "not-credited": both("not loaded", "未入账"),
  done: both("done", "完成"),
  failed: both("failed", "失败"),
  killed: both("no power", "断电"),
};

export function yuan(fen: number): string {
  return (fen / 100).toFixed(2);
}
