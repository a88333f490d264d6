/** Three tours of seven steps. Each step is done by doing it: what is seen on the page then tells. */
import type { InBoth, StudioState } from "../src/studio/studio-state.js";
import type { LoggedEvent } from "../src/world/world-event.js";

/** What a step looks at. */
export type Seen = {
  readonly state: StudioState;
  readonly selected: LoggedEvent | null;
  readonly cuts: number;
  /** Of the run that is looked at: its place on the map, and what strikes it. */
  readonly chosenPlace: number;
  readonly faults: number;
  readonly shrunkIn: number | null;
  readonly files: number;
  readonly copied: number;
  readonly saved: number;
};

type TourStep = {
  /** Where on the page. */
  readonly at: string;
  readonly words: InBoth;
  /** @param before when the step began */
  isDone(now: Seen, before: Seen): boolean;
};

type Tour = { readonly name: InBoth; readonly steps: readonly TourStep[] };

const hasCard = ({ state }: Seen) => state.cards.some(({ isInSlot }) => isInSlot);
const isStill = ({ state }: Seen) => state.pace.pausedAt !== null;
const stopsAt = (stop: StudioState["pace"]["stopAt"]) => (now: Seen) => now.state.pace.stopAt === stop;
const newest = ({ state }: Seen) => state.results.at(-1);
/** Since the step began something ended so. */
const ended =
  (isSo: (outcome: string, reason: string | null, button: string) => boolean) =>
  (now: Seen, before: Seen) => {
    const result = newest(now);
    if (result === undefined || result.id === newest(before)?.id || now.state.busy !== null) return false;
    return isSo(result.outcome, result.reasonCode, result.button);
  };

const READER_MAKER: Tour = {
  name: { en: "Reader maker", zh: "读卡器厂商" },
  steps: [
    {
      at: '[data-card="own"]',
      words: {
        en: "Put the first card into the slot: drag it there, or press it. The reader beside it runs the very firmware that is flashed.",
        zh: "把第一张卡放入卡槽：拖过去或点按。旁边的读卡器运行的就是烧录的那份固件。",
      },
      isDone: hasCard,
    },
    {
      at: "#stop",
      words: {
        en: "Let time stop at each command: choose “at each command”.",
        zh: "让时间在每条命令处停下：选择“每条命令”。",
      },
      isDone: stopsAt("command"),
    },
    {
      at: "#sell",
      words: {
        en: "Press “Sale”. Time stands still before the first command; lights and display are as the firmware has set them.",
        zh: "点“消费”。时间停在第一条命令之前；灯和显示屏保持固件设置的状态。",
      },
      isDone: isStill,
    },
    {
      at: "#step",
      words: {
        en: "Press “One step”: the sale goes on by one command, and the film strip below grows by its bytes.",
        zh: "点“单步”：交易前进一条命令，下方过程图随之增加。",
      },
      isDone: (now, before) => isStill(now) && now.state.pace.pausedAt !== before.state.pace.pausedAt,
    },
    {
      at: "#stop, #run",
      words: {
        en: "Choose “never” and press “Run on”: the sale ends, and the receipt is printed.",
        zh: "选择“不暂停”，再点“继续”：交易完成并打印凭证。",
      },
      isDone: ended((outcome) => outcome === "committed"),
    },
    {
      at: '[data-lane="card"]',
      words: {
        en: "Choose a tall mark on the lane “card line” (keys: → and ←). Its bytes, its clause, and its time on the wire beside the fastest possible stand below.",
        zh: "在“卡线路”泳道上选择一个长条（键盘：→ 和 ←）。下方显示字节、条款、线路用时与最短可能用时。",
      },
      isDone: ({ selected }, before) => selected?.type === "apdu" && selected !== before.selected,
    },
    {
      at: "#trace-vcd, #trace-pcapng",
      words: {
        en: "Take it along: “sigrok” gives the levels of the card line at each rate, “Wireshark” the commands.",
        zh: "带走结果：“sigrok”给出每种速率的卡线路电平，“Wireshark”给出命令。",
      },
      isDone: ({ files }, before) => files !== before.files && files > 0,
    },
  ],
};

const POS_VENDOR: Tour = {
  name: { en: "POS vendor", zh: "收银软件厂商" },
  steps: [
    {
      at: '[data-card="own"]',
      words: {
        en: "Put the first card into the slot: drag it there, or press it.",
        zh: "把第一张卡放入卡槽：拖过去或点按。",
      },
      isDone: hasCard,
    },
    {
      at: "#sell",
      words: {
        en: "Press “Sale”. Your till makes one call with an amount and a ref; below stands what it is told, and the receipt.",
        zh: "点“消费”。您的软件只需一次调用（金额和单号）；下方是返回结果和凭证。",
      },
      isDone: ended((outcome) => outcome === "committed"),
    },
    {
      at: "#stop",
      words: {
        en: "Now the worst moment: let time stop “in the middle of DEBIT”, when the card has paid and has not said so.",
        zh: "再看最坏的时刻：选择“DEBIT 执行中”，卡已扣款但尚未应答。",
      },
      isDone: stopsAt("debit"),
    },
    {
      at: "#sell",
      words: { en: "Press “Sale” again, and wait until time stands still.", zh: "再点“消费”，等时间停住。" },
      isDone: isStill,
    },
    {
      at: "#card-in-slot, #run",
      words: {
        en: "Pull the card, then press “Run on”. The sale is undecided: no one can know, and the money strip says so.",
        zh: "拔卡，再点“继续”。交易未决：此刻无人能知道结果，上方资金条也这样显示。",
      },
      isDone: ended((outcome) => outcome === "undecided"),
    },
    {
      at: '[data-card="own"], #sell',
      words: {
        en: "Put the card back and press “Sale”: the same ref asks again. The card tells, nothing is debited twice, and the page says why.",
        zh: "放回卡，点“消费”：用同一单号再问一次。由卡内明细核实，不会重复扣款，页面说明原因。",
      },
      isDone: ended((outcome, reason) => outcome === "committed" && reason === "recovered-from-log"),
    },
    {
      at: "#closeOfDay",
      words: {
        en: "Press “End of day”: what is due is told to the centre. Card, journal and centre agree in the money strip.",
        zh: "点“日终上传”：把应上传的交易告知中心。资金条中卡、日志、中心三方一致。",
      },
      isDone: ended((outcome, _reason, button) => button === "closeOfDay" && outcome === "done"),
    },
  ],
};

const QA_LEAD: Tour = {
  name: { en: "QA", zh: "测试" },
  steps: [
    {
      at: "#cuts",
      words: {
        en: "Press “at every position”: each sale is cut at one byte, memory write, journal step or centre call. Ticks take the colour of how it ended.",
        zh: "点“遍历每个位置”：每笔交易在一个字节、存储写入、日志步骤或中心调用处被切断，刻度按结果着色。",
      },
      isDone: ({ cuts }, before) => cuts > 0 && (cuts !== before.cuts || before.cuts > 0),
    },
    {
      at: '[data-lane="card"]',
      words: {
        en: "Press a coloured tick under a lane (keys: ↓ and ↑ on a lane). Its world is played again and shown, with what the cashier was told.",
        zh: "点任一泳道下的彩色刻度（键盘：在泳道上按 ↓ 和 ↑）。该次运行会重放并显示收银员看到的结果。",
      },
      isDone: ({ chosenPlace }, before) => chosenPlace >= 0 && chosenPlace !== before.chosenPlace,
    },
    {
      at: "#copy",
      words: {
        en: "Copy the replay line: with it “duka-sim replay” plays the same run anywhere, to the byte.",
        zh: "复制重放命令：在任何机器上用“duka-sim replay”逐字节重现同一次运行。",
      },
      isDone: ({ copied }, before) => copied > before.copied,
    },
    {
      at: "[data-fault]",
      words: {
        en: "Drag a second fault onto a lane (keys: Enter on a fault puts it at the chosen place).",
        zh: "再把一个故障拖到泳道上（键盘：在故障上按 Enter，放到所选位置）。",
      },
      isDone: ({ faults }) => faults > 1,
    },
    {
      at: "#shrink",
      words: {
        en: "Press “Shrink”: what does not change the end is taken away.",
        zh: "点“精简”：去掉不影响结果的故障。",
      },
      isDone: ({ shrunkIn }) => shrunkIn !== null,
    },
    {
      at: "#trace-pcapng, #trace-perfetto",
      words: {
        en: "Take the run along for Wireshark or Perfetto; the line that opens it stands beside.",
        zh: "将该次运行导出给 Wireshark 或 Perfetto，旁边有打开方法。",
      },
      isDone: ({ files }, before) => files !== before.files && files > 0,
    },
    {
      at: "#save",
      words: {
        en: "“Save as scenario” writes what was done at the counter as a file: “duka-sim run” plays it in your tests.",
        zh: "“另存为场景”把柜台上的操作写成文件：可用“duka-sim run”在测试中运行。",
      },
      isDone: ({ saved }, before) => saved > before.saved,
    },
  ],
};

export const TOURS = { readerMaker: READER_MAKER, posVendor: POS_VENDOR, qa: QA_LEAD } as const;
export type TourName = keyof typeof TOURS;
