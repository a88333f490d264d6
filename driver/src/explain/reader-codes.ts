/** CCID errors (USB CCID 1.1, table 6.2-2) and the codes of ReaderError: cause and remedy. */
import * as ccid from "@duka/protocol/wire/ccid";
import type { ErrorCode } from "../errors.js";
import type { Bilingual } from "./explanation.js";

export type CauseAndRemedy = { readonly cause: Bilingual; readonly remedy: Bilingual };

function pair(cause: readonly [string, string], remedy: readonly [string, string]): CauseAndRemedy {
  return { cause: { en: cause[0], zh: cause[1] }, remedy: { en: remedy[0], zh: remedy[1] } };
}

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
const OTHER_CARD = [
  "use another card; this one does not fit the reader",
  "请换卡，此卡与读卡器不匹配",
] as const;

export const CCID_ERRORS: { readonly [error: number]: CauseAndRemedy } = {
  [ccid.ERROR_COMMAND_NOT_SUPPORTED]: pair(
    ["the reader does not know this message", "读卡器不支持此消息"],
    REPLUG,
  ),
  [ccid.ERROR_BAD_LENGTH]: pair(["the message has a wrong length", "消息长度错误"], REPLUG),
  [ccid.ERROR_BAD_SLOT]: pair(
    ["the reader has no such slot", "读卡器无此卡槽"],
    ["choose another slot", "请选择其他卡槽"],
  ),
  [ccid.ERROR_CMD_ABORTED]: pair(["the command was aborted", "命令已中止"], WAIT),
  [ccid.ERROR_ICC_MUTE]: pair(["the card does not answer", "卡无应答"], CLEAN),
  [ccid.ERROR_XFR_PARITY_ERROR]: pair(
    ["characters from the card arrive damaged", "与卡通信奇偶校验错误"],
    CLEAN,
  ),
  [ccid.ERROR_XFR_OVERRUN]: pair(["the reader could not keep up", "读卡器接收溢出"], WAIT),
  [ccid.ERROR_HW_ERROR]: pair(
    ["the reader's hardware failed, or the card makes a short circuit", "读卡器硬件故障或卡短路"],
    CLEAN,
  ),
  [ccid.ERROR_BAD_ATR_TS]: pair(
    ["the ATR begins wrongly: no smart card, or upside down", "ATR 首字节错误，非智能卡或插反"],
    CLEAN,
  ),
  [ccid.ERROR_BAD_ATR_TCK]: pair(["the ATR's checksum is wrong", "ATR 校验错误"], CLEAN),
  [ccid.ERROR_ICC_PROTOCOL_NOT_SUPPORTED]: pair(
    ["the card's protocol is not supported", "不支持卡的协议"],
    OTHER_CARD,
  ),
  [ccid.ERROR_ICC_CLASS_NOT_SUPPORTED]: pair(
    ["the card's voltage class is not supported", "不支持卡的电压类别"],
    OTHER_CARD,
  ),
  [ccid.ERROR_PROCEDURE_BYTE_CONFLICT]: pair(["the card broke the T=0 protocol", "卡违反 T=0 协议"], CLEAN),
  [ccid.ERROR_DEACTIVATED_PROTOCOL]: pair(["this protocol is not the one in use", "该协议未启用"], REPLUG),
  [ccid.ERROR_BUSY_WITH_AUTO_SEQUENCE]: pair(["the reader is busy with the card", "读卡器忙"], WAIT),
  [ccid.ERROR_PIN_TIMEOUT]: pair(
    ["nobody typed a password in time", "密码输入超时"],
    ["ask the card-holder again", "请持卡人重新输入"],
  ),
  [ccid.ERROR_PIN_CANCELLED]: pair(
    ["the card-holder cancelled the password", "持卡人取消输入密码"],
    ["ask the card-holder again", "请持卡人重新输入"],
  ),
  [ccid.ERROR_CMD_SLOT_BUSY]: pair(["the slot is busy with another command", "卡槽忙"], WAIT),
};

export const READER_ERRORS: { readonly [code in ErrorCode]: CauseAndRemedy } = {
  "no-reader": pair(
    ["no reader answers at this address", "该地址没有读卡器应答"],
    [
      "check cable, power and address; --reader sim: is a simulated one",
      "请检查连线、电源和地址；可用 --reader sim: 模拟",
    ],
  ),
  "card-absent": pair(
    ["no card is in the slot", "卡槽中无卡"],
    ["put the card in, chip first", "请插卡，芯片朝前"],
  ),
  "card-mute": pair(["the card does not answer", "卡无应答"], CLEAN),
  "card-removed": pair(["the card was taken out too early", "卡被提前拔出"], SAME_REF),
  parity: pair(["characters from the card arrive damaged", "与卡通信奇偶校验错误"], CLEAN),
  "protocol-violation": pair(["card or reader sent what the protocol forbids", "卡或读卡器违反协议"], CLEAN),
  timeout: pair(["card or reader did not answer in time", "应答超时"], SAME_REF),
  "link-lost": pair(["the connection to the reader is lost", "与读卡器的连接中断"], REPLUG),
  "slot-busy": pair(["the slot is busy with another command", "卡槽忙"], WAIT),
  aborted: pair(["the command was given up", "命令已取消"], WAIT),
  unsupported: pair(
    ["the reader cannot do this", "读卡器不支持此功能"],
    ["use another reader", "请换读卡器"],
  ),
  "card-in-use": pair(
    ["another program uses the card", "卡正被其他程序使用"],
    ["end the other program, then try again", "请结束其他程序后重试"],
  ),
};
