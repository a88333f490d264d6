/** Faults that are dragged onto a lane, with the positions at which each can strike. */
import type { CutPlace } from "../src/studio/cut-result.js";
import type { InBoth } from "../src/studio/studio-state.js";

const ANYWHERE = ["character", "memory", "frame", "journal", "centre"] as const;

type Dragged = { readonly kind: string; readonly words: InBoth; readonly at: readonly CutPlace["of"][] };

export const DRAGGED_FAULTS: readonly Dragged[] = [
  { kind: "card-removed", words: { en: "card pulled", zh: "拔卡" }, at: ANYWHERE },
  { kind: "psam-removed", words: { en: "PSAM pulled", zh: "拔 PSAM" }, at: ANYWHERE },
  { kind: "cable-out", words: { en: "cable pulled", zh: "拔线缆" }, at: ANYWHERE },
  { kind: "reader-restarted", words: { en: "reader restarts", zh: "读卡器重启" }, at: ANYWHERE },
  { kind: "process-killed", words: { en: "till's power off", zh: "收银机断电" }, at: ANYWHERE },
  { kind: "parity-error", words: { en: "parity error", zh: "奇偶校验错" }, at: ["character"] },
  { kind: "byte-lost", words: { en: "byte lost", zh: "丢字节" }, at: ["character", "frame"] },
  { kind: "memory-torn", words: { en: "write torn", zh: "写入中断" }, at: ["memory"] },
  { kind: "disk-full", words: { en: "disk full", zh: "磁盘已满" }, at: ["journal"] },
  { kind: "centre-down", words: { en: "centre down", zh: "中心不可用" }, at: ["centre"] },
  { kind: "answer-lost", words: { en: "answer lost", zh: "应答丢失" }, at: ["centre"] },
];
