/** The codes of ReaderError: cause and remedy. An error without a remedy of its own has this one. */
import type { CauseAndRemedy } from "./explanation.js";
import { causeAndRemedy } from "./explanation.js";

const CLEAN = [
  "take the card out, clean its chip, put it back chip first",
  "请拔出卡，擦拭芯片后重新插入",
] as const;
const REPLUG = ["take the reader's cable out and put it back", "请重新插拔读卡器连接线"] as const;
const WAIT = ["wait a moment and try again", "请稍候重试"] as const;
const SAME_REF = [
  "put the same card back and ask again with the same ref",
  "请重新插入同一张卡，用同一单号再次查询",
] as const;

export const READER_ERRORS = {
  "no-reader": causeAndRemedy(
    ["no reader answers at this address", "该地址没有读卡器应答"],
    [
      "check cable, power and address; --reader sim: is a simulated one",
      "请检查连线、电源和地址；可用 --reader sim: 模拟",
    ],
  ),
  "card-absent": causeAndRemedy(
    ["no card is in the slot", "卡槽中无卡"],
    ["put the card in, chip first", "请插卡，芯片朝前"],
  ),
  "card-mute": causeAndRemedy(["the card does not answer", "卡无应答"], CLEAN),
  "card-removed": causeAndRemedy(["the card was taken out too early", "卡被提前拔出"], SAME_REF),
  parity: causeAndRemedy(["characters from the card arrive damaged", "与卡通信奇偶校验错误"], CLEAN),
  "protocol-violation": causeAndRemedy(
    ["card or reader sent what the protocol forbids", "卡或读卡器违反协议"],
    CLEAN,
  ),
  timeout: causeAndRemedy(["card or reader did not answer in time", "应答超时"], SAME_REF),
  "link-lost": causeAndRemedy(["the connection to the reader is lost", "与读卡器的连接中断"], REPLUG),
  "slot-busy": causeAndRemedy(["the slot is busy with another command", "卡槽忙"], WAIT),
  aborted: causeAndRemedy(["the command was given up", "命令已取消"], WAIT),
  unsupported: causeAndRemedy(
    ["the reader cannot do this", "读卡器不支持此功能"],
    ["use another reader", "请换读卡器"],
  ),
  "card-in-use": causeAndRemedy(
    ["another program uses the card", "卡正被其他程序使用"],
    ["end the other program, then try again", "请结束其他程序后重试"],
  ),
} satisfies { readonly [code: string]: CauseAndRemedy };

export type ErrorCode = keyof typeof READER_ERRORS;
