/** The page's own words in both languages. What a command, a fault or a step is called stays as the standard has it. */

export type Language = "en" | "zh";

const WORDS = {
  scenarios: ["Scenarios", "场景"],
  cutMap: ["Map of cuts", "断点图"],
  search: ["Search", "搜索"],
  all: ["all", "全部"],
  passed: ["passed", "通过"],
  failed: ["failed", "失败"],
  unread: ["cannot be read", "无法读取"],
  steps: ["steps", "步"],
  seed: ["seed", "种子"],
  card: ["Card", "卡片"],
  journal: ["Journal", "流水"],
  centre: ["Centre", "中心"],
  sum: ["Card − journal", "卡片 − 流水"],
  agree: ["agrees", "一致"],
  open: ["undecided", "未决"],
  differ: ["differs", "不一致"],
  yuanSince: ["yuan since the beginning", "元(自开始起)"],
  pos: ["POS", "收银机"],
  driver: ["Driver", "驱动"],
  reader: ["Reader", "读卡器"],
  psam: ["PSAM", "PSAM"],
  noSelection: ["Select a line to see all of it.", "选择一行以查看详情。"],
  command: ["command", "命令"],
  clause: ["clause", "条款"],
  sent: ["sent", "发送"],
  answered: ["answered", "应答"],
  request: ["request", "请求"],
  response: ["response", "响应"],
  wire: ["on the wires", "线路时间"],
  limit: ["at least needed", "物理下限"],
  before: ["before", "之前"],
  after: ["after", "之后"],
  member: ["what", "项目"],
  time: ["time", "时间"],
  synced: ["synced", "已落盘"],
  notSynced: ["not synced", "未落盘"],
  written: ["written", "已写"],
  cells: ["cells written", "单元已写"],
  frames: ["frames", "帧"],
  memory: ["memory", "存储"],
  commands: ["commands", "命令"],
  rest: ["rest", "其他"],
  faults: ["faults", "故障"],
  lines: ["lines", "行"],
  noLines: ["No line fits.", "没有符合的行。"],
  masked: ["Personal data is masked.", "个人信息已脱敏。"],
  unmasked: ["Shows personal data: keep it to yourself.", "含个人信息:请勿外传。"],
  notWhole: ["Ended before all was run.", "未全部运行。"],
  powerOn: ["power on", "上电"],
  powerOff: ["power off", "下电"],
  noAnswer: ["no answer", "无应答"],
  fault: ["FAULT", "故障"],
  asked: ["asked", "询问"],
  undisturbed: ["The run without a cut", "无断点的运行"],
  noWorld: ["No events are kept here. Run it again:", "此处未保存事件。请重新运行:"],
  runAgain: ["Run it again:", "重新运行:"],
  first: ["told first", "首次结果"],
  last: ["told last", "最终结果"],
  cuts: ["cuts", "断点"],
  ofPositions: ["of positions", "位置总数"],
  paid: ["paid, as if nothing had happened", "已支付,如同未发生"],
  found: ["undecided at first, then found paid", "先未决,后查明已支付"],
  again: ["not paid at first, paid when asked again", "先未支付,再次请求后支付"],
  manual: ["a person has to close it", "须人工处理"],
  undecided: ["undecided for ever", "始终未决"],
  broken: ["a rule is broken", "违反规则"],
  keys: [
    "Keys: Tab to a list or a map, arrows to move, Enter to open, Esc to clear a search.",
    "按键:Tab 进入列表或图,方向键移动,Enter 打开,Esc 清除搜索。",
  ],
  printed: ["More lines than are printed; search for some.", "行数过多未全部打印;请先搜索。"],
  damaged: ["The data of this page cannot be read", "无法读取本页数据"],
} as const satisfies { readonly [name: string]: readonly [en: string, zh: string] };

type Word = keyof typeof WORDS;

export function wordIn(language: Language, word: Word): string {
  return WORDS[word][language === "en" ? 0 : 1];
}

const FEN = 100;

/** "-12.50", "+3.00", "0.00" */
export function signedYuan(fen: number): string {
  return `${fen > 0 ? "+" : fen < 0 ? "−" : ""}${(Math.abs(fen) / FEN).toFixed(2)}`;
}
