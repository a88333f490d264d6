/** CCID errors (USB CCID 1.1, table 6.2-2): cause and remedy, which is that of the error thrown for them. */
import * as ccid from "@duka/protocol/wire/ccid";
import type { CauseAndRemedy } from "../base/explanation.js";
import { meaningOfBError } from "../reader/ccid-error.js";

const CHINESE: readonly (readonly [bError: number, cause: string])[] = [
  [ccid.ERROR_COMMAND_NOT_SUPPORTED, "读卡器不支持此消息"],
  [ccid.ERROR_BAD_LENGTH, "消息长度错误"],
  [ccid.ERROR_BAD_SLOT, "读卡器无此卡槽"],
  [ccid.ERROR_CMD_ABORTED, "命令已中止"],
  [ccid.ERROR_ICC_MUTE, "卡无应答"],
  [ccid.ERROR_XFR_PARITY_ERROR, "与卡通信奇偶校验错误"],
  [ccid.ERROR_XFR_OVERRUN, "读卡器接收溢出"],
  [ccid.ERROR_HW_ERROR, "读卡器硬件故障或卡短路"],
  [ccid.ERROR_BAD_ATR_TS, "ATR 首字节错误，非智能卡或插反"],
  [ccid.ERROR_BAD_ATR_TCK, "ATR 校验错误"],
  [ccid.ERROR_ICC_PROTOCOL_NOT_SUPPORTED, "不支持卡的协议"],
  [ccid.ERROR_ICC_CLASS_NOT_SUPPORTED, "不支持卡的电压类别"],
  [ccid.ERROR_PROCEDURE_BYTE_CONFLICT, "卡违反 T=0 协议"],
  [ccid.ERROR_DEACTIVATED_PROTOCOL, "该协议未启用"],
  [ccid.ERROR_BUSY_WITH_AUTO_SEQUENCE, "读卡器正在启动卡"],
  [ccid.ERROR_PIN_TIMEOUT, "密码输入超时"],
  [ccid.ERROR_PIN_CANCELLED, "持卡人取消输入密码"],
  [ccid.ERROR_CMD_SLOT_BUSY, "卡槽忙"],
];

export const CCID_ERRORS: { readonly [bError: number]: CauseAndRemedy } = Object.fromEntries(
  CHINESE.map(([bError, zh]) => [bError, explained(bError, zh)]),
);

/** @param bError 0..255: of the table, a byte position up to 127, else of the reader maker's own */
export function explainBError(bError: number): CauseAndRemedy {
  const known = CCID_ERRORS[bError];
  if (known !== undefined) return known;
  return explained(bError, bError > 127 ? "读卡器厂商自定义错误" : `消息第 ${bError} 字节有误`);
}

function explained(bError: number, zh: string): CauseAndRemedy {
  const { says, remedy } = meaningOfBError(bError);
  return { cause: { en: says, zh }, remedy };
}
