/** The codes of ReaderError: cause and remedy. An error without a remedy of its own has this one. */
import type { CauseAndRemedy } from "./explanation.js";
import { REMEDIES } from "./remedies.js";

export const READER_ERRORS = {
  "no-reader": {
    cause: { en: "no reader answers at this address", zh: "该地址没有读卡器应答" },
    remedy: REMEDIES["check-address"],
  },
  "card-absent": {
    cause: { en: "no card is in the slot", zh: "卡槽中无卡" },
    remedy: REMEDIES["put-in"],
  },
  "card-mute": {
    cause: { en: "the card does not answer", zh: "卡无应答" },
    remedy: REMEDIES["clean"],
  },
  "card-removed": {
    cause: { en: "the card was taken out too early", zh: "卡被提前拔出" },
    remedy: REMEDIES["same-ref"],
  },
  parity: {
    cause: { en: "characters from the card arrive damaged", zh: "与卡通信奇偶校验错误" },
    remedy: REMEDIES["clean"],
  },
  "protocol-violation": {
    cause: { en: "card or reader sent what the protocol forbids", zh: "卡或读卡器违反协议" },
    remedy: REMEDIES["clean"],
  },
  timeout: {
    cause: { en: "card or reader did not answer in time", zh: "应答超时" },
    remedy: REMEDIES["same-ref"],
  },
  "link-lost": {
    cause: { en: "the connection to the reader is lost", zh: "与读卡器的连接中断" },
    remedy: REMEDIES["replug"],
  },
  "slot-busy": {
    cause: { en: "the slot is busy with another command", zh: "卡槽忙" },
    remedy: REMEDIES["wait"],
  },
  aborted: {
    cause: { en: "the command was given up", zh: "命令已取消" },
    remedy: REMEDIES["wait"],
  },
  unsupported: {
    cause: { en: "the reader cannot do this", zh: "读卡器不支持此功能" },
    remedy: REMEDIES["other-reader"],
  },
  "card-in-use": {
    cause: { en: "another program uses the card", zh: "卡正被其他程序使用" },
    remedy: REMEDIES["end-other"],
  },
} satisfies { readonly [code: string]: CauseAndRemedy };

export type ErrorCode = keyof typeof READER_ERRORS;
