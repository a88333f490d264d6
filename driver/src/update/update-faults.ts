/** Why an update was not made, in Chinese: the flasher tells it in English. */
import type { Bilingual } from "../base/explanation.js";

type Fault = { readonly cause: string; readonly remedy: string };

export const UPDATE_FAULTS = {
  "refused-firmware": {
    cause: "固件、清单和签名不一致，或不是受信任的厂商所签",
    remedy: "请向厂商重新索取固件文件，不要使用这一份",
  },
  "no-board": { cause: "该地址没有设备应答", remedy: "请检查电源、连线和地址后重试" },
  "wrong-board": { cause: "固件不是为此型号的电路板制作的", remedy: "请向厂商索取此型号的固件" },
  "old-interpreter": { cause: "读卡器的解释器版本过低", remedy: "请联系厂商升级解释器" },
  "older-firmware": {
    cause: "固件比读卡器现有的更旧",
    remedy: "请使用更新的固件；持有口令的，可加 --allow-older 强制写入",
  },
  "no-firmware": { cause: "设备上没有可更新的固件", remedy: "空白电路板请用 duka-flash flash 写入" },
  compaction: {
    cause: "须先整理读卡器的存储空间，而整理时断电会丢失全部文件",
    remedy: "请确认供电稳定后加 --compact 重试",
  },
  identity: { cause: "读卡器的序列号、口令或版次与要求不符", remedy: "请联系厂商" },
  "no-number": { cause: "没有可用的序列号", remedy: "请联系厂商" },
  "no-room": { cause: "读卡器存储空间不足", remedy: "请联系厂商" },
  locked: {
    cause: "读卡器的控制台已锁定",
    remedy: "请用 --console-secret 给出该机的口令文件，或按住板上按键上电后重试",
  },
  "link-lost": { cause: "与读卡器的连接中断", remedy: "请检查连线和电源，然后重复此命令" },
  interrupted: { cause: "更新被中断", remedy: "请重复此命令" },
  garbled: { cause: "数据在线路上损坏", remedy: "请检查连线，然后重复此命令" },
  "board-error": { cause: "读卡器写入失败", remedy: "请重复此命令；仍失败则其存储器已损坏" },
  "self-test-failed": {
    cause: "新固件未通过自检",
    remedy: "请向厂商索取此型号的固件；原固件仍保留并已启动",
  },
} satisfies { readonly [code: string]: Fault };

export type FlashFault = keyof typeof UPDATE_FAULTS;

/** Of the flasher, and what the driver finds before and after it. */
export type UpdateFault = FlashFault | "undecided" | "other-reader" | "no-answer";

/** What the flasher does at that moment. */
export const STAGES: { readonly [stage: string]: Bilingual } = {
  open: { en: "opening the port", zh: "打开端口" },
  detect: { en: "asking for board and interpreter", zh: "识别电路板" },
  prepare: { en: "making room", zh: "准备空间" },
  upload: { en: "writing the firmware", zh: "写入固件" },
  verify: { en: "reading it back", zh: "回读校验" },
  "boot-loader": { en: "checking the boot loader", zh: "检查引导程序" },
  restart: { en: "restarting the reader", zh: "重新启动读卡器" },
  "self-test": { en: "testing the reader", zh: "读卡器自检" },
  confirm: { en: "keeping the new firmware", zh: "确认新固件" },
};

export const RUNNING_ZH: { readonly [running: string]: string } = {
  previous: "读卡器仍运行原固件",
  "on-trial": "读卡器试运行新固件，下次启动后恢复原固件",
  new: "读卡器运行新固件",
  none: "读卡器上没有固件，控制台等待写入",
  unknown: "读卡器现在运行什么已无法查询",
};
